package dev.hardening.examples.honestly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 004: what everybody may look up, how long it is kept, how often one may ask, and what every answer carries. */
class VaultContractTest {

    private static final String FRONT = "https://yourdomain.com";

    private static Honestly app;

    @BeforeAll
    static void start() throws Exception {
        app = Honestly.start("ALLOWED_ORIGINS", FRONT, "TRUSTED_PROXIES", "127.0.0.1/32");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String mark(Honestly asked, String path) {
        Response answer = asked.get(path);
        assertEquals(200, answer.status(), answer::toString);
        return Objects.toString(answer.header("X-Cache"));
    }

    @ParameterizedTest
    @EnumSource
    void H_52_H_68_every_token_has_a_bundle_that_is_kept(ServerKind kind) throws Exception {
        try (Honestly other = Honestly.start("SERVER", kind.name())) {
            for (String token : List.of("abcdefgh", "A-_9".repeat(16))) {
                String path = "/vault/share/" + token + "/bundle";
                assertEquals("MISS", mark(other, path));
                assertEquals("HIT", mark(other, path));
            }
            assertEquals("MISS", mark(other, "/vault/documents/1/metadata"));
            assertEquals("HIT", mark(other, "/vault/documents/1/metadata"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/vault/share/short/bundle",
                "/vault/share/with.dots.in.it/bundle",
                "/vault/share/%20%20%20%20%20%20%20%20/bundle",
                "/vault/documents/a.b/metadata",
                "/vault/documents//metadata"
            })
    void H_68_another_form_is_400(String path) {
        assertEquals(400, app.get(path).status());
    }

    @Test
    void H_68_a_token_has_64_characters_at_most_and_its_path_two_ends() {
        assertEquals(400, app.get("/vault/share/" + "a".repeat(65) + "/bundle").status());
        for (String path :
                List.of("/vault/share/abcdefgh", "/vault/share/abcdefgh/x/bundle", "/vault/share", "/vault")) {
            assertEquals(404, app.get(path).status(), path);
        }
        assertEquals(405, app.post(Honestly.BUNDLE, "").status());
    }

    @Test
    void H_52_metadata_are_kept_as_long_as_the_setting_says_and_bundles_are_not_touched_by_it() throws Exception {
        try (Honestly other = Honestly.start("CACHE_TTL_MS", "150", "RATE_LIMIT_MAX", "100000")) {
            String path = "/vault/documents/d/metadata";
            assertEquals("MISS", mark(other, path));
            assertEquals("MISS", mark(other, Honestly.BUNDLE));
            Eventually.until(() -> mark(other, path).equals("MISS"));
            assertEquals("HIT", mark(other, Honestly.BUNDLE));
        }
    }

    @Test
    void H_08_the_one_that_was_used_the_longest_ago_goes() throws Exception {
        try (Honestly other = Honestly.start("CACHE_MAX_SIZE", "3")) {
            for (String id : List.of("a", "a", "a", "a", "a", "a", "b", "c", "b", "c", "d")) {
                mark(other, "/vault/documents/" + id + "/metadata");
            }
            for (String kept : List.of("b", "c", "d")) {
                assertEquals("HIT", mark(other, "/vault/documents/" + kept + "/metadata"), kept);
            }
            assertEquals("MISS", mark(other, "/vault/documents/a/metadata"));
        }
    }

    @Test
    void H_02_H_66_the_family_of_limits_counts_what_no_agent_sends() throws Exception {
        try (Honestly other = Honestly.start("RATE_LIMIT_MAX", "2", "RATE_LIMIT_WINDOW_MS", "60000")) {
            for (int status : new int[] {200, 200, 429}) {
                Response answer = other.get(Honestly.BUNDLE);
                assertEquals(status, answer.status());
                assertEquals(status == 429, answer.header("Retry-After") != null);
            }
            assertEquals(200, other.verify("a").status());
            assertEquals(200, other.get("/monitoring/health").status(), "probes are never limited");
            assertEquals(200, other.get("/__test/whoami").status());
        }
    }

    @Test
    void H_31_the_master_switch_takes_every_limit_away() throws Exception {
        try (Honestly other =
                Honestly.start("RATE_LIMIT_ENABLED", "false", "RATE_LIMIT_MAX", "1", "AI_AGENT_RATE_LIMIT", "1")) {
            for (int i = 0; i < 200; i++) {
                assertEquals(200, other.get(Honestly.BUNDLE).status());
            }
            assertEquals(200, other.verify("a").status());
            assertEquals(200, other.verify("a").status());
        }
    }

    @Test
    void H_03_the_headers_are_on_every_answer_and_hsts_on_those_that_are_secure() {
        for (String path : List.of(Honestly.BUNDLE, "/nowhere", "/auth/me", "/monitoring/ready", "/__test/boom")) {
            Response plain = app.get(path);
            assertEquals("DENY", plain.header("X-Frame-Options"), path);
            assertEquals("nosniff", plain.header("X-Content-Type-Options"), path);
            assertTrue(Objects.toString(plain.header("Content-Security-Policy")).contains("frame-ancestors 'none'"));
            assertNull(plain.header("Strict-Transport-Security"), path);
            assertEquals(
                    "max-age=31536000; includeSubDomains",
                    app.get(path, "X-Forwarded-Proto: https").header("Strict-Transport-Security"),
                    path);
        }
    }

    @Test
    void H_37_the_balancer_ends_tls_and_plain_http_is_sent_there() {
        Response redirect = app.get(Honestly.BUNDLE, "X-Forwarded-Proto: http", "Host: api.example.com");
        assertEquals(301, redirect.status());
        assertEquals("https://api.example.com" + Honestly.BUNDLE, redirect.header("Location"));
        assertEquals(200, app.get("/monitoring/live", "X-Forwarded-Proto: http").status(), "probes come without it");
    }

    @Test
    void H_34_only_the_named_origin_may_read() {
        assertEquals(FRONT, app.get(Honestly.BUNDLE, "Origin: " + FRONT).header("Access-Control-Allow-Origin"));
        assertNull(app.get(Honestly.BUNDLE, "Origin: " + FRONT + ".evil").header("Access-Control-Allow-Origin"));
        String allowed = Objects.toString(RawHttp.request(
                        app.port(),
                        "OPTIONS",
                        "/ai/verify-proof",
                        "",
                        "Origin: " + FRONT,
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: content-type, x-ai-signature")
                .header("Access-Control-Allow-Headers"));
        assertTrue(allowed.contains("x-ai-signature") && allowed.contains("authorization"), allowed);
    }

    @Test
    void H_07_H_54_a_failure_leaks_nothing() {
        Response boom = app.get("/__test/boom?leak=shibboleth");
        assertEquals(500, boom.status());
        for (String inner : List.of("shibboleth", "secret.txt", "SELECT", "Exception", "hardening")) {
            assertFalse(boom.text().contains(inner), boom::toString);
        }
        assertEquals(Honestly.member(boom, "error_id"), boom.header("X-Error-ID"));
    }
}
