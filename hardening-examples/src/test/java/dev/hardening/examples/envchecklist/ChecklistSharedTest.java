package dev.hardening.examples.envchecklist;

import static dev.hardening.examples.envchecklist.Checklist.PASSWORD;
import static dev.hardening.examples.envchecklist.Checklist.bearer;
import static dev.hardening.examples.envchecklist.Checklist.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Together;
import dev.hardening.testing.servlet.RawHttp.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances that share a server, and what one does without it. */
class ChecklistSharedTest {

    private final Together together = new Together();
    private Checklist one;
    private Checklist two;

    @BeforeEach
    void start() throws Exception {
        String[] shared = {
            "REDIS_URL",
            together.url,
            "REDIS_KEY_PREFIX",
            together.prefix,
            "REDIS_TIMEOUT_MS",
            Together.PATIENCE,
            "RATE_LIMIT_MAX",
            "10",
            "LOGIN_BRUTE_MAX_ATTEMPTS",
            "3"
        };
        one = Checklist.start(shared);
        two = Checklist.start(shared);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void V_32_E_18_they_share_one_limit_for_each_caller() {
        assertEquals(10, Together.served(i -> (i % 2 == 0 ? one : two).get("/api/items")));
        assertFalse(together.keys().isEmpty());
        Response ready = two.get("/health/ready");
        assertTrue(ready.text().contains("\"redis\":{\"status\":\"healthy\",\"critical\":false"), ready.text());
    }

    @Test
    void E_56_C_56_who_logs_in_on_one_is_known_on_the_other_and_logs_out_of_both() {
        Response login = one.login("alice", PASSWORD);
        String access = bearer(member(login, "access_token"));
        assertEquals(200, two.get("/api/me", access).status());
        assertEquals(200, one.get("/api/me", access).status());
        assertEquals(204, two.post("/api/auth/logout", "{}", access).status());
        assertEquals(401, one.get("/api/me", access).status());
        assertEquals(401, two.get("/api/me", access).status());
    }

    @Test
    void a_refresh_token_is_spent_for_both() {
        String first = member(one.login("bob", PASSWORD), "refresh_token");
        String second = member(two.post("/api/auth/refresh", refresh(first)), "refresh_token");
        assertEquals(401, one.post("/api/auth/refresh", refresh(first)).status(), "spent, which ends its family");
        assertEquals(401, two.post("/api/auth/refresh", refresh(second)).status());
    }

    private static String refresh(String token) {
        return "{\"refresh_token\":\"" + token + "\"}";
    }

    @Test
    void E_18_wrong_passwords_are_counted_together() {
        assertEquals(401, one.login("bob", "wrong").status());
        assertEquals(401, two.login("bob", "wrong").status());
        int third = one.login("bob", "wrong").status();
        assertTrue(third == 401 || third == 429, "it was " + third);
        Response locked = two.login("bob", PASSWORD);
        assertEquals(429, locked.status());
        assertTrue(Integer.parseInt(Checklist.header(locked, "Retry-After")) > 0);
        assertEquals(429, one.login("bob", PASSWORD).status());
    }

    @Test
    void E_18_without_the_server_it_starts_logs_in_counts_alone_and_is_degraded() throws Exception {
        try (Checklist alone = Checklist.start("REDIS_URL", Together.NOBODY, "RATE_LIMIT_MAX", "10")) {
            Response ready = alone.get("/health/ready");
            assertEquals(200, ready.status());
            assertTrue(ready.text().contains("\"status\":\"degraded\""), ready.text());
            Response login = alone.login("alice", PASSWORD);
            assertEquals(200, login.status(), login.text());
            String access = bearer(member(login, "access_token"));
            String refresh = member(login, "refresh_token");
            assertEquals(200, alone.get("/api/me", access).status());
            assertEquals(200, alone.post("/api/auth/refresh", refresh(refresh)).status());
            assertEquals(204, alone.post("/api/auth/logout", "{}", access).status());
            assertEquals(401, alone.get("/api/me", access).status());
            assertTrue(Together.served(i -> alone.get("/api/items")) < 10);
        }
    }
}
