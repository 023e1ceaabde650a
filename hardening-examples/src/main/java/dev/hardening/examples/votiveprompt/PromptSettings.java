package dev.hardening.examples.votiveprompt;

import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretUnit;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the guide that the library's rooms do not read by themselves (guide rows V-16 to V-25). Immutable.
 *
 * @param database the file of the prompts
 * @param databaseKey what they are encrypted with, or null
 * @param apiKeys the administrator's key, or none, which proves nobody
 * @param cookie the administrator's session
 */
record PromptSettings(Path database, @Nullable Secret databaseKey, ApiKeySettings apiKeys, CookieSettings cookie) {

    /** Where the file is: a path, or one behind {@code file:}. */
    static final Setting<Path> DATABASE = Setting.parsed("DATABASE_URL", PromptSettings::path);

    private static final String ADMINISTRATOR = "admin";
    private static final String GENERATE = "openssl rand -hex 32";
    private static final int LEAST = 32;

    /** The guide asks for length alone; what people can guess is warned of. */
    private static final SecretRule LONG = SecretRule.signing().toBuilder()
            .minimum(LEAST, SecretUnit.CHARS)
            .warn(SecretWeakness.FEW_DISTINCT_CHARACTERS, SecretWeakness.SEQUENCE, SecretWeakness.REPETITION)
            .warn(SecretWeakness.COMMON_WORD, SecretWeakness.WORDS, SecretWeakness.ENCODED_TEXT)
            .warn(SecretWeakness.TOO_FEW_RANDOM_BYTES, SecretWeakness.PREDICTABLE_UUID)
            .build();

    private static final SecretRule LONG_KEY = SecretRule.apiKey().toBuilder()
            .minimum(LEAST, SecretUnit.CHARS)
            .refuse(SecretWeakness.TOO_SHORT)
            .command(GENERATE)
            .build();

    private static final SecretSetting DATABASE_KEY = secret("DATABASE_KEY", LONG);
    private static final SecretSetting ADMIN_API_KEY = secret("ADMIN_API_KEY", LONG_KEY);
    private static final SecretSetting SESSION_SECRET = secret("SESSION_SECRET", LONG);

    static PromptSettings read(SettingReader reader) {
        if (reader.mode().isProduction()) {
            requireOrigins(reader);
            return of(
                    reader,
                    reader.require(DATABASE),
                    reader.secrets().require(DATABASE_KEY),
                    reader.secrets().require(ADMIN_API_KEY),
                    reader.secrets().require(SESSION_SECRET));
        }
        Optional<Secret> adminKey = reader.secrets().find(ADMIN_API_KEY);
        PromptSettings settings =
                of(reader, reader.find(DATABASE), reader.secrets().find(DATABASE_KEY), adminKey, adminKey);
        warn(reader);
        return settings;
    }

    private static PromptSettings of(
            SettingReader reader,
            Optional<Path> database,
            Optional<Secret> databaseKey,
            Optional<Secret> adminKey,
            Optional<Secret> signing) {
        Identity administrator = Identity.provedBy(Proof.API_KEY, ADMINISTRATOR).build();
        ApiKeySettings.Builder keys = ApiKeySettings.builder().header(reader.read(ApiKeySettings.HEADER));
        adminKey.ifPresent(key -> reader.build(() -> keys.key(key, administrator, null, null)));
        CookieSettings cookie = CookieSettings.read(reader, SESSION_SECRET, signing.orElse(null));
        if (cookie.enforcement() == Enforcement.OFF) {
            reader.add(Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    CookieSettings.MODE.name(),
                    "switches sessions off, which the log-in gives",
                    "remove it"));
        }
        return new PromptSettings(database.orElse(Path.of("dev.db")), databaseKey.orElse(null), keys.build(), cookie);
    }

    private static void requireOrigins(SettingReader reader) {
        if (!reader.isSet(Origins.CORS_ORIGINS)) {
            reader.add(Problem.refuse(
                    ProblemCode.MISSING,
                    "CORS_ORIGINS",
                    "is required but not set",
                    "set it to the origins of the admin pages, for example https://admin.example.org"));
        }
    }

    /** What development goes without (rows V-17, V-22 to V-24). */
    private static void warn(SettingReader reader) {
        boolean hasKey = isGiven(reader, ADMIN_API_KEY);
        boolean hasSecret = isGiven(reader, SESSION_SECRET);
        if (!hasKey && !hasSecret) {
            reader.add(Problem.refuse(
                    ProblemCode.MISSING,
                    SESSION_SECRET.name() + ", " + ADMIN_API_KEY.name(),
                    "are both not set, and sessions need one of them",
                    "set both, each to what this prints: " + GENERATE));
        } else if (!hasSecret) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    SESSION_SECRET.name(),
                    "is not set, so " + ADMIN_API_KEY.name() + " signs sessions, too",
                    "set it to a secret of its own, for example with " + GENERATE));
        } else if (!hasKey) {
            reader.add(Problem.warn(
                    ProblemCode.NO_KEYS,
                    ADMIN_API_KEY.name(),
                    "is not set, so nobody is the administrator",
                    "set it, for example with " + GENERATE));
        }
        if (!isGiven(reader, DATABASE_KEY)) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    DATABASE_KEY.name(),
                    "is not set, so prompts are not encrypted on the disk",
                    "set it, for example with " + GENERATE + ", and begin a new file"));
        }
    }

    private static boolean isGiven(SettingReader reader, SecretSetting secret) {
        return reader.isSet(secret.name()) || reader.isSet(secret.name() + "_FILE");
    }

    private static SecretSetting secret(String name, SecretRule rule) {
        return SecretSetting.of(name, rule).refusingEverywhere(SecretWeakness.TOO_SHORT);
    }

    /** Takes {@code data/x.db}, {@code file:data/x.db}, {@code file:/data/x.db} and {@code file:///data/x.db}. */
    private static Path path(String text) {
        String rest = text;
        if (text.regionMatches(true, 0, "file:", 0, 5)) {
            rest = text.substring(5);
            if (rest.startsWith("//")) {
                rest = rest.substring(2);
                if (!rest.startsWith("/")) {
                    throw new IllegalArgumentException(
                            "no host stands in a file URL; write file:///path or file:./path");
                }
            }
            if (rest.chars().anyMatch(c -> c == '?' || c == '#' || c == '%')) {
                throw new IllegalArgumentException("a file URL holds the path and nothing else");
            }
        } else if (text.contains("://")) {
            throw new IllegalArgumentException("it is a path or a URL that begins with file:");
        }
        if (rest.isBlank() || rest.endsWith("/") || rest.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("it names a file");
        }
        return Path.of(rest);
    }
}
