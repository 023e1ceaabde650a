package dev.hardening.core.cors;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.net.OriginPattern;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.Severity;
import java.util.List;
import java.util.Set;

/** Reads the settings, with the rules that depend on how strictly the service is meant to run. */
final class CorsReading {

    private static final List<Setting<?>> NEED_ORIGINS = List.of(
            CorsSettings.CORS_METHODS,
            CorsSettings.CORS_HEADERS,
            CorsSettings.CORS_EXPOSE_HEADERS,
            CorsSettings.CORS_CREDENTIALS,
            CorsSettings.CORS_MAX_AGE);

    private CorsReading() {}

    static CorsSettings read(SettingReader reader) {
        OriginSet origins = reader.read(Origins.CORS_ORIGINS);
        boolean credentials = reader.read(CorsSettings.CORS_CREDENTIALS);
        CorsSettings.Builder builder = CorsSettings.builder()
                .publicOrigins(reader.read(Origins.PUBLIC_ORIGINS))
                .methods(words(reader, CorsSettings.CORS_METHODS))
                .headers(words(reader, CorsSettings.CORS_HEADERS))
                .exposedHeaders(words(reader, CorsSettings.CORS_EXPOSE_HEADERS))
                .credentials(credentials)
                .maxAge(reader.read(CorsSettings.CORS_MAX_AGE))
                .enforcement(reader.read(CorsSettings.CORS_MODE));
        if (origins.isAny()) {
            builder.unsafeAllowEveryOrigin();
        } else {
            builder.origins(origins);
        }
        if (reader.read(CorsSettings.CORS_MODE) != Enforcement.OFF) {
            check(reader, origins, credentials);
        }
        return reader.build(builder::build)
                .orElseGet(() -> CorsSettings.builder().build());
    }

    private static String[] words(SettingReader reader, Setting<Set<String>> setting) {
        return reader.read(setting).toArray(String[]::new);
    }

    private static void check(SettingReader reader, OriginSet origins, boolean credentials) {
        String name = reader.nameInUse(Origins.CORS_ORIGINS);
        boolean production = reader.mode().isProduction();
        if (origins.isAny()) {
            Problem every = Problem.refuse(
                    ProblemCode.LOOSENED,
                    name,
                    "lets every site of the web read what is answered",
                    "name the origins of your own front ends");
            reader.add(production ? every : every.as(Severity.WARN));
        }
        if (origins.entries().stream().anyMatch(OriginPattern::isSharedWildcard)) {
            reader.add(Problem.warn(
                    ProblemCode.LOOSENED,
                    name,
                    "has a wildcard below a name where strangers register theirs",
                    "put the wildcard below a name of your own"));
        }
        boolean plain = origins.entries().stream().anyMatch(entry -> !entry.isSecure() && !entry.isLoopback());
        if (plain && credentials) {
            Problem open = Problem.refuse(
                    ProblemCode.LOOSENED,
                    name,
                    "lets an origin over plain http use credentials, and so everybody on its way",
                    "write https://, or set " + CorsSettings.CORS_CREDENTIALS.name() + " to false");
            reader.add(production ? open : open.as(Severity.WARN));
        }
        if (origins.isEmpty() && !reader.isSet(Origins.CORS_ORIGINS)) {
            NEED_ORIGINS.stream()
                    .filter(reader::isSet)
                    .forEach(setting -> reader.add(Problem.warn(
                            ProblemCode.IGNORED,
                            setting.name(),
                            "has no effect, because no origin is allowed",
                            "set " + name + " to the origins of your front ends, or remove it")));
        }
    }
}
