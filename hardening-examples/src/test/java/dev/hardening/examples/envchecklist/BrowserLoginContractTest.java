package dev.hardening.examples.envchecklist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.FakeIssuer;
import dev.hardening.testing.IssuerKey;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide 002, row E-57, as far as browsers go: the issuer logs them in, and the example opens a session of its own. */
class BrowserLoginContractTest {

    private static final IssuerKey KEY = IssuerKey.make("RS256", "one");
    private static final String ORIGIN = "http://localhost:3000";

    private static Checklist start(ServerKind kind, FakeIssuer issuer, String... more) throws Exception {
        issuer.publish(KEY);
        List<String> all = new java.util.ArrayList<>(List.of(
                "NODE_ENV",
                "test",
                "OIDC_ISSUER",
                issuer.url(),
                "OIDC_CLIENT_ID",
                FakeIssuer.CLIENT_ID,
                "OIDC_CLIENT_SECRET",
                FakeIssuer.CLIENT_SECRET,
                "PUBLIC_ORIGINS",
                ORIGIN,
                "SESSION_SECRET",
                "b41f6c0a97d2e385f10b7c4d6e92a8350fd1c7b9e6a2438d5c7f1e0b9a3d6284"));
        all.addAll(List.of(more));
        return Checklist.start(kind, all.toArray(String[]::new));
    }

    private static String location(Response response) {
        return Objects.requireNonNull(response.header("Location"), response.toString());
    }

    /** The one cookie that an answer sets and does not take away, as a browser sends it. */
    private static String cookie(Response response) {
        List<String> set = response.values("Set-Cookie").stream()
                .filter(value -> !value.contains("Max-Age=0"))
                .toList();
        assertEquals(1, set.size(), response::toString);
        return "Cookie: " + set.get(0).substring(0, set.get(0).indexOf(';'));
    }

    @ParameterizedTest
    @EnumSource
    void E_57_a_browser_logs_in_at_the_issuer_and_has_a_session_until_it_logs_out(ServerKind kind) throws Exception {
        try (FakeIssuer issuer = new FakeIssuer(InstantSource.system());
                Checklist app = start(kind, issuer)) {
            issuer.claims(text -> text.replace("}", ",\"roles\":[\"admin\"]}"));
            Response begun = app.get("/auth/login?return=/api/me", "Sec-Fetch-Mode: navigate");
            assertEquals(302, begun.status(), begun::toString);
            assertTrue(location(begun).startsWith(issuer.url() + "/authorize?"), begun::toString);
            assertTrue(
                    Checklist.header(begun, "Set-Cookie").endsWith("; Path=/auth/callback; HttpOnly; SameSite=Lax"),
                    begun::toString);
            Response landed = app.get(
                    "/auth/callback?" + issuer.login(location(begun), "alice"),
                    cookie(begun),
                    "Sec-Fetch-Site: cross-site",
                    "Sec-Fetch-Mode: navigate");
            assertEquals(303, landed.status(), landed::toString);
            assertEquals(ORIGIN + "/api/me", location(landed));
            String session = cookie(landed);
            assertTrue(landed.values("Set-Cookie").toString().contains("SameSite=Lax"));
            Response me = app.get("/api/me", session);
            assertEquals(200, me.status(), me::toString);
            assertTrue(me.text().contains("\"oidc:alice\""), me::text);
            assertEquals(200, app.get("/api/admin/flags", session).status());
            assertEquals(
                    204,
                    app.post("/auth/logout", "", session, "Origin: " + ORIGIN).status());
            assertEquals(401, app.get("/api/me", session).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_57_a_callback_with_a_changed_state_or_nonce_is_400(ServerKind kind) throws Exception {
        try (FakeIssuer issuer = new FakeIssuer(InstantSource.system());
                Checklist app = start(kind, issuer)) {
            Response begun = app.get("/auth/login");
            String query = issuer.login(location(begun), "dora");
            for (String changed : List.of(query + "x", query.replace("&state=", "&state=x"), "code=1", "")) {
                Response refused = app.get("/auth/callback?" + changed, cookie(begun));
                assertEquals(400, refused.status(), refused::toString);
                assertTrue(refused.text().contains("OIDC_CALLBACK_INVALID"), refused::text);
                assertFalse(refused.values("Set-Cookie").toString().contains("session"));
            }
            issuer.claims(text -> text.replaceFirst("\"nonce\":\".", "\"nonce\":\"!"));
            assertEquals(400, app.get("/auth/callback?" + query, cookie(begun)).status());
        }
    }

    @Test
    void E_57_the_callback_is_where_the_settings_say_and_bearer_tokens_count_beside_it() throws Exception {
        try (FakeIssuer issuer = new FakeIssuer(InstantSource.system());
                Checklist app = start(
                        ServerKind.JETTY,
                        issuer,
                        "OIDC_CALLBACK_PATH",
                        "/back",
                        "OIDC_AUDIENCE",
                        FakeIssuer.CLIENT_ID)) {
            Response begun = app.get("/auth/login");
            assertEquals(404, app.get("/auth/callback").status());
            Response landed = app.get("/back?" + issuer.login(location(begun), "dora"), cookie(begun));
            assertEquals(ORIGIN + "/", location(landed));
            // What logs a browser in is no bearer token, even where the audience is the client.
            String idToken = issuer.idToken("dora", "n");
            assertEquals(401, app.get("/api/me", Checklist.bearer(idToken)).status());
            assertEquals(
                    200,
                    app.get("/api/me", Checklist.bearer(app.tokenOf("alice"))).status());
        }
    }

    @Test
    void without_a_client_there_is_no_such_page() throws Exception {
        try (Checklist app = Checklist.start("NODE_ENV", "test")) {
            for (String path : List.of("/auth/login", "/auth/callback")) {
                assertEquals(404, RawHttp.get(app.port(), path).status());
            }
        }
    }
}
