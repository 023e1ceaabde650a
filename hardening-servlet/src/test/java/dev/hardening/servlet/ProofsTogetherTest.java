package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.TenantNeed;
import dev.hardening.core.roles.RoleSettings;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.token.TokenIssuer;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.Tokens;
import dev.hardening.servlet.cookie.SessionCookies;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** API keys, tokens and session cookies in one pipeline, and the tenants and roles behind them. */
class ProofsTogetherTest {

    private static final String KEY = "Zk3vT8qLw0aXnY5rBcPd2hJ7";
    private static final Map<String, String> SECRETS = Map.of(
            "NODE_ENV", "production",
            "TRUSTED_PROXIES", "127.0.0.0/8",
            "JWT_SECRET", "51f9f1a8c24f3cde55a618a14a0bff43b3e128ed0b08be2036661e2761733692",
            "SESSION_SECRET", "110418d96862aabfd6529f6b51ec8b32e96ee0d1b14d99caa6a9ebb0e08b9b1e");

    private final FakeTicker clock = new FakeTicker();
    private final RevocationStore revocations = RevocationStore.inMemory(clock, 100);
    private final Services services =
            Services.builder().ticker(clock).clock(clock).events(event -> {}).build();

    private static Routes routes() {
        return Routes.builder()
                .add(Route.open("/open"))
                .add(Route.open("/login"))
                .add(Route.guarded("/any"))
                .add(Route.guarded("/key").provedBy(Proof.API_KEY))
                .add(Route.guarded("/token").provedBy(Proof.TOKEN))
                .add(Route.guarded("/cookie").provedBy(Proof.COOKIE))
                .add(Route.guarded("/key-or-cookie").provedBy(Proof.API_KEY, Proof.COOKIE))
                .add(Route.guarded("/admin").onlyRoles("admin"))
                .add(Route.guarded("/flags").permitting("flags.write"))
                .add(Route.guarded("/mine").tenant(TenantNeed.OF_CALLER))
                .add(Route.guarded("/selected").tenant(TenantNeed.SELECTED))
                .build();
    }

    private HardeningSettings settings(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(SECRETS);
        values.putAll(more);
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        HardeningSettings settings = HardeningSettings.builder()
                .routes(routes())
                .tokens(TokenSettings.read(reader, TokenSettings.builder().profile(TokenProfile.PLAIN)))
                .roles(RoleSettings.read(reader, RoleSettings.builder().role("admin", "flags.write")))
                .read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    private TestContainer start(Container container, HardeningSettings settings, Tokens tokens) throws Exception {
        TestApp app = TestApp.create()
                .filter(
                        HardeningFilter.builder(settings)
                                .services(services)
                                .tokens(tokens)
                                .revocations(revocations)
                                .build(),
                        setup -> setup.everyDispatch())
                .servlet("/login", (request, response) -> {
                    Account alice = Account.named("alice").tenant("demo").build();
                    SessionCookies.of(request).start(request, alice);
                });
        for (String path : List.of(
                "/open",
                "/any",
                "/key",
                "/token",
                "/cookie",
                "/key-or-cookie",
                "/admin",
                "/flags",
                "/mine",
                "/selected")) {
            app.servlet(path, (request, response) -> {
                RequestContext context = RequestContext.of(request);
                Identity caller = context.identity();
                response.getWriter()
                        .print((caller == null ? "nobody" : caller.proof() + " " + caller.subject()) + " of "
                                + context.tenantIdIfKnown());
            });
        }
        return app.start(container);
    }

    private Tokens tokens(HardeningSettings settings) {
        return Tokens.builder(settings.tokens())
                .time(clock, clock)
                .revocation(revocations)
                .build();
    }

    private String token(HardeningSettings settings, Tokens tokens, String role) {
        Instant now = clock.instant();
        Identity root =
                Identity.provedBy(Proof.TOKEN, "root").tenant("demo").role(role).build();
        return "Authorization: Bearer "
                + new TokenIssuer(settings.tokens(), tokens.keys()).access(root, "s1", "j1", now);
    }

    private static String cookie(TestContainer server) {
        Response login = ask(server, "/login");
        String set = Objects.requireNonNull(login.header("Set-Cookie"));
        assertTrue(set.endsWith("; Path=/; Secure; HttpOnly; SameSite=Strict"), set);
        return "Cookie: " + set.substring(0, set.indexOf(';'));
    }

    private static Response ask(TestContainer server, String path, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = "X-Forwarded-Proto: https";
        System.arraycopy(headers, 0, all, 1, headers.length);
        return RawHttp.get(server.port(), path, all);
    }

    private static void check(TestContainer server, String path, int status, String text, String... headers) {
        Response answer = ask(server, path, headers);
        assertEquals(status, answer.status(), path + " " + answer);
        assertTrue(answer.text().contains(text), path + " " + answer);
    }

    @ParameterizedTest
    @EnumSource
    void each_route_takes_the_proofs_that_it_names(Container container) throws Exception {
        HardeningSettings settings = settings(Map.of("API_KEYS", KEY));
        Tokens tokens = tokens(settings);
        try (TestContainer server = start(container, settings, tokens)) {
            String key = "X-API-Key: " + KEY;
            String token = token(settings, tokens, "user");
            String cookie = cookie(server);
            check(server, "/any", 200, "API_KEY API_KEYS[1]", key);
            check(server, "/any", 200, "TOKEN root", token);
            check(server, "/any", 200, "COOKIE alice", cookie);
            check(server, "/any", 200, "API_KEY API_KEYS[1]", key, token, cookie);
            check(server, "/any", 401, "AUTHENTICATION_REQUIRED");
            check(server, "/key", 200, "API_KEY", key);
            check(server, "/key", 401, "", token, cookie);
            check(server, "/token", 200, "TOKEN root", token);
            check(server, "/token", 401, "", key, cookie);
            check(server, "/cookie", 200, "COOKIE alice", cookie);
            check(server, "/cookie", 401, "", key, token);
            check(server, "/key-or-cookie", 200, "COOKIE alice", cookie);
            check(server, "/key-or-cookie", 401, "", token);
            check(server, "/unknown", 401, "");
            check(server, "/open", 200, "nobody");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_credential_that_is_not_good_is_never_treated_as_none(Container container) throws Exception {
        HardeningSettings settings = settings(Map.of("API_KEYS", KEY));
        Tokens tokens = tokens(settings);
        try (TestContainer server = start(container, settings, tokens)) {
            String key = "X-API-Key: " + KEY;
            String token = token(settings, tokens, "user");
            check(server, "/open", 401, "TOKEN_INVALID", "Authorization: Bearer a.b.c");
            check(server, "/open", 401, "AUTHENTICATION_REQUIRED", "X-API-Key: wrong");
            check(server, "/any", 401, "TOKEN_INVALID", key, "Authorization: Bearer a.b.c");
            check(server, "/any", 401, "AUTHENTICATION_REQUIRED", token, "X-API-Key: wrong");
            // Browsers send cookies by themselves, so one that is not good is none.
            check(server, "/open", 200, "nobody", "Cookie: __Host-session=1.a.b.c.d.e");
            check(server, "/any", 401, "AUTHENTICATION_REQUIRED", "Cookie: __Host-session=1.a.b.c.d.e");
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_has_none_is_told_what_the_route_takes(Container container) throws Exception {
        HardeningSettings settings = settings(Map.of("API_KEYS", KEY));
        Tokens tokens = tokens(settings);
        try (TestContainer server = start(container, settings, tokens)) {
            assertEquals(
                    List.of("ApiKey realm=\"api\"", "Bearer realm=\"api\"", "Cookie realm=\"session\""),
                    ask(server, "/any").values("WWW-Authenticate"));
            assertEquals(List.of("Bearer realm=\"api\""), ask(server, "/token").values("WWW-Authenticate"));
            assertEquals(
                    List.of("ApiKey realm=\"api\"", "Cookie realm=\"session\""),
                    ask(server, "/key-or-cookie").values("WWW-Authenticate"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_a_key_the_others_prove_callers_and_a_key_is_worth_nothing(Container container) throws Exception {
        HardeningSettings settings = settings(Map.of());
        Tokens tokens = tokens(settings);
        try (TestContainer server = start(container, settings, tokens)) {
            check(server, "/any", 401, "AUTHENTICATION_REQUIRED", "X-API-Key: " + KEY);
            check(server, "/key", 401, "AUTHENTICATION_REQUIRED", "X-API-Key: " + KEY);
            check(server, "/any", 200, "TOKEN root", token(settings, tokens, "user"));
            check(server, "/any", 200, "COOKIE alice", cookie(server));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_revoked_session_proves_nobody_at_once(Container container) throws Exception {
        HardeningSettings settings = settings(Map.of());
        Tokens tokens = tokens(settings);
        try (TestContainer server = start(container, settings, tokens)) {
            String token = token(settings, tokens, "user");
            String cookie = cookie(server);
            check(server, "/any", 200, "root", token);
            revocations.revokeSession("s1", clock.instant().plusSeconds(3600));
            check(server, "/any", 401, "TOKEN_INVALID", token);
            check(server, "/any", 200, "alice", cookie);
            revocations.revokeSubject("alice", clock.instant(), clock.instant().plusSeconds(90_000));
            check(server, "/any", 401, "AUTHENTICATION_REQUIRED", cookie);
        }
    }

    @ParameterizedTest
    @EnumSource
    void roles_and_tenants_are_asked_of_whoever_is_proved(Container container) throws Exception {
        HardeningSettings settings = settings(Map.of());
        Tokens tokens = tokens(settings);
        try (TestContainer server = start(container, settings, tokens)) {
            String user = token(settings, tokens, "user");
            String admin = token(settings, tokens, "admin");
            check(server, "/admin", 401, "AUTHENTICATION_REQUIRED");
            check(server, "/admin", 403, "PERMISSION_DENIED", user);
            check(server, "/admin", 200, "root", admin);
            check(server, "/flags", 403, "PERMISSION_DENIED", user);
            check(server, "/flags", 200, "root", admin);
            check(server, "/mine", 200, "of demo", user);
            check(server, "/mine", 403, "TENANT_NOT_ALLOWED", user, "X-Tenant-ID: other");
            check(server, "/selected", 400, "X-Tenant-ID", user);
            check(server, "/selected", 200, "of demo", user, "X-Tenant-ID: demo");
            check(server, "/selected", 400, "X-Tenant-ID", user, "X-Tenant-ID: demo", "X-Tenant-ID: demo");
            check(server, "/selected", 401, "AUTHENTICATION_REQUIRED", "X-Tenant-ID: demo");
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_only_stops_changes_before_anybody_is_asked_who_he_is(Container container) throws Exception {
        HardeningSettings settings = settings(Map.of("READ_ONLY_MODE", "true"));
        Tokens tokens = tokens(settings);
        try (TestContainer server = start(container, settings, tokens)) {
            check(server, "/any", 200, "root", token(settings, tokens, "user"));
            Response refused = RawHttp.request(server.port(), "POST", "/any", "", "X-Forwarded-Proto: https");
            assertEquals(503, refused.status());
            assertEquals("120", refused.header("Retry-After"));
            assertTrue(refused.text().contains("READ_ONLY"), refused.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_room_that_is_tried_out_opens_nothing_that_another_one_guards(Container container) throws Exception {
        for (String tried : List.of("TOKEN_MODE", "COOKIE_MODE", "API_KEY_MODE")) {
            HardeningSettings settings = settings(Map.of("API_KEYS", KEY, tried, "shadow"));
            try (TestContainer server = start(container, settings, tokens(settings))) {
                for (String path : List.of("/any", "/key", "/token", "/cookie")) {
                    check(server, path, 401, "AUTHENTICATION_REQUIRED");
                    assertEquals(
                            401,
                            ask(
                                            server,
                                            path,
                                            "X-API-Key: wrong",
                                            "Authorization: Bearer a.b.c",
                                            "Cookie: __Host-session=1")
                                    .status(),
                            tried + " " + path);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void where_all_are_tried_out_everybody_passes(Container container) throws Exception {
        HardeningSettings settings = settings(
                Map.of("API_KEYS", KEY, "API_KEY_MODE", "shadow", "TOKEN_MODE", "shadow", "COOKIE_MODE", "shadow"));
        try (TestContainer server = start(container, settings, tokens(settings))) {
            check(server, "/any", 200, "nobody");
            check(server, "/any", 200, "nobody", "X-API-Key: wrong", "Authorization: Bearer a.b.c");
            check(server, "/key", 200, "API_KEY", "X-API-Key: " + KEY);
        }
    }

    @Test
    void tokens_that_ask_another_store_than_the_filter_are_refused() {
        HardeningSettings settings = settings(Map.of());
        HardeningFilterBuilder filter = HardeningFilter.builder(settings)
                .services(services)
                .tokens(Tokens.builder(settings.tokens()).time(clock, clock).build())
                .revocations(revocations);
        assertThrows(IllegalArgumentException.class, filter::build);
    }
}
