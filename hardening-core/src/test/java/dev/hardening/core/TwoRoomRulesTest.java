package dev.hardening.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoRoomRulesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "BODY_TIMEOUT_MS=30000 | ''",
                "REQUEST_TIMEOUT_MS=1000 | ''",
                "BODY_TIMEOUT_MS=30001 | HRD-1014 BODY_TIMEOUT_MS, REQUEST_TIMEOUT_MS",
                "BODY_TIMEOUT_MS=60000 REQUEST_TIMEOUT_MS=90000 | ''",
                "BODY_TIMEOUT_MS=60000 REQUEST_TIMEOUT_MODE=off | HRD-1013 REQUEST_TIMEOUT_MODE",
                "BODY_TIMEOUT_MS=0 | ''",
                "JSON_MAX_BYTES=1048577 | HRD-1014 JSON_MAX_BYTES, BODY_MAX_BYTES",
                "JSON_MAX_BYTES=1048577 BODY_MAX_BYTES=1048577 | ''",
                "JSON_MAX_BYTES=1048577 BODY_MODE=off | HRD-1013 BODY_MODE",
                "SIGNATURE_BODY_MAX_BYTES=1048577 | HRD-1014 SIGNATURE_BODY_MAX_BYTES, BODY_MAX_BYTES",
                "SIGNATURE_BODY_MAX_BYTES=1048577 BODY_MODE=off | HRD-1013 BODY_MODE",
                "FIREWALL_MODE=shadow CORS_MODE=off | HRD-1013 FIREWALL_MODE; HRD-1013 CORS_MODE",
                "TRANSPORT_MODE=off IP_ACCESS_MODE=shadow | HRD-1013 TRANSPORT_MODE; HRD-1013 IP_ACCESS_MODE",
                "CROSS_SITE_MODE=off INPUT_MODE=off | HRD-1013 CROSS_SITE_MODE; HRD-1013 INPUT_MODE",
                "NODE_ENV=development FIREWALL_MODE=off | ''",
                "FIREWALL_MODE=enforce | ''",
                "BODY_MAX_BYTES=100 | ''",
                "HTTPS_REDIRECT=proxy | HRD-1012 HTTPS_REDIRECT, TRUSTED_PROXIES",
                "HTTPS_REDIRECT=proxy TRUSTED_PROXIES=10.0.0.1 | ''"
            })
    void settings_that_work_against_one_another_are_named_together(String settings, String warning) {
        Map<String, String> values = Arrays.stream(settings.split(" "))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        HardeningSettings.builder().read(reader);
        String found = reader.finish().warnings().stream()
                .map(problem -> problem.code().text() + " " + problem.name())
                .collect(Collectors.joining("; "));
        assertEquals(warning, found);
    }

    @ParameterizedTest
    @CsvSource({"API_KEY, false", "TOKEN, true", "COOKIE, true"})
    void a_route_that_asks_for_a_proof_that_nobody_looks_at_is_told(Proof proof, boolean told) {
        assertEquals(told, warnings(Route.guarded("/api/x").provedBy(proof)).contains("/api/x"));
        assertEquals("", warnings(Route.guarded("/api/x").provedBy(proof, Proof.API_KEY)));
        assertEquals("", warnings(Route.guarded("/api/x")));
        assertEquals("", warnings(Route.open("/api/x")));
    }

    private static String warnings(Route route) {
        SettingReader reader = SettingReader.of(
                SettingSource.environment(Map.of("API_KEYS", "q7Jx0mW3vZ9bT5nK1rL8yF4sD6gH2pAeUcXiOoQwNfE=")));
        HardeningSettings.builder().routes(Routes.builder().add(route).build()).read(reader);
        return reader.finish().warnings().stream()
                .map(problem -> problem.name() + " " + problem.message())
                .collect(Collectors.joining("; "));
    }
}
