package dev.hardening.core.cors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.net.Origin;
import dev.hardening.core.net.OriginSet;
import dev.hardening.testing.Allocations;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsPolicyTest {

    private static final String APP = "https://app.example.org";
    private static final String EVIL = "https://evil.example";
    private static final String HEADERS = "Access-Control-Request-Headers";

    private static final CorsPolicy POLICY = CorsPolicy.of(CorsSettings.builder()
            .origins(OriginSet.parse("https://app.example.org, http://localhost:3000, https://*.pages.example.org"))
            .publicOrigins(Origin.parse("https://shop.example.org"))
            .methods("GET", "POST", "DELETE")
            .headers("X-API-Key", "Authorization")
            .credentials(true)
            .maxAge(Duration.ofMinutes(5))
            .build());

    /** The decision in a word: plain, granted, preflight or the code of the refusal. */
    private static String outcome(CorsDecision decision) {
        Refusal refusal = decision.refusal();
        return refusal != null ? refusal.code().name() : decision.toString();
    }

    private static String fields(CorsDecision decision, String origin) {
        String start = decision.allowedOrigin(origin) + "; ";
        return start
                + decision.fields().stream()
                        .map(field -> field.name() + "=" + field.value())
                        .collect(Collectors.joining("; "));
    }

    @Test
    void a_request_of_an_allowed_origin_is_granted_with_these_fields() {
        CorsDecision decision = POLICY.decide(new Asked("GET", "Origin", APP));
        assertTrue(decision.isGranted());
        assertFalse(decision.isPreflight());
        assertEquals("Origin", decision.vary());
        assertEquals(
                APP
                        + "; Access-Control-Allow-Credentials=true; Access-Control-Expose-Headers=X-Request-ID, Retry-After,"
                        + " RateLimit, RateLimit-Policy",
                fields(decision, APP));
    }

    @Test
    void a_preflight_is_granted_with_these_fields() {
        CorsDecision decision = POLICY.decide(Asked.preflight(APP, "DELETE", HEADERS, "content-type,x-api-key"));
        assertTrue(decision.isPreflight());
        assertEquals("Origin, Access-Control-Request-Method, Access-Control-Request-Headers", decision.vary());
        assertEquals(
                APP + "; Access-Control-Allow-Credentials=true; Access-Control-Allow-Methods=GET, POST, DELETE;"
                        + " Access-Control-Allow-Headers=Accept, Accept-Language, Content-Language, Content-Type, Range,"
                        + " X-API-Key, Authorization; Access-Control-Max-Age=300",
                fields(decision, APP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "*",
                "https://app.example.org/",
                "https://app.example.org:443",
                "https://APP.example.org",
                "http://app.example.org",
                "https://user@app.example.org",
                "https://app.example.org.evil.example",
                "https://evilapp.example.org",
                "https://app.example.org, https://evil.example",
                "https://app.example.org,https://app.example.org",
                "https://app.example.org ",
                "https://a.b.pages.example.org",
                "https://shop.example.org"
            })
    void no_other_origin_is(String origin) {
        CorsDecision decision = POLICY.decide(new Asked("GET", "Origin", origin));
        assertEquals("plain", outcome(decision));
        assertNull(decision.allowedOrigin(origin));
        assertEquals("Origin", decision.vary());
        CorsDecision preflight = POLICY.decide(Asked.preflight(origin, "GET"));
        assertEquals("CORS_NOT_ALLOWED", outcome(preflight));
        assertNull(preflight.allowedOrigin(origin));
        assertNotNull(preflight.vary());
    }

    @Test
    void an_origin_on_two_lines_is_none() {
        assertEquals("plain", outcome(POLICY.decide(new Asked("POST", "Origin", APP, "Origin", APP))));
        assertEquals("plain", outcome(POLICY.decide(new Asked("POST", "Origin", APP, "Origin", EVIL))));
        assertEquals(
                "CORS_NOT_ALLOWED",
                outcome(POLICY.decide(
                        new Asked("OPTIONS", "Origin", APP, "Origin", APP, "Access-Control-Request-Method", "GET"))));
        assertEquals(
                "CORS_NOT_ALLOWED",
                outcome(POLICY.decide(new Asked(
                        "GET",
                        "Upgrade",
                        "websocket",
                        "Origin",
                        "https://shop.example.org",
                        "Origin",
                        "https://shop.example.org"))));
    }

    @Test
    void without_an_origin_the_answer_only_says_that_it_varies() {
        for (String method : List.of("GET", "POST", "OPTIONS", "CONNECT")) {
            CorsDecision decision =
                    POLICY.decide(new Asked(method, "Upgrade", "websocket", "Access-Control-Request-Method", "GET"));
            assertEquals("plain", outcome(decision));
            assertEquals("Origin", decision.vary());
            assertEquals(List.of(), decision.fields());
        }
    }

    @Test
    void options_without_the_question_is_no_preflight() {
        assertEquals("granted", outcome(POLICY.decide(new Asked("OPTIONS", "Origin", APP))));
        assertEquals("plain", outcome(POLICY.decide(new Asked("OPTIONS", "Origin", EVIL))));
        assertEquals(
                "granted",
                outcome(POLICY.decide(new Asked("GET", "Origin", APP, "Access-Control-Request-Method", "GET"))));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, preflight",
        "POST, preflight",
        "DELETE, preflight",
        "HEAD, CORS_NOT_ALLOWED",
        "PUT, CORS_NOT_ALLOWED",
        "get, CORS_NOT_ALLOWED",
        "Delete, CORS_NOT_ALLOWED",
        "' GET', CORS_NOT_ALLOWED",
        "'GET,POST', CORS_NOT_ALLOWED",
        "'', CORS_NOT_ALLOWED",
        "*, CORS_NOT_ALLOWED"
    })
    void a_preflight_asks_for_one_method_of_the_list(String method, String outcome) {
        assertEquals(outcome, outcome(POLICY.decide(Asked.preflight(APP, method))));
        assertEquals(
                "CORS_NOT_ALLOWED",
                outcome(POLICY.decide(Asked.preflight(APP, method, "Access-Control-Request-Method", method))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | preflight",
                "content-type | preflight",
                "x-api-key | preflight",
                "X-API-KEY | preflight",
                "X-Api-Key,Authorization | preflight",
                "'authorization, content-type' | preflight",
                "'authorization\t,  content-type ' | preflight",
                "' x-api-key' | preflight",
                "x-api-key2 | CORS_NOT_ALLOWED",
                "x-api-ke | CORS_NOT_ALLOWED",
                "x-api-key,x-other | CORS_NOT_ALLOWED",
                "x-api-key, | CORS_NOT_ALLOWED",
                ",x-api-key | CORS_NOT_ALLOWED",
                "x-api-key,,range | CORS_NOT_ALLOWED",
                "' ' | CORS_NOT_ALLOWED",
                ", | CORS_NOT_ALLOWED",
                "* | CORS_NOT_ALLOWED",
                "x-api-key;range | CORS_NOT_ALLOWED",
                "x api-key | CORS_NOT_ALLOWED",
                "x-api-key: | CORS_NOT_ALLOWED",
                "x-api-\u212aey | CORS_NOT_ALLOWED",
                "author\u0131zation | CORS_NOT_ALLOWED",
                "'x-api-key\0' | CORS_NOT_ALLOWED"
            })
    void a_preflight_asks_for_fields_of_the_list(String names, String outcome) {
        assertEquals(outcome, outcome(POLICY.decide(Asked.preflight(APP, "GET", HEADERS, names))));
    }

    @Test
    void the_list_of_fields_is_bounded_and_on_one_line() {
        String sixtyFour = "range" + ",range".repeat(63);
        assertEquals("preflight", outcome(POLICY.decide(Asked.preflight(APP, "GET", HEADERS, sixtyFour))));
        assertEquals(
                "CORS_NOT_ALLOWED", outcome(POLICY.decide(Asked.preflight(APP, "GET", HEADERS, sixtyFour + ",range"))));
        String blanks = "range," + " ".repeat(1013) + "range";
        assertEquals(1024, blanks.length());
        assertEquals("preflight", outcome(POLICY.decide(Asked.preflight(APP, "GET", HEADERS, blanks))));
        assertEquals("CORS_NOT_ALLOWED", outcome(POLICY.decide(Asked.preflight(APP, "GET", HEADERS, blanks + " "))));
        assertEquals(
                "CORS_NOT_ALLOWED",
                outcome(POLICY.decide(Asked.preflight(APP, "GET", HEADERS, "range", HEADERS, "range"))));
    }

    @Test
    void a_star_for_fields_leaves_out_authorization() {
        CorsPolicy star = CorsPolicy.of(
                CorsSettings.builder().origins(Origin.parse(APP)).headers("*").build());
        assertEquals("preflight", outcome(star.decide(Asked.preflight(APP, "GET", HEADERS, "x-any,content-type"))));
        assertEquals(
                "CORS_NOT_ALLOWED", outcome(star.decide(Asked.preflight(APP, "GET", HEADERS, "x-any,Authorization"))));
        assertEquals("CORS_NOT_ALLOWED", outcome(star.decide(Asked.preflight(APP, "GET", HEADERS, "x any"))));
        CorsPolicy named = CorsPolicy.of(CorsSettings.builder()
                .origins(Origin.parse(APP))
                .headers("*", "Authorization")
                .build());
        assertEquals("preflight", outcome(named.decide(Asked.preflight(APP, "GET", HEADERS, "authorization"))));
    }

    @Test
    void refusals_tell_what_is_not_granted_and_repeat_nothing() {
        assertDetail("origin", Asked.preflight(EVIL, "GET"));
        assertDetail("method", Asked.preflight(APP, "PUT"));
        assertDetail("header fields", Asked.preflight(APP, "GET", HEADERS, "x-evil"));
    }

    private static void assertDetail(String word, Asked request) {
        Refusal refusal = POLICY.decide(request).refusal();
        assertNotNull(refusal);
        assertEquals(RefusalCode.CORS_NOT_ALLOWED, refusal.code());
        assertEquals(403, refusal.status());
        assertTrue(refusal.detail().contains(word), refusal.detail());
        assertFalse(refusal.detail().contains("evil"), refusal.detail());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https://app.example.org, -, true, granted",
                "https://shop.example.org, -, true, plain",
                "https://evil.example, -, true, CORS_NOT_ALLOWED",
                "https://evil.example, same-origin, true, CORS_NOT_ALLOWED",
                "null, -, true, CORS_NOT_ALLOWED",
                "https://SHOP.example.org, -, true, CORS_NOT_ALLOWED",
                "https://app.example.org, -, false, granted",
                "https://shop.example.org, same-origin, false, plain",
                "https://shop.example.org, -, false, CORS_NOT_ALLOWED",
                "https://shop.example.org, same-site, false, CORS_NOT_ALLOWED",
                "https://shop.example.org, none, false, CORS_NOT_ALLOWED",
                "https://shop.example.org, Same-Origin, false, CORS_NOT_ALLOWED",
                "https://evil.example, cross-site, false, CORS_NOT_ALLOWED"
            })
    void a_web_socket_opens_to_allowed_origins_and_our_own(
            String origin, String site, boolean withPublicOrigins, String outcome) {
        CorsSettings.Builder settings = CorsSettings.builder().origins(Origin.parse(APP));
        if (withPublicOrigins) {
            settings.publicOrigins(Origin.parse("https://shop.example.org"));
        }
        CorsPolicy policy = CorsPolicy.of(settings.build());
        String value = site == null ? "" : site;
        String name = site == null ? "X-None" : "Sec-Fetch-Site";
        for (String upgrade : List.of("websocket", "WebSocket", "h2c, websocket", "websocket/13")) {
            assertEquals(
                    outcome,
                    outcome(policy.decide(new Asked("GET", "Origin", origin, "Upgrade", upgrade, name, value))),
                    upgrade);
        }
        assertEquals(
                outcome,
                outcome(policy.decide(
                        new Asked("GET", "Upgrade", "h2c", "Upgrade", "websocket", "Origin", origin, name, value))));
        assertEquals(outcome, outcome(policy.decide(new Asked("CONNECT", "Origin", origin, name, value))));
        assertEquals(
                outcome.equals("granted") ? "granted" : "plain",
                outcome(policy.decide(new Asked("GET", "Origin", origin, "Upgrade", "h2c", name, value))));
    }

    @Test
    void no_origin_configured_grants_nothing() {
        CorsPolicy none = CorsPolicy.of(CorsSettings.builder().build());
        for (String origin : List.of(APP, "null", "*", "")) {
            assertEquals("plain", outcome(none.decide(new Asked("GET", "Origin", origin))));
            assertEquals("CORS_NOT_ALLOWED", outcome(none.decide(Asked.preflight(origin, "GET"))));
        }
    }

    @Test
    void every_origin_is_a_star_on_every_answer_and_varies_with_nothing() {
        CorsPolicy any = CorsPolicy.of(CorsSettings.builder()
                .unsafeAllowEveryOrigin()
                .exposedHeaders("*")
                .build());
        for (Asked request : List.of(
                new Asked("GET"),
                new Asked("GET", "Origin", EVIL),
                new Asked("GET", "Origin", "null"),
                new Asked("GET", "Origin", EVIL, "Origin", APP))) {
            CorsDecision decision = any.decide(request);
            assertEquals("granted", outcome(decision));
            assertNull(decision.vary());
            assertEquals("*; Access-Control-Expose-Headers=*", fields(decision, "x"));
            assertEquals("*", decision.allowedOrigin(null));
        }
        assertEquals("*", any.decide(Asked.preflight(EVIL, "POST")).allowedOrigin(EVIL));
        assertEquals(List.of(), any.decide(Asked.preflight(EVIL, "PUT")).fields());
    }

    @Test
    void empty_lists_write_no_field() {
        CorsPolicy bare = CorsPolicy.of(CorsSettings.builder()
                .origins(Origin.parse(APP))
                .methods()
                .exposedHeaders()
                .build());
        assertEquals(List.of(), bare.decide(new Asked("GET", "Origin", APP)).fields());
        assertEquals("CORS_NOT_ALLOWED", outcome(bare.decide(Asked.preflight(APP, "GET"))));
    }

    /** Whatever is asked, a field of the protocol is written for an origin of the list only. */
    @Test
    void random_requests_are_decided_and_never_granted_to_strangers() {
        long seed = 4711;
        Random random = new Random(seed);
        List<String> origins =
                List.of(APP, EVIL, "null", "", "https://a.pages.example.org", "https://a.b.pages.example.org", "a,b");
        List<String> words =
                List.of("", "GET", "x-api-key", "websocket", "\0", ",", "same-origin", "\u00ff", "a".repeat(2000));
        List<String> names = List.of(
                "Upgrade",
                HEADERS,
                "Access-Control-Request-Method",
                "Sec-Fetch-Site",
                "Origin",
                "Access-Control-Request-Method");
        for (int run = 0; run < 50_000; run++) {
            String origin = origins.get(random.nextInt(origins.size()));
            String[] pairs = new String[2 + 2 * random.nextInt(5)];
            pairs[0] = "Origin";
            pairs[1] = origin;
            for (int i = 2; i < pairs.length; i += 2) {
                pairs[i] = names.get(random.nextInt(names.size()));
                pairs[i + 1] = words.get(random.nextInt(words.size()));
            }
            String method = random.nextBoolean() ? "OPTIONS" : random.nextBoolean() ? "GET" : "POST";
            CorsDecision decision = POLICY.decide(new Asked(method, pairs));
            boolean known = origin.equals(APP) || origin.equals("https://a.pages.example.org");
            assertTrue(!decision.isGranted() || known, () -> "seed " + seed + ": " + String.join(" | ", pairs));
            assertEquals(decision.isGranted(), decision.allowedOrigin(origin) != null);
            assertTrue(String.valueOf(decision.vary()).startsWith("Origin"));
        }
    }

    @Test
    void deciding_allocates_nothing() {
        Asked[] requests = {
            new Asked("GET", "Host", "shop.example.org"),
            new Asked("GET", "Origin", APP),
            new Asked("POST", "Origin", "https://a.pages.example.org"),
            new Asked("GET", "Origin", EVIL),
            Asked.preflight(APP, "POST", HEADERS, "authorization, content-type,x-api-key"),
            Asked.preflight(APP, "PUT"),
            Asked.preflight(EVIL, "POST")
        };
        int[] granted = new int[1];
        Runnable calls = () -> {
            for (int i = 0; i < 14_000; i++) {
                granted[0] += POLICY.decide(requests[i % requests.length]).isGranted() ? 1 : 0;
            }
        };
        calls.run();
        assertEquals(0, Allocations.least(calls));
        assertTrue(granted[0] > 0);
    }

    @Test
    void a_policy_gives_back_its_settings_and_decisions_print_no_origin() {
        CorsSettings settings = CorsSettings.builder().build();
        assertSame(settings, CorsPolicy.of(settings).settings());
        assertEquals("preflight", POLICY.decide(Asked.preflight(APP, "GET")).toString());
        assertEquals(
                "Refusal[CORS_NOT_ALLOWED, 403]",
                POLICY.decide(Asked.preflight(EVIL, "GET")).toString());
        assertTrue(POLICY.decide(new Asked("GET", "Origin", APP))
                .fields()
                .contains(new ResponseField("Access-Control-Allow-Credentials", "true")));
    }
}
