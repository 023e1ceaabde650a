package dev.hardening.core.cookie;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.SettingReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@link CookieSettings}. */
final class CookiesFromSettings {

    private final SettingReader reader;
    private final SecretSetting setting;
    private final CookieSettings.Builder builder = CookieSettings.builder();

    CookiesFromSettings(SettingReader reader) {
        this(reader, CookieSettings.SECRET);
    }

    CookiesFromSettings(SettingReader reader, SecretSetting setting) {
        this.reader = reader;
        this.setting = setting;
    }

    CookieSettings read(@Nullable Secret fallback) {
        Enforcement enforcement = reader.read(CookieSettings.MODE);
        return build(enforcement, reader.secrets().find(setting).or(() -> Optional.ofNullable(fallback)));
    }

    CookieSettings require() {
        Enforcement enforcement = reader.read(CookieSettings.MODE);
        return build(
                enforcement,
                enforcement == Enforcement.OFF
                        ? reader.secrets().find(setting)
                        : reader.secrets().require(setting));
    }

    private CookieSettings build(Enforcement enforcement, Optional<Secret> secret) {
        builder.name(reader.read(CookieSettings.NAME))
                .lifetime(reader.read(CookieSettings.LIFETIME))
                .sameSite(reader.read(CookieSettings.SAME_SITE))
                .enforcement(enforcement);
        secret.ifPresent(builder::key);
        readPrevious(secret.orElse(null));
        boolean on = secret.isPresent() && enforcement != Enforcement.OFF;
        if (on && enforcement == Enforcement.SHADOW) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    CookieSettings.MODE.name(),
                    "only watches, so requests without a session pass",
                    "set COOKIE_MODE=enforce when the log shows no surprise"));
        }
        if (!reader.mode().isProduction()) {
            builder.unsafeOverPlainHttp();
            if (on) {
                reader.add(Problem.warn(
                        ProblemCode.LOOSENED,
                        CookieSettings.NAME.name(),
                        "is set over plain http, too, without Secure and without a prefix, because this is no production",
                        "set NODE_ENV=production where real users are"));
            }
        }
        return builder.build();
    }

    private void readPrevious(@Nullable Secret current) {
        Optional<Secret> list = reader.secrets().raw(CookieSettings.PREVIOUS);
        if (list.isEmpty()) {
            return;
        }
        if (current == null) {
            reader.add(Problem.warn(
                    ProblemCode.IGNORED,
                    CookieSettings.PREVIOUS,
                    "is set, but there is no current secret",
                    "set " + setting.name()));
            return;
        }
        List<Secret> previous = new ArrayList<>();
        String text = list.get().exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        int number = 0;
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                number++;
                Secret secret = Secret.ofUtf8(CookieSettings.PREVIOUS + "[" + number + "]", item.trim());
                // The same secret twice is a rotation half done, not two secrets that must differ.
                if (!secret.equals(current) && !previous.contains(secret)) {
                    reader.secrets().add(secret, setting.rule());
                    previous.add(secret);
                }
            }
        }
        if (previous.size() > KeyRing.MAX_PREVIOUS) {
            reader.add(Problem.refuse(
                    ProblemCode.OUT_OF_RANGE,
                    CookieSettings.PREVIOUS,
                    "has too many secrets",
                    "keep the newest, at most " + KeyRing.MAX_PREVIOUS));
            return;
        }
        builder.previous(previous);
    }
}
