package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Together;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two instances that share a server, and what one does without it. */
class HonestlySharedTest {

    private static final String METADATA = "/vault/documents/doc-1/metadata";

    private final Together together = new Together();

    private Honestly start(String name, String... more) throws Exception {
        String[] shared = {
            name, together.url, "REDIS_KEY_PREFIX", together.prefix, "REDIS_TIMEOUT_MS", Together.PATIENCE
        };
        return Honestly.start(Stream.of(shared, more).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void H_02_H_32_H_60_they_share_the_limits_of_addresses_and_of_agents() throws Exception {
        String[] limits = {"RATE_LIMIT_MAX", "10", "AI_AGENT_RATE_LIMIT", "10"};
        try (Honestly one = start("RATE_LIMIT_REDIS_URL", limits);
                Honestly two = start("RATE_LIMIT_REDIS_URL", limits)) {
            assertEquals(10, Together.served(i -> (i % 2 == 0 ? one : two).get(METADATA)));
            assertEquals(10, Together.served(i -> (i % 2 == 0 ? one : two).verify("agent-7")));
            assertFalse(together.keys().isEmpty());
        }
    }

    @Test
    void H_59_tokens_count_on_every_instance_and_a_log_out_does_too() throws Exception {
        try (Honestly one = start("REDIS_URL");
                Honestly two = start("REDIS_URL")) {
            Response login = one.login();
            String bearer = Honestly.bearer(Honestly.member(login, "access_token"));
            String refresh = Honestly.member(login, "refresh_token");
            assertEquals(200, two.get("/auth/me", bearer).status());
            Response refreshed = two.refresh(refresh);
            assertEquals(200, refreshed.status());
            assertTrue(one.post("/auth/logout", "{}", Honestly.JSON, bearer).status() < 300);
            assertEquals(401, two.get("/auth/me", bearer).status());
            String next = Honestly.member(refreshed, "refresh_token");
            assertEquals(401, two.refresh(next).status(), "the session is over");
        }
    }

    @Test
    void a_signed_call_is_taken_once_by_both_together() throws Exception {
        String[] fresh = {"AI_SIGNATURE_MAX_SKEW_SECONDS", "300", "AI_REPLAY_WINDOW_SECONDS", "300"};
        try (Honestly one = start("REDIS_URL", fresh);
                Honestly two = start("REDIS_URL", fresh)) {
            String call = Honestly.call(
                    "agent-7", "verify_proof", Honestly.PROOF, Instant.now().getEpochSecond() + ".0");
            assertEquals(200, one.signed("/ai/verify-proof", call).status());
            assertEquals(401, two.signed("/ai/verify-proof", call).status());
        }
    }

    @Test
    void H_32_H_56_without_the_server_it_starts_counts_alone_and_is_degraded() throws Exception {
        try (Honestly app = Honestly.start("RATE_LIMIT_REDIS_URL", Together.NOBODY, "RATE_LIMIT_MAX", "10")) {
            assertEquals(200, app.verify("agent-7").status());
            assertEquals(200, app.login().status());
            assertEquals(9, Together.served(i -> app.get(METADATA)), "the log-in was one of ten");
            Response health = app.get("/monitoring/health");
            assertEquals(200, health.status());
            assertTrue(health.text().contains("\"redis\":{\"status\":\"unhealthy\",\"critical\":false"), health.text());
        }
    }
}
