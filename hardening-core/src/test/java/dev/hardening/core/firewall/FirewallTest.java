package dev.hardening.core.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.request.PathAllowance;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.Allocations;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirewallTest {

    private static final Firewall STANDARD =
            Firewall.of(FirewallSettings.builder().build());

    private static String outcome(Decision decision) {
        return decision instanceof Refusal refusal ? refusal.status() + " " + refusal.code() : "allowed";
    }

    private static String target(String sent, String decoded, @Nullable String query, Route route) {
        return outcome(STANDARD.onTarget("GET", sent, decoded, query, route));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void serves_the_usual_methods(String method) {
        assertEquals("allowed", outcome(STANDARD.onTarget(method, "/", "/", null, Routes.UNKNOWN)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"TRACE", "TRACK", "CONNECT", "PROPFIND", "get", "Get", "", "GET ", "G\u0000ET", "BREW", "*"})
    void other_methods_are_405_and_learn_those_that_are_served(String method) {
        Refusal refusal = (Refusal) STANDARD.onTarget(method, "//", "//", null, Routes.UNKNOWN);
        assertEquals("405 METHOD_NOT_ALLOWED", outcome(refusal));
        assertEquals("Allow", refusal.fields().get(0).name());
        assertEquals(
                "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
                refusal.fields().get(0).value());
    }

    @Test
    void a_method_of_any_length_is_405() {
        assertEquals(
                "405 METHOD_NOT_ALLOWED",
                outcome(STANDARD.onTarget("A".repeat(1_000_000), "/", "/", null, Routes.UNKNOWN)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/a, /a, -, allowed",
                "/a, /a, x=1, allowed",
                "/a%00, /a, -, 400 PATH_MALFORMED",
                "/a//b, /a/b, -, 400 PATH_AMBIGUOUS",
                "/a, /../a, -, 400 PATH_AMBIGUOUS",
                "/a, -, -, 400 PATH_AMBIGUOUS",
                "/%zz, -, -, 400 PATH_MALFORMED",
                "/a, /a, x=%zz, 400 QUERY_MALFORMED",
                "/a;b, /a, -, 400 PATH_AMBIGUOUS",
                "/a%2fb, /a/b, -, 400 PATH_AMBIGUOUS",
            })
    void each_refusal_has_its_code(String sent, @Nullable String decoded, @Nullable String query, String outcome) {
        assertEquals(outcome, outcome(STANDARD.onTarget("GET", sent, decoded, query, Routes.UNKNOWN)));
    }

    @Test
    void a_route_allows_what_its_paths_need() {
        Route semicolons = Route.open("/a/**").unsafeAllowInPath(PathAllowance.SEMICOLON);
        Route slashes = Route.open("/a/**").unsafeAllowInPath(PathAllowance.ENCODED_SLASH);
        assertEquals("allowed", target("/a/b;c", "/a/b", null, semicolons));
        assertEquals("allowed", target("/a/b%3Bc", "/a/b;c", null, semicolons));
        assertEquals("400 PATH_AMBIGUOUS", target("/a/b%3Bc", "/a/b;c", null, slashes));
        assertEquals("allowed", target("/a/b%2Fc", "/a/b/c", null, slashes));
        assertEquals("allowed", target("/a/b%2Fc", "/a/b%2Fc", null, slashes));
        assertEquals("400 PATH_AMBIGUOUS", target("/a/b%2Fc", "/a/b/c", null, semicolons));
        assertEquals("400 PATH_AMBIGUOUS", target("/a/..;/c", "/a/c", null, semicolons));
    }

    @Test
    void the_target_is_bounded_with_its_query() {
        Firewall small = Firewall.of(FirewallSettings.builder().maxTarget(64).build());
        String path = "/" + "a".repeat(60);
        assertEquals("allowed", outcome(small.onTarget("GET", path, path, "bc", Routes.UNKNOWN)));
        assertEquals("414 TARGET_TOO_LONG", outcome(small.onTarget("GET", path, path, "bcd", Routes.UNKNOWN)));
        String longer = path + "bcd";
        assertEquals("allowed", outcome(small.onTarget("GET", longer, longer, null, Routes.UNKNOWN)));
        assertEquals("414 TARGET_TOO_LONG", outcome(small.onTarget("GET", longer, longer, "", Routes.UNKNOWN)));
    }

    @Test
    void too_many_parameters_are_refused() {
        assertEquals("allowed", target("/", "/", "a&".repeat(999), Routes.UNKNOWN));
        assertEquals("400 PARAMETERS_TOO_MANY", target("/", "/", "a&".repeat(1000), Routes.UNKNOWN));
        assertEquals("400 PARAMETERS_TOO_MANY", target("/", "/", "a".repeat(257), Routes.UNKNOWN));
    }

    @Test
    void an_allowed_request_allocates_nothing_but_its_field_check() {
        Route route = Route.open("/api/{x}/items").unsafeAllowInPath(PathAllowance.SEMICOLON);
        Runnable calls = () -> {
            for (int i = 0; i < 10_000; i++) {
                if (!STANDARD.onTarget(
                                "DELETE", "/api/gr%C3%BC%20a/items", "/api/gr\u00fc a/items", "page=2&q=%20x", route)
                        .isAllowed()) {
                    throw new IllegalStateException();
                }
            }
        };
        calls.run();
        assertEquals(0, Allocations.least(calls) / 10_000);
        Runnable fields = () -> {
            for (int i = 0; i < 10_000; i++) {
                FieldCheck check = STANDARD.fields();
                check.line("Host", "api.example.org", false);
                check.line("Accept", "application/json", false);
                check.line("X-Forwarded-For", "203.0.113.9", false);
            }
        };
        fields.run();
        assertTrue(Allocations.least(fields) / 10_000 <= 40);
    }

    private static FirewallSettings read(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        FirewallSettings settings = FirewallSettings.read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    @Test
    void the_defaults_are_pinned() {
        assertEquals(
                "GET HEAD POST PUT PATCH DELETE OPTIONS; target 8192 bytes, 1000 parameters, 100 header fields of 16384"
                        + " bytes, enforced",
                read(Map.of()).summary());
        assertEquals(
                read(Map.of()).summary(), FirewallSettings.builder().build().summary());
        FirewallSettings standard = read(Map.of());
        assertEquals(256, standard.maxParameterName());
        assertEquals(8192, standard.maxParameterValue());
        assertEquals(8192, standard.maxHeader());
    }

    @Test
    void reads_everything() {
        FirewallSettings settings = read(Map.of(
                "FIREWALL_METHODS", "GET, POST, REPORT",
                "FIREWALL_MAX_TARGET", "100",
                "FIREWALL_MAX_PARAMETERS", "2",
                "FIREWALL_MAX_PARAMETER_NAME", "3",
                "FIREWALL_MAX_PARAMETER_VALUE", "4",
                "FIREWALL_MAX_HEADERS", "5",
                "FIREWALL_MAX_HEADER", "65",
                "FIREWALL_MAX_HEADER_TOTAL", "66",
                "FIREWALL_MODE", "shadow"));
        assertEquals(List.of("GET", "HEAD", "POST", "REPORT"), settings.methods());
        assertEquals(
                "GET HEAD POST REPORT; target 100 bytes, 2 parameters, 5 header fields of 66 bytes, shadow",
                settings.summary());
        assertEquals(
                List.of(3, 4, 65),
                List.of(settings.maxParameterName(), settings.maxParameterValue(), settings.maxHeader()));
        assertEquals(Enforcement.SHADOW, settings.enforcement());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FIREWALL_METHODS | get",
                "FIREWALL_METHODS | GET,TRACE",
                "FIREWALL_METHODS | TRACK",
                "FIREWALL_METHODS | CONNECT",
                "FIREWALL_METHODS | GET POST",
                "FIREWALL_METHODS | G\u00c4T",
                "FIREWALL_METHODS | ABCDEFGHIJKLMNOPQRSTUVWXY",
                "FIREWALL_METHODS | ,",
                "FIREWALL_MAX_TARGET | 0",
                "FIREWALL_MAX_TARGET | 1048577",
                "FIREWALL_MAX_TARGET | 8k",
                "FIREWALL_MAX_PARAMETERS | 0",
                "FIREWALL_MAX_PARAMETER_NAME | 0",
                "FIREWALL_MAX_PARAMETER_VALUE | -1",
                "FIREWALL_MAX_HEADERS | 10001",
                "FIREWALL_MAX_HEADER | 63",
                "FIREWALL_MAX_HEADER_TOTAL | 63",
                "FIREWALL_MODE | on"
            })
    void a_value_out_of_its_range_refuses_to_start(String name, String value) {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(name, value)));
        FirewallSettings.read(reader);
        SettingReport report = reader.finish();
        assertEquals(1, report.problems().size());
        assertEquals(name, report.problems().get(0).name());
        assertThrows(InvalidSettingsException.class, report::throwIfRefused);
    }

    @Test
    void code_meets_the_same_rules() {
        FirewallSettings.Builder builder = FirewallSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.methods("TRACE"));
        assertThrows(InvalidSettingsException.class, () -> builder.methods());
        assertThrows(InvalidSettingsException.class, () -> builder.maxTarget(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxParameters(-1));
        assertThrows(InvalidSettingsException.class, () -> builder.maxParameterName(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxParameterValue(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxHeaders(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxHeader(0));
        assertThrows(InvalidSettingsException.class, () -> builder.maxHeaderTotal(0));
    }
}
