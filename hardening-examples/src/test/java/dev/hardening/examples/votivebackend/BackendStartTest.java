package dev.hardening.examples.votivebackend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.Severity;
import dev.hardening.examples.app.StartReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With which variables the backend of guide 000 starts, and what it says about them. */
class BackendStartTest {

    private static Map<String, String> production() {
        return Backend.required("http://prompts.internal:3002");
    }

    private static List<Problem> problems(Map<String, String> values) {
        return StartReport.problems(new VotiveBackendApp(), values);
    }

    private static String names(Map<String, String> values, Severity severity) {
        return String.join("; ", StartReport.names(problems(values), severity));
    }

    private static String refused(Map<String, String> values) {
        return names(values, Severity.REFUSE);
    }

    private static Map<String, String> with(String... namesAndValues) {
        Map<String, String> values = production();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }

    @Test
    void V_01_V_06_V_11_what_the_guide_tells_to_set_is_enough_and_nothing_is_warned_of() {
        assertEquals(List.of(), problems(production()));
    }

    @Test
    void every_variable_of_the_guide_is_known() {
        Map<String, String> values = production();
        values.putAll(Map.of("PORT", "3001", "RATE_LIMIT_WINDOW_MS", "60000", "RATE_LIMIT_MAX_REQUESTS", "10"));
        values.putAll(Map.of("CLAUDE_RATE_LIMIT_WINDOW_MS", "60000", "CLAUDE_RATE_LIMIT_MAX_REQUESTS", "5"));
        values.putAll(Map.of("LOG_LEVEL", "info", "THINKING_ENABLED", "true", "CIRCUIT_BREAKER_TIMEOUT", "10000"));
        values.putAll(Map.of("CIRCUIT_BREAKER_RESET_TIMEOUT", "30000", "CIRCUIT_BREAKER_ERROR_THRESHOLD", "50"));
        values.putAll(Map.of("CIRCUIT_BREAKER_VOLUME_THRESHOLD", "5", "CIRCUIT_BREAKER_WINDOW", "10000"));
        values.putAll(Map.of("PROMPT_CACHE_TTL_MS", "300000", "PROMPT_STALE_TTL_MS", "3600000"));
        assertEquals(List.of(), problems(values));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANTHROPIC_API_KEY", "CORS_ORIGIN", "PROMPT_SERVICE_URL"})
    void V_01_V_06_V_11_production_needs_each_and_blank_is_missing(String name) {
        for (String nothing : new String[] {"", "  "}) {
            Map<String, String> values = with(name, nothing);
            assertEquals(name, refused(values));
            values.remove(name);
            assertEquals(name, refused(values));
        }
    }

    @Test
    void V_01_the_key_is_needed_in_every_mode_and_a_placeholder_is_warned_of() {
        for (String mode : new String[] {"production", "development", "test"}) {
            assertEquals("ANTHROPIC_API_KEY", refused(with("NODE_ENV", mode, "ANTHROPIC_API_KEY", "")));
        }
        Map<String, String> placeholder = with("ANTHROPIC_API_KEY", "sk-ant-...");
        assertEquals("", refused(placeholder));
        assertTrue(names(placeholder, Severity.WARN).startsWith("ANTHROPIC_API_KEY"));
        assertTrue(problems(placeholder).toString().contains("placeholder"));
    }

    @Test
    void V_02_without_a_mode_it_is_development_with_a_warning() {
        Map<String, String> values = with("NODE_ENV", "");
        assertEquals("", refused(values));
        assertEquals("NODE_ENV", names(values, Severity.WARN));
    }

    @Test
    void development_takes_the_other_example_on_this_machine_and_no_other_origin() {
        Map<String, String> values = new HashMap<>(
                Map.of("NODE_ENV", "development", "ANTHROPIC_API_KEY", Backend.KEY, "HTTPS_ENABLED", "no"));
        assertEquals("", refused(values));
        assertEquals("PROMPT_SERVICE_URL", names(values, Severity.WARN));
    }

    @Test
    void V_04_V_05_https_is_on_and_the_paths_are_the_guides() {
        Map<String, String> values = production();
        values.remove("HTTPS_ENABLED");
        // No such files here; BackendTlsTest and BackendProcessTest have some.
        assertEquals("HTTPS_CERT_PATH; HTTPS_KEY_PATH", refused(values));
        values.put("NODE_ENV", "development");
        assertEquals("", refused(values));
        assertEquals("HTTPS_CERT_PATH; HTTPS_KEY_PATH", names(values, Severity.WARN));
        assertTrue(problems(values).toString().contains("plain http"));
    }

    @ParameterizedTest
    @CsvSource({
        "NODE_ENV=prodution, NODE_ENV",
        "PORT=abc, PORT",
        "PORT=70000, PORT",
        "HTTPS_ENABLED=maybe, HTTPS_ENABLED",
        "LOG_LEVEL=loud, LOG_LEVEL",
        "CORS_ORIGIN=app.example.org, CORS_ORIGIN",
        "CORS_ORIGIN=https://app.example.org/path, CORS_ORIGIN",
        "CORS_ORIGIN=*, CORS_ORIGIN",
        "'CORS_ORIGIN=https://a.example.org,https://b.example.org', CORS_ORIGIN",
        "PROMPT_SERVICE_URL=localhost:3002, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=ftp://x, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=/api, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=http://, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=http://a b, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=http://x?a=b, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=http://x#a, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=http:///api, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=http://x:99999, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=http://x:0, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=http://x:port, PROMPT_SERVICE_URL",
        "PROMPT_SERVICE_URL=file:///tmp/x, PROMPT_SERVICE_URL",
        "THINKING_ENABLED=perhaps, THINKING_ENABLED",
        "THINKING_ENABLED=true FLAG_THINKING_ENABLED=false, 'THINKING_ENABLED, FLAG_THINKING_ENABLED'",
        "RATE_LIMIT_MAX_REQUESTS=0, RATE_LIMIT_MAX_REQUESTS",
        "RATE_LIMIT_WINDOW_MS=99, RATE_LIMIT_WINDOW_MS",
        "CLAUDE_RATE_LIMIT_MAX_REQUESTS=many, CLAUDE_RATE_LIMIT_MAX_REQUESTS",
        "CLAUDE_RATE_LIMIT_WINDOW_MS=0, CLAUDE_RATE_LIMIT_WINDOW_MS",
        "CIRCUIT_BREAKER_TIMEOUT=0, CIRCUIT_BREAKER_TIMEOUT",
        "CIRCUIT_BREAKER_RESET_TIMEOUT=0, CIRCUIT_BREAKER_RESET_TIMEOUT",
        "CIRCUIT_BREAKER_ERROR_THRESHOLD=0, CIRCUIT_BREAKER_ERROR_THRESHOLD",
        "CIRCUIT_BREAKER_ERROR_THRESHOLD=101, CIRCUIT_BREAKER_ERROR_THRESHOLD",
        "CIRCUIT_BREAKER_VOLUME_THRESHOLD=0, CIRCUIT_BREAKER_VOLUME_THRESHOLD",
        "PROMPT_CACHE_TTL_MS=-1, PROMPT_CACHE_TTL_MS",
        "PROMPT_CACHE_MAX_SIZE=0, PROMPT_CACHE_MAX_SIZE",
        "CACHE_MAX_SIZE=0, CACHE_MAX_SIZE"
    })
    void V_02_V_03_V_04_V_06_V_07_V_09_V_11_V_12_V_13_V_14_V_15_a_bad_value_is_named(String pairs, String names) {
        Map<String, String> values = production();
        for (String pair : pairs.split(" (?=[A-Z_]+=)", -1)) {
            values.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("[^=]*=", ""));
        }
        if (pairs.startsWith("NODE_ENV")) {
            assertTrue(refused(values).contains(names), refused(values));
        } else {
            assertEquals(names, refused(values));
        }
    }

    @Test
    void a_reset_below_the_timeout_and_stale_below_fresh_contradict() {
        String reset = refused(with("CIRCUIT_BREAKER_TIMEOUT", "2000", "CIRCUIT_BREAKER_RESET_TIMEOUT", "1000"));
        assertTrue(reset.contains("CIRCUIT_BREAKER_RESET_TIMEOUT") && reset.contains("CIRCUIT_BREAKER_TIMEOUT"), reset);
        String stale = refused(with("PROMPT_CACHE_TTL_MS", "2000", "PROMPT_STALE_TTL_MS", "1000"));
        assertTrue(stale.contains("PROMPT_CACHE_TTL_MS") && stale.contains("PROMPT_STALE_TTL_MS"), stale);
    }

    @Test
    void V_53_every_fault_is_in_one_report() {
        Map<String, String> values = with("PORT", "70000", "CIRCUIT_BREAKER_ERROR_THRESHOLD", "101");
        values.put("PROMPT_SERVICE_URL", "ftp://user:shibboleth@x");
        values.remove("ANTHROPIC_API_KEY");
        values.remove("CORS_ORIGIN");
        assertEquals(
                "ANTHROPIC_API_KEY; CIRCUIT_BREAKER_ERROR_THRESHOLD; CORS_ORIGIN; PORT; PROMPT_SERVICE_URL",
                refused(values));
        assertFalse(problems(values).toString().contains("shibboleth"));
    }

    @Test
    void V_06_every_origin_is_warned_of_in_development() {
        Map<String, String> values = with("NODE_ENV", "development", "CORS_ORIGIN", "*");
        assertEquals("", refused(values));
        assertTrue(names(values, Severity.WARN).contains("CORS_ORIGIN"));
    }

    @Test
    void V_11_a_path_stays_and_a_user_is_no_part_of_the_url() {
        ServiceAddress address = ServiceAddress.URL.parse("https://user:pass@prompts.example.org/base/");
        assertEquals(
                "https://prompts.example.org/base/api/resolve",
                address.at("/api/resolve").toString());
        assertEquals("Basic dXNlcjpwYXNz", address.authorization());
        assertFalse(address.toString().contains("pass"));
        assertEquals(
                "http://[::1]:3002/health",
                ServiceAddress.URL.parse("http://[::1]:3002").at("/health").toString());
    }
}
