package dev.hardening.examples.envchecklist;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;

/** Names of the guide that this service knows and does not act upon: who sets one is told, once. */
final class LaterSettings {

    private static final Setting<Waf> WAF = Setting.word("WAF_MODE", Waf.class).orElse(Waf.OFF);

    private static final Setting<Integer> WAF_BAN = Setting.integer("WAF_BAN_THRESHOLD", 1, 1_000_000);

    /** For the jobs that build and test the service, which read them from the same file. */
    private static final Setting<Boolean> SNYK = Setting.bool("ENABLE_SNYK");

    private static final Setting<Boolean> END_TO_END = Setting.bool("RUN_E2E");

    private LaterSettings() {}

    static void read(SettingReader reader) {
        reader.find(SNYK);
        reader.find(END_TO_END);
        reader.find(WAF_BAN);
        if (reader.read(WAF) != Waf.OFF) {
            ignored(reader, WAF.name());
        }
    }

    private static void ignored(SettingReader reader, String name) {
        reader.add(Problem.warn(
                ProblemCode.IGNORED, name, "has no effect, because this version does not have it", "remove it"));
    }

    private enum Waf {
        OFF,
        MONITOR,
        BLOCK
    }
}
