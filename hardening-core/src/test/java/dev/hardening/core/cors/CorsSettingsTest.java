package dev.hardening.core.cors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.net.Origin;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsSettingsTest {

    private static List<Problem> problems(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        CorsSettings.read(reader);
        return reader.finish().problems();
    }

    private static CorsSettings read(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        CorsSettings settings = CorsSettings.read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    /** Every problem as code, severity and name. */
    private static String found(Map<String, String> values) {
        return String.join(
                "; ",
                problems(values).stream()
                        .map(p -> p.code() + " " + p.severity() + " " + p.name())
                        .toList());
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split(" ", -1)) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return values;
    }

    @Test
    void nothing_set_means_no_access_and_no_problem() {
        CorsSettings settings = read(Map.of());
        assertTrue(settings.origins().isEmpty());
        assertTrue(settings.publicOrigins().isEmpty());
        assertFalse(settings.allowsCredentials());
        assertEquals(Duration.ofMinutes(10), settings.maxAge());
        assertEquals(List.of("GET", "HEAD", "POST"), settings.methods());
        assertEquals(List.of(), settings.headers());
        assertEquals(List.of("X-Request-ID", "Retry-After", "RateLimit", "RateLimit-Policy"), settings.exposed());
        assertEquals(Enforcement.ENFORCE, settings.enforcement());
        assertEquals("no cross-origin access, enforced", settings.summary());
        assertEquals(List.of(), problems(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CORS_ORIGIN", "CORS_ORIGINS", "ALLOWED_ORIGINS"})
    void reads_every_name_of_the_guides_with_blanks_around_the_entries(String name) {
        CorsSettings settings = read(Map.of(
                name,
                " https://a.example , https://*.b.example ",
                "PUBLIC_ORIGINS",
                "https://shop.example",
                "CORS_METHODS",
                "GET, PATCH",
                "CORS_HEADERS",
                "content-type, X-API-Key",
                "CORS_EXPOSE_HEADERS",
                "X-Total",
                "CORS_CREDENTIALS",
                "true",
                "CORS_MAX_AGE",
                "3600",
                "CORS_MODE",
                "shadow"));
        assertEquals(OriginSet.parse("https://a.example,https://*.b.example"), settings.origins());
        assertEquals(OriginSet.of(Origin.parse("https://shop.example")), settings.publicOrigins());
        assertEquals(List.of("GET", "PATCH"), settings.methods());
        assertEquals(List.of("content-type", "X-API-Key"), settings.headers());
        assertEquals(List.of("X-Total"), settings.exposed());
        assertTrue(settings.allowsCredentials());
        assertEquals(Duration.ofHours(1), settings.maxAge());
        assertEquals(
                "origins https://a.example https://*.b.example with credentials, methods GET PATCH, shadow",
                settings.summary());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "CORS_ORIGIN=* | LOOSENED REFUSE CORS_ORIGIN",
                "CORS_ORIGINS=* NODE_ENV=production | LOOSENED REFUSE CORS_ORIGINS",
                "ALLOWED_ORIGINS=* NODE_ENV=production | LOOSENED REFUSE ALLOWED_ORIGINS",
                "ALLOWED_ORIGINS=* CORS_ORIGIN=* | LOOSENED REFUSE CORS_ORIGIN, ALLOWED_ORIGINS",
                "CORS_ORIGIN=* NODE_ENV=development | LOOSENED WARN CORS_ORIGIN",
                "CORS_ORIGIN=* NODE_ENV=development CORS_CREDENTIALS=true"
                        + " | CONTRADICTION REFUSE CORS_ORIGIN, CORS_CREDENTIALS; LOOSENED WARN CORS_ORIGIN",
                "CORS_ORIGIN=* CORS_CREDENTIALS=true"
                        + " | LOOSENED REFUSE CORS_ORIGIN; CONTRADICTION REFUSE CORS_ORIGIN, CORS_CREDENTIALS",
                "CORS_ORIGIN=null | MALFORMED REFUSE CORS_ORIGIN",
                "CORS_ORIGIN=null NODE_ENV=development | MALFORMED REFUSE CORS_ORIGIN",
                "ALLOWED_ORIGINS=https://a.example/ | MALFORMED REFUSE ALLOWED_ORIGINS",
                "CORS_ORIGINS=, | MALFORMED REFUSE CORS_ORIGINS",
                "CORS_ORIGIN=https://a.example CORS_ORIGINS=https://b.example"
                        + " | NAMES_DISAGREE REFUSE CORS_ORIGIN, CORS_ORIGINS",
                "CORS_ORIGIN=https://a.example CORS_ORIGINS=https://A.example:443 | ''",
                "CORS_ORIGIN=http://a.example | ''",
                "CORS_ORIGIN=https://*.co.uk | LOOSENED WARN CORS_ORIGIN",
                "CORS_ORIGIN=https://a.example,https://*.GitHub.io:8443 NODE_ENV=production | LOOSENED WARN CORS_ORIGIN",
                "CORS_ORIGIN=https://*.com.au CORS_MODE=shadow | LOOSENED WARN CORS_ORIGIN",
                "CORS_ORIGIN=http://a.example CORS_CREDENTIALS=true | LOOSENED REFUSE CORS_ORIGIN",
                "CORS_ORIGIN=http://*.a.example CORS_CREDENTIALS=true | LOOSENED REFUSE CORS_ORIGIN",
                "CORS_ORIGIN=http://a.example CORS_CREDENTIALS=true NODE_ENV=development | LOOSENED WARN CORS_ORIGIN",
                "CORS_ORIGIN=http://localhost:3000 CORS_CREDENTIALS=true | ''",
                "CORS_ORIGIN=http://127.0.0.1:3000 CORS_CREDENTIALS=true | ''",
                "CORS_ORIGIN=* CORS_MODE=off | ''",
                "CORS_ORIGIN=* CORS_MODE=shadow | LOOSENED REFUSE CORS_ORIGIN",
                "CORS_ORIGIN=https://a.example CORS_HEADERS=* | ''",
                "CORS_ORIGIN=https://a.example CORS_HEADERS=* CORS_CREDENTIALS=true"
                        + " | CONTRADICTION REFUSE CORS_HEADERS, CORS_CREDENTIALS",
                "CORS_ORIGIN=https://a.example CORS_EXPOSE_HEADERS=* CORS_CREDENTIALS=true"
                        + " | CONTRADICTION REFUSE CORS_EXPOSE_HEADERS, CORS_CREDENTIALS",
                "CORS_ORIGIN=https://a.example CORS_HEADERS=a:b | MALFORMED REFUSE CORS_HEADERS",
                "CORS_ORIGIN=https://a.example CORS_METHODS=get | MALFORMED REFUSE CORS_METHODS",
                "CORS_ORIGIN=https://a.example CORS_METHODS=* | MALFORMED REFUSE CORS_METHODS",
                "CORS_ORIGIN=https://a.example CORS_METHODS=GET,TRACE | MALFORMED REFUSE CORS_METHODS",
                "CORS_ORIGIN=https://a.example CORS_MAX_AGE=86401 | OUT_OF_RANGE REFUSE CORS_MAX_AGE",
                "CORS_ORIGIN=https://a.example CORS_MAX_AGE=0 | ''",
                "CORS_ORIGIN=https://a.example CORS_MODE=on | UNKNOWN_WORD REFUSE CORS_MODE",
                "PUBLIC_ORIGINS=* | MALFORMED REFUSE PUBLIC_ORIGINS",
                "PUBLIC_ORIGINS=https://*.a.example | MALFORMED REFUSE PUBLIC_ORIGINS",
                "CORS_METHODS=GET | IGNORED WARN CORS_METHODS",
                "CORS_CREDENTIALS=true CORS_MAX_AGE=5" + " | IGNORED WARN CORS_CREDENTIALS; IGNORED WARN CORS_MAX_AGE"
            })
    void tells_what_is_wrong(String text, String problems) {
        assertEquals(problems, found(values(text)));
    }

    @Test
    void a_problem_names_the_entry_and_the_cure_but_no_value() {
        Problem problem = problems(Map.of("CORS_ORIGIN", "https://a.example, https://tiger:secret@b.example"))
                .get(0);
        assertEquals(
                "HRD-1002 REFUSE CORS_ORIGIN: is not valid: entry 2 is no origin: leave out the user before @; correct"
                        + " the value",
                problem.toString());
    }

    @Test
    void code_obeys_the_same_rules() {
        CorsSettings.Builder builder = CorsSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.origins(OriginSet.any()));
        assertThrows(InvalidSettingsException.class, () -> builder.publicOrigins(OriginSet.any()));
        assertThrows(InvalidSettingsException.class, () -> builder.methods("get"));
        assertThrows(InvalidSettingsException.class, () -> builder.headers("a b"));
        assertThrows(InvalidSettingsException.class, () -> builder.exposedHeaders("a\r\nb"));
        assertThrows(InvalidSettingsException.class, () -> builder.maxAge(Duration.ofDays(2)));
        assertThrows(InvalidSettingsException.class, () -> builder.maxAge(Duration.ofSeconds(-1)));
        builder.unsafeAllowEveryOrigin().credentials(true).headers("*").exposedHeaders("*");
        InvalidSettingsException refused = assertThrows(InvalidSettingsException.class, builder::build);
        assertEquals(3, refused.problems().size());
        CorsSettings settings = builder.credentials(false).build();
        assertTrue(settings.origins().isAny());
        assertEquals("origins * without credentials, methods GET HEAD POST, enforced", settings.summary());
    }
}
