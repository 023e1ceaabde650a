package dev.hardening.examples.envchecklist;

import static dev.hardening.examples.envchecklist.Checklist.SECRET;
import static dev.hardening.examples.envchecklist.Checklist.bearer;
import static dev.hardening.examples.envchecklist.Checklist.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.FakeIssuer;
import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.IssuerKey;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guide 002, row E-57, as far as bearer tokens go: an issuer on this machine, found by discovery. */
class OidcContractTest {

    private static final String AUDIENCE = "checklist-api";
    private static final IssuerKey KEY = IssuerKey.make("RS256", "one");
    private static final IssuerKey NEXT = IssuerKey.make("RS256", "two");

    private FakeIssuer issuer;
    private Checklist app;

    @BeforeEach
    void start() throws Exception {
        issuer = new FakeIssuer(InstantSource.system());
        issuer.publish(KEY);
        app = Checklist.start("NODE_ENV", "test", "OIDC_ISSUER", issuer.url(), "OIDC_AUDIENCE", AUDIENCE);
    }

    @AfterEach
    void stop() {
        app.close();
        issuer.close();
    }

    private String claims(String... changed) {
        long now = Instant.now().getEpochSecond();
        Map<String, String> all = new TreeMap<>(Map.of(
                "iss",
                "\"" + issuer.url() + "\"",
                "aud",
                "\"" + AUDIENCE + "\"",
                "sub",
                "\"dora\"",
                "jti",
                "\"j-1\"",
                "iat",
                String.valueOf(now),
                "exp",
                String.valueOf(now + 300)));
        for (int i = 0; i < changed.length; i += 2) {
            all.put(changed[i], changed[i + 1]);
        }
        return all.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private Response me(String token) {
        return app.get("/api/me", bearer(token));
    }

    @Test
    void E_57_a_token_of_the_issuer_is_good_beside_the_services_own() {
        Response me = me(KEY.sign("", claims()));
        assertEquals(200, me.status(), me::toString);
        assertTrue(me.text().contains("dora"));
        assertEquals(
                200,
                me(KEY.sign("", claims("aud", "[\"other\",\"" + AUDIENCE + "\"]")))
                        .status());
        assertEquals(200, me(signed(SECRET, "alice", "access", "")).status());
        assertEquals(200, me(app.tokenOf("alice")).status());
        assertEquals(1, issuer.fetches());
    }

    @Test
    void E_57_a_wrong_audience_issuer_time_key_or_algorithm_is_401() {
        String past = String.valueOf(Instant.now().getEpochSecond() - 60);
        String modulusAsSecret = HandMadeToken.hs256(KEY.encoded(), "{\"alg\":\"HS256\",\"kid\":\"one\"}", claims());
        Stream.of(
                        KEY.sign("", claims("aud", "\"other\"")),
                        KEY.sign("", claims("aud", "")),
                        KEY.sign("", claims("iss", "\"https://other.example\"")),
                        KEY.sign("", claims("iss", "\"" + issuer.url() + "/\"")),
                        KEY.sign("", claims("exp", past)),
                        KEY.sign("", claims("jti", "")),
                        NEXT.renamed("one").sign("", claims()),
                        NEXT.sign("", claims()),
                        modulusAsSecret)
                .forEach(token -> assertEquals(401, me(token).status(), HandMadeToken.part(token, 1)));
    }

    @Test
    void E_57_a_new_kid_is_fetched_once_and_unknown_ones_do_not_make_the_issuer_work() {
        assertEquals(200, me(KEY.sign("", claims())).status());
        issuer.publish(KEY, NEXT);
        for (int i = 0; i < 3; i++) {
            assertEquals(200, me(NEXT.sign("", claims())).status());
        }
        assertEquals(2, issuer.fetches());
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    401, me(NEXT.renamed("unknown-" + i).sign("", claims())).status());
        }
        assertTrue(issuer.fetches() <= 3, "fetched " + issuer.fetches() + " times");
        assertEquals(200, me(KEY.sign("", claims())).status());
    }

    @Test
    void E_57_E_60_roles_of_the_issuer_count() {
        String admin = KEY.sign("", claims("roles", "[\"admin\"]"));
        assertEquals(200, app.get("/api/admin/flags", bearer(admin)).status());
        assertEquals(
                403, app.get("/api/admin/flags", bearer(KEY.sign("", claims()))).status());
    }

    @Test
    void E_57_an_issuer_that_is_away_stops_neither_the_start_nor_the_services_own_tokens() {
        issuer.close();
        int status = me(KEY.sign("", claims())).status();
        assertTrue(status == 401 || status == 503, "status " + status);
        assertEquals(200, me(app.tokenOf("alice")).status());
        assertEquals(200, app.get("/health/ready").status());
    }
}
