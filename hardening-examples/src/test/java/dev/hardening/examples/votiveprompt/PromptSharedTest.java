package dev.hardening.examples.votiveprompt;

import static dev.hardening.examples.votiveprompt.PromptClient.ADMIN;
import static dev.hardening.examples.votiveprompt.PromptClient.cookie;
import static dev.hardening.examples.votiveprompt.PromptClient.login;
import static dev.hardening.examples.votiveprompt.PromptClient.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Together;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances that share a server, and what one does without it. */
class PromptSharedTest {

    private static final String VERIFY = "/api/auth/verify";

    @TempDir
    private Path directory;

    private final Together together = new Together();

    private RunningApp start(String url) throws Exception {
        return PromptClient.start(
                directory,
                ServerKind.JETTY,
                Map.of(
                        "REDIS_URL",
                        url,
                        "REDIS_KEY_PREFIX",
                        together.prefix,
                        "REDIS_TIMEOUT_MS",
                        Together.PATIENCE,
                        "LOGIN_BRUTE_MAX_ATTEMPTS",
                        "3"));
    }

    @Test
    void E_56_a_session_counts_on_both_and_ends_on_both() throws Exception {
        try (RunningApp one = start(together.url);
                RunningApp two = start(together.url)) {
            String session = cookie(login(one, ADMIN));
            assertEquals(200, status(two, VERIFY, session));
            assertEquals(200, status(one, VERIFY, session));
            assertEquals(
                    204,
                    RawHttp.request(two.port(), "POST", "/api/auth/logout", "", session)
                            .status());
            assertEquals(401, status(one, VERIFY, session));
            assertEquals(401, status(two, VERIFY, session));
        }
    }

    @Test
    void E_18_guesses_are_counted_together() throws Exception {
        try (RunningApp one = start(together.url);
                RunningApp two = start(together.url)) {
            assertEquals(401, login(one, "wrong").status());
            assertEquals(401, login(two, "wrong").status());
            int third = login(one, "wrong").status();
            assertTrue(third == 401 || third == 429, "it was " + third);
            assertEquals(429, login(two, ADMIN).status());
        }
    }

    @Test
    void E_18_without_the_server_it_starts_logs_in_and_is_degraded() throws Exception {
        try (RunningApp app = start(Together.NOBODY)) {
            Response health = RawHttp.get(app.port(), "/health");
            assertEquals(200, health.status());
            assertTrue(health.text().contains("\"status\":\"degraded\""), health.text());
            String session = cookie(login(app, ADMIN));
            assertEquals(200, status(app, VERIFY, session));
            assertEquals(
                    204,
                    RawHttp.request(app.port(), "POST", "/api/auth/logout", "", session)
                            .status());
            assertEquals(401, status(app, VERIFY, session));
        }
    }
}
