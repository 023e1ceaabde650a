package dev.hardening.examples.votiveprompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.examples.Scrape;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.RawHttp;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 000's prompt service: metrics when switched on, for this machine, with log-ins and locks. */
class PromptMetricsTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void V_50_metrics_are_off_unless_one_of_both_names_asks_for_them() throws Exception {
        try (RunningApp app = PromptClient.start(directory, ServerKind.JETTY, Map.of())) {
            assertEquals(404, PromptClient.status(app, "/metrics", PromptClient.KEY));
        }
        for (String name : List.of("ENABLE_METRICS", "FEATURE_PROMETHEUS_METRICS")) {
            Map<String, String> on = Map.of(name, "yes", "TRUSTED_PROXIES", "127.0.0.1/32");
            try (RunningApp app = PromptClient.start(directory, ServerKind.JETTY, on)) {
                assertEquals(200, PromptClient.status(app, "/metrics"));
                assertEquals(403, PromptClient.status(app, "/metrics", "X-Forwarded-For: 192.0.2.1", PromptClient.KEY));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_50_requests_proofs_and_locks_are_counted(ServerKind kind) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("ENABLE_METRICS", "1", "LOGIN_BRUTE_MAX_ATTEMPTS", "2"));
        try (RunningApp app = PromptClient.start(directory, kind, values)) {
            assertEquals(200, PromptClient.status(app, "/api/prompts", PromptClient.KEY));
            Scrape.until(app.port(), "authenticated_requests_total{proof=\"api_key\"}", 1);
            Scrape.until(
                    app.port(),
                    "http_requests_total{endpoint=\"/api/prompts\",method=\"GET\",status=\"200\",tenant=\"unknown\"}",
                    1);
            for (int status : List.of(401, 401, 429)) {
                assertEquals(status, PromptClient.login(app, "wrong").status());
            }
            // The example's own lockout tells of it, not a filter: the lock, and the attempt during it.
            Scrape.until(app.port(), "security_events_total{type=\"LOGIN_LOCKED\"}", 2);
            assertEquals(200, RawHttp.get(app.port(), "/metrics").status());
        }
    }
}
