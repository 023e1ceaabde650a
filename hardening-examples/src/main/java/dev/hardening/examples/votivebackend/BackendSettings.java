package dev.hardening.examples.votivebackend;

import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.StaleCacheSettings;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;

/**
 * The variables of the guide that the library's rooms do not read by themselves. Immutable.
 *
 * @param service where the prompts come from
 * @param breaker when it is left alone
 * @param cache how long prompts are kept
 * @param thinking whether the model may think at length, which the prompt service is told
 */
record BackendSettings(ServiceAddress service, BreakerSettings breaker, StaleCacheSettings cache, boolean thinking) {

    /** Whether the model may think at length (guide row V-10). */
    static final Setting<Boolean> THINKING =
            Setting.bool("THINKING_ENABLED").or("FLAG_THINKING_ENABLED").orElse(true);

    /** The key for the model's maker, who alone can judge it (row V-01). Nothing is sent there by this example. */
    private static final SecretSetting ANTHROPIC = SecretSetting.of("ANTHROPIC_API_KEY", SecretRule.opaque());

    static BackendSettings read(SettingReader reader) {
        reader.secrets().require(ANTHROPIC);
        if (reader.mode().isProduction() && !reader.isSet(Origins.CORS_ORIGINS)) {
            reader.add(Problem.refuse(
                    ProblemCode.MISSING,
                    Origins.CORS_ORIGINS.name(),
                    "is required but not set",
                    "set it to the origin of the front end, for example https://app.example.org"));
        }
        return new BackendSettings(
                ServiceAddress.read(reader),
                BreakerSettings.read(reader, PromptService.NAME),
                StaleCacheSettings.read(reader, "prompt"),
                reader.read(THINKING));
    }
}
