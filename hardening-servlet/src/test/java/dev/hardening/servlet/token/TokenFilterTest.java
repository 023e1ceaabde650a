package dev.hardening.servlet.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.token.TokenIssuer;
import dev.hardening.core.token.TokenKeys;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.TokenSettingsBuilder;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.HandMadeToken;
import dev.hardening.testing.TokenAttacks;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenFilterTest {

    /** Containers take less than our own limit of 8 KiB for all fields together. */
    private static final int CONTAINER_LIMIT = 6000;

    private final FakeTicker time = new FakeTicker();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .ticker(time)
            .clock(time)
            .events(events::add)
            .routes(Routes.builder().add(Route.open("/open")).build())
            .build();

    private static TokenSettingsBuilder standard() {
        return TokenSettings.builder()
                .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", TokenAttacks.SECRET)))
                .issuer(TokenAttacks.ISSUER);
    }

    private static TestApp app(TestApp app) {
        TestApp.Handler whoami = (request, response) -> {
            Identity identity = RequestContext.of(request).identity();
            response.getWriter().print(identity == null ? "nobody" : identity.subject());
        };
        return app.servlet("/guarded", whoami)
                .servlet("/open", whoami)
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/guarded").forward(request, response));
    }

    private TestContainer start(Container container, TokenFilter filter) throws Exception {
        return app(TestApp.create().filter(filter, setup -> setup.everyDispatch()))
                .start(container);
    }

    private static String shown(RawHttp.Response answer) {
        String body = answer.text().replaceAll("\"request_?[iI]d\":\"[^\"]*\"", "\"request_id\":\"\"");
        return answer.status() + " " + answer.values("WWW-Authenticate") + " " + answer.header("Content-Type") + " "
                + answer.header("Cache-Control") + " " + body;
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void X_34_a_good_token_opens_guarded_routes_and_no_token_is_a_challenge(Container container) throws Exception {
        String bearer = "Authorization: Bearer " + TokenAttacks.good(time.instant());
        try (TestContainer server = start(container, new TokenFilter(standard().build(), services))) {
            assertEquals("alice", RawHttp.get(server.port(), "/guarded", bearer).text());
            assertEquals("alice", RawHttp.get(server.port(), "/forward", bearer).text());
            assertEquals("alice", RawHttp.get(server.port(), "/open", bearer).text());
            assertEquals("nobody", RawHttp.get(server.port(), "/open").text());
            assertEquals(404, RawHttp.get(server.port(), "/unknown", bearer).status());
            for (String path : List.of("/guarded", "/unknown", "/forward")) {
                RawHttp.Response missing = RawHttp.get(server.port(), path);
                assertEquals(401, missing.status());
                assertEquals("Bearer realm=\"api\"", missing.header("WWW-Authenticate"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void X_34_every_attack_gets_one_answer_to_the_byte_on_guarded_and_on_open_routes(Container container)
            throws Exception {
        TokenSettings settings = standard().build();
        Instant now = time.instant();
        String refresh = new TokenIssuer(settings, TokenKeys.of(settings, time))
                .refresh("alice", "s1", 0, "r1", now, now.plusSeconds(3600));
        Map<String, String> attacks = TokenAttacks.all(now, refresh);
        Set<String> answers = new TreeSet<>();
        int sent = 0;
        try (TestContainer server = start(container, new TokenFilter(settings, services))) {
            for (Map.Entry<String, String> attack : attacks.entrySet()) {
                String value = attack.getValue();
                if (value.length() < CONTAINER_LIMIT) {
                    sent++;
                    RawHttp.Response answer = RawHttp.get(server.port(), "/guarded", "Authorization: " + value);
                    assertEquals(401, answer.status(), attack.getKey());
                    answers.add(shown(answer));
                    answers.add(shown(RawHttp.get(server.port(), "/open", "Authorization: " + value)));
                }
            }
            String good = TokenAttacks.good(now);
            answers.add(shown(RawHttp.get(server.port(), "/open", "Authorization: " + good)));
            answers.add(shown(RawHttp.get(
                    server.port(), "/guarded", "Authorization: Bearer " + good, "Authorization: Bearer " + good)));
        }
        assertTrue(sent > 120, "sent " + sent);
        assertEquals(1, answers.size(), String.join("\n", answers));
        String answer = answers.iterator().next();
        assertTrue(
                answer.startsWith(
                        "401 [Bearer realm=\"api\", error=\"invalid_token\"] application/problem+json no-store"),
                answer);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_field_beyond_what_the_container_takes_never_reaches_the_application(Container container) throws Exception {
        try (TestContainer server = start(container, new TokenFilter(standard().build(), services))) {
            RawHttp.Response answer =
                    RawHttp.get(server.port(), "/guarded", "Authorization: Bearer " + "a".repeat(100_000));
            assertTrue(answer.status() >= 400 && answer.status() < 500, answer.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void tokens_in_query_and_form_are_none(Container container) throws Exception {
        String good = TokenAttacks.good(time.instant());
        try (TestContainer server = start(container, new TokenFilter(standard().build(), services))) {
            RawHttp.Response query = RawHttp.get(server.port(), "/guarded?access_token=" + good);
            assertEquals("Bearer realm=\"api\"", query.header("WWW-Authenticate"));
            RawHttp.Response form = RawHttp.request(
                    server.port(),
                    "POST",
                    "/guarded",
                    "access_token=" + good,
                    "Content-Type: application/x-www-form-urlencoded");
            assertEquals("Bearer realm=\"api\"", form.header("WWW-Authenticate"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void an_expired_token_says_so_and_nothing_more(Container container) throws Exception {
        String good = TokenAttacks.good(time.instant());
        try (TestContainer server = start(container, new TokenFilter(standard().build(), services))) {
            time.advance(Duration.ofSeconds(930));
            RawHttp.Response expired = RawHttp.get(server.port(), "/open", "Authorization: Bearer " + good);
            assertEquals(401, expired.status());
            assertEquals(
                    "Bearer realm=\"api\", error=\"invalid_token\", error_description=\"expired\"",
                    expired.header("WWW-Authenticate"));
            assertTrue(expired.text().contains("TOKEN_EXPIRED"), expired.text());
            assertFalse(expired.text().contains("alice"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_revoked_token_is_refused_at_once_and_a_store_that_is_down_is_503(Container container) throws Exception {
        AtomicReference<String> state = new AtomicReference<>("good");
        RevocationStore store = new RevocationStore() {
            @Override
            public void revokeToken(String tokenId, Instant until) {}

            @Override
            public void revokeSession(String session, Instant until) {}

            @Override
            public void revokeSubject(String subject, Instant moment, Instant until) {}

            @Override
            public boolean isRevoked(
                    @Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
                if ("down".equals(state.get())) {
                    throw new StoreUnavailableException("secret detail");
                }
                return "revoked".equals(state.get());
            }
        };
        String bearer = "Authorization: Bearer " + TokenAttacks.good(time.instant());
        try (TestContainer server = start(container, new TokenFilter(standard().build(), store, services))) {
            assertEquals(200, RawHttp.get(server.port(), "/guarded", bearer).status());
            state.set("revoked");
            assertEquals(401, RawHttp.get(server.port(), "/guarded", bearer).status());
            state.set("down");
            RawHttp.Response down = RawHttp.get(server.port(), "/open", bearer);
            assertEquals(503, down.status());
            assertEquals("1", down.header("Retry-After"));
            assertNull(down.header("WWW-Authenticate"));
            assertFalse(down.text().contains("secret detail"));
            assertEquals(
                    List.of(SecurityEventType.AUTHENTICATION_FAILED, SecurityEventType.STORE_FAILED),
                    events.stream().map(SecurityEvent::type).toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void watching_lets_everything_pass_and_says_what_it_would_refuse(Container container) throws Exception {
        try (TestContainer server =
                start(container, new TokenFilter(standard().shadow().build(), services))) {
            assertEquals(
                    "nobody",
                    RawHttp.get(server.port(), "/guarded", "Authorization: Bearer x")
                            .text());
            assertTrue(events.get(0).isShadow());
            assertEquals(
                    "alice",
                    RawHttp.get(server.port(), "/guarded", "Authorization: Bearer " + TokenAttacks.good(time.instant()))
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void off_looks_at_nothing(Container container) throws Exception {
        try (TestContainer server =
                start(container, new TokenFilter(standard().unsafeOff().build(), services))) {
            assertEquals(
                    "nobody",
                    RawHttp.get(server.port(), "/guarded", "Authorization: Bearer x")
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void E_63_the_plain_profile_takes_tokens_that_others_sign(Container container) throws Exception {
        TokenSettings plain = TokenSettings.builder()
                .profile(TokenProfile.PLAIN)
                .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", TokenAttacks.SECRET)))
                .build();
        long now = time.instant().getEpochSecond();
        String claims = "{\"sub\":\"alice\",\"type\":\"access\",\"jti\":\"j\",\"iat\":" + now + ",\"exp\":"
                + (now + 3600) + ",\"tenant\":\"demo\",\"roles\":[\"user\"]}";
        try (TestContainer server = start(container, new TokenFilter(plain, services))) {
            for (String header : List.of("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"alg\":\"HS256\"}")) {
                String token = HandMadeToken.hs256(TokenAttacks.SECRET, header, claims);
                assertEquals(
                        "alice",
                        RawHttp.get(server.port(), "/guarded", "Authorization: Bearer " + token)
                                .text());
                String refresh =
                        HandMadeToken.hs256(TokenAttacks.SECRET, header, claims.replace("\"access\"", "\"refresh\""));
                assertEquals(
                        401,
                        RawHttp.get(server.port(), "/guarded", "Authorization: Bearer " + refresh)
                                .status());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void X_09_a_filter_named_by_web_xml_reads_its_init_params_and_refuses_bad_ones(Container container)
            throws Exception {
        TestApp good = app(TestApp.create()
                .filter(
                        new TokenFilter(),
                        setup -> setup.initParam("NODE_ENV", "test")
                                .initParam("JWT_SECRET", TokenAttacks.SECRET)
                                .initParam("JWT_ISSUER", TokenAttacks.ISSUER)));
        Instant now = InstantSource.system().instant();
        try (TestContainer server = good.start(container)) {
            assertEquals(
                    "alice",
                    RawHttp.get(server.port(), "/guarded", "Authorization: Bearer " + TokenAttacks.good(now))
                            .text());
            assertEquals(401, RawHttp.get(server.port(), "/guarded").status());
        }
        TestApp inProduction = app(TestApp.create()
                .filter(
                        new TokenFilter(),
                        setup -> setup.initParam("NODE_ENV", "production")
                                .initParam("JWT_SECRET", TokenAttacks.SECRET)
                                .initParam("JWT_ISSUER", TokenAttacks.ISSUER)));
        Exception misplaced = assertThrows(Exception.class, () -> inProduction.start(container));
        assertTrue(misplaced.toString().contains("HRD-1010"), misplaced.toString());
        assertFalse(misplaced.toString().contains(TokenAttacks.SECRET));
        TestApp without = app(TestApp.create().filter(new TokenFilter()));
        Exception none = assertThrows(Exception.class, () -> without.start(container));
        assertTrue(none.toString().contains("HRD-1107"), none.toString());
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void a_filter_named_by_web_xml_asks_the_application_s_store_or_puts_one_there(Container container)
            throws Exception {
        String name = RevocationStore.class.getName();
        for (boolean given : new boolean[] {true, false}) {
            RevocationStore own = RevocationStore.inMemory(InstantSource.system(), 10);
            AtomicReference<ServletContext> context = new AtomicReference<>();
            TestApp app = app(TestApp.create()
                    .onStartup(started -> {
                        context.set(started);
                        if (given) {
                            started.setAttribute(name, own);
                        }
                    })
                    .filter(
                            new TokenFilter(),
                            setup -> setup.initParam("NODE_ENV", "test")
                                    .initParam("JWT_SECRET", TokenAttacks.SECRET)
                                    .initParam("JWT_ISSUER", TokenAttacks.ISSUER)));
            Instant now = InstantSource.system().instant();
            String bearer = "Authorization: Bearer " + TokenAttacks.good(now);
            try (TestContainer server = app.start(container)) {
                assertEquals(200, RawHttp.get(server.port(), "/guarded", bearer).status());
                RevocationStore store = assertInstanceOf(
                        RevocationStore.class,
                        Objects.requireNonNull(context.get()).getAttribute(name));
                assertEquals(given, store.equals(own));
                store.revokeSubject("alice", now.plusSeconds(60), now.plusSeconds(3600));
                assertEquals(401, RawHttp.get(server.port(), "/guarded", bearer).status());
            }
        }
    }
}
