package dev.hardening.core.token;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.SettingReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@link TokenSettings} from the environment, on top of what an application has chosen. */
final class TokenReading {

    static final String REFRESH_NAME = "JWT_REFRESH_SECRET";
    private static final String PREVIOUS_NAME = "JWT_SECRET_PREVIOUS";
    private static final String PREVIOUS_REFRESH_NAME = "JWT_REFRESH_SECRET_PREVIOUS";
    private static final Duration SHORT_ACCESS = Duration.ofSeconds(60);

    private final SettingReader reader;
    private final TokenSettingsBuilder builder;

    TokenReading(SettingReader reader, TokenSettingsBuilder builder) {
        this.reader = reader;
        this.builder = builder;
    }

    TokenSettings read() {
        readKeys();
        SecretAge.check(reader, builder.clock);
        reader.find(TokenSettings.ISSUER).ifPresent(builder::issuer);
        reader.find(TokenSettings.AUDIENCE).ifPresent(builder::audience);
        readTimes();
        ExternalIssuer.read(reader).ifPresent(builder::externalIssuer);
        readMode();
        return reader.build(builder::build)
                .orElseGet(() -> new TokenSettingsBuilder().unsafeOff().build());
    }

    private void readKeys() {
        SecretSetting setting = setting();
        Optional<Secret> current = switch (builder.need) {
            case OPTIONAL -> reader.secrets().find(setting);
            case REQUIRED -> reader.secrets().require(setting);
            case REQUIRED_OR_GENERATED -> reader.secrets().requireOrGenerate(setting);
        };
        List<Secret> previous = previous(PREVIOUS_NAME, current.orElse(null), builder.secretRule);
        current.ifPresent(key -> reader.build(() -> KeyRing.of(key, previous)).ifPresent(builder::keys));
        requireCurrent(current, previous, PREVIOUS_NAME, TokenSettings.SECRET_NAME);
        if (current.isPresent()) {
            reader.secrets().file(setting).ifPresent(builder::keyFile);
        }
        SecretRule rule = SecretRule.signing();
        Optional<Secret> refresh = reader.secrets().find(SecretSetting.of(REFRESH_NAME, rule));
        List<Secret> before = previous(PREVIOUS_REFRESH_NAME, refresh.orElse(null), rule);
        requireCurrent(refresh, before, PREVIOUS_REFRESH_NAME, REFRESH_NAME);
        refresh.ifPresent(key -> reader.build(() -> KeyRing.of(key, before)).ifPresent(builder::refreshKeys));
        if (!reader.mode().isProduction()) {
            // What was only warned of at the start must not be refused when the file is read again.
            builder.secretRule(builder.secretRule.warnOnly().toBuilder()
                    .refuse(SecretWeakness.TOO_SHORT)
                    .build());
        }
    }

    private void requireCurrent(Optional<Secret> current, List<Secret> previous, String name, String currentName) {
        if (current.isEmpty() && !previous.isEmpty()) {
            reader.add(Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    name,
                    "is set without a current key",
                    "set " + currentName + " as well"));
        }
    }

    private SecretSetting setting() {
        SecretSetting setting = SecretSetting.of(builder.secretName, builder.secretRule);
        for (String name : TokenSettings.SECRET_NAMES) {
            setting = name.equals(builder.secretName) ? setting : setting.or(name);
        }
        return setting;
    }

    private List<Secret> previous(String name, @Nullable Secret current, SecretRule rule) {
        List<Secret> keys = new ArrayList<>();
        Optional<Secret> list = reader.secrets().raw(name);
        if (list.isEmpty()) {
            return keys;
        }
        String text = list.get().exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8));
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                Secret key = Secret.ofUtf8(name + "[" + (keys.size() + 1) + "]", item.trim());
                // The current key is among them while a rotation is half done, and after its overlap.
                if (!key.equals(current) && !keys.contains(key)) {
                    reader.secrets().add(key, rule);
                    keys.add(key);
                }
            }
        }
        if (keys.size() > KeyRing.MAX_PREVIOUS) {
            reader.add(Problem.refuse(
                    ProblemCode.OUT_OF_RANGE,
                    name,
                    "has more than " + KeyRing.MAX_PREVIOUS + " keys",
                    "remove those that signed nothing that is still valid"));
            return keys.subList(0, KeyRing.MAX_PREVIOUS);
        }
        if (keys.size() >= HmacKeys.MOST_WITHOUT_KID) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    name,
                    "has more keys than a token without a kid is tried against",
                    "keep " + (HmacKeys.MOST_WITHOUT_KID - 1) + " or fewer"));
        }
        return keys;
    }

    private void readTimes() {
        reader.find(TokenSettings.ACCESS_TTL).ifPresent(builder::accessTtl);
        reader.find(TokenSettings.REFRESH_TTL).ifPresent(builder::refreshTtl);
        reader.find(TokenSettings.REFRESH_GRACE).ifPresent(builder::refreshGrace);
        reader.find(TokenSettings.SKEW).ifPresent(builder::skew);
        reader.find(TokenSettings.MOST_SESSIONS).ifPresent(builder::mostSessions);
        if (builder.keys == null) {
            return;
        }
        String access = TokenSettings.ACCESS_TTL.names().stream()
                .filter(reader::isSet)
                .findFirst()
                .orElse(TokenSettings.ACCESS_TTL.name());
        if (builder.accessTtl.compareTo(TokenSettings.WARN_ACCESS) > 0) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    access,
                    "lets a stolen access token live longer than an hour",
                    "use 15 minutes and refresh"));
        }
        if (builder.accessTtl.compareTo(SHORT_ACCESS) < 0) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    access,
                    "is below a minute, which is for tests only",
                    "use 60 seconds or more"));
        }
        if (builder.refreshTtl.compareTo(builder.familyLife) > 0) {
            reader.add(Problem.warn(
                    ProblemCode.IGNORED,
                    TokenSettings.REFRESH_TTL.name(),
                    "is longer than a session lives, which ends after " + builder.familyLife.toDays()
                            + " days however often it is refreshed",
                    "use a shorter one"));
        }
    }

    private void readMode() {
        Enforcement mode = reader.read(TokenSettings.MODE);
        if (mode == Enforcement.OFF) {
            builder.unsafeOff();
        } else if (mode == Enforcement.SHADOW) {
            builder.shadow();
        }
        if (builder.keys == null && builder.externalIssuer == null) {
            return;
        }
        if (mode == Enforcement.OFF) {
            reader.add(Problem.warn(
                    ProblemCode.AUTHENTICATION_OFF,
                    TokenSettings.MODE.name(),
                    "switches tokens off, so no token is looked at",
                    "remove it wherever others can reach this service"));
        } else if (mode == Enforcement.SHADOW) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    TokenSettings.MODE.name(),
                    "only watches, so requests without a token pass",
                    "set TOKEN_MODE=enforce when the log shows no surprise"));
        }
    }
}
