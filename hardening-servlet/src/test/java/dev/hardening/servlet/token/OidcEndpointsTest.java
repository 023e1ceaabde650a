package dev.hardening.servlet.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.cookie.Sessions;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.net.Origin;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.token.OidcAnswer;
import dev.hardening.core.token.OidcLogins;
import dev.hardening.core.token.OidcSettings;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeIssuer;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.IssuerKey;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.ResolvingFilter;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guide row E-57 through real containers: what a browser sends and is told. */
@Timeout(60)
class OidcEndpointsTest {

    private static final IssuerKey KEY = IssuerKey.make("ES256", "one");
    private static final String ORIGIN = "https://app.example.org";
    private static final String CLEARED = "__Host-oidc-login=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax";

    private final FakeTicker ticker = new FakeTicker();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Services services = Services.builder()
            .clock(ticker)
            .events(events::add)
            .routes(Routes.builder().add(Route.open("/**")).build())
            .build();
    private OidcLanding landing = (login, request, response) -> {
        response.addHeader("Set-Cookie", "session=" + login.caller().subject());
        OidcEndpoints.goOn(login, response);
    };
    private FakeIssuer issuer;
    private OidcSettings settings;
    private OidcLogins logins;

    @BeforeEach
    void open() throws IOException {
        issuer = new FakeIssuer(ticker);
        issuer.publish(KEY);
        Secret secret = Secret.ofUtf8("OIDC_CLIENT_SECRET", FakeIssuer.CLIENT_SECRET);
        settings = OidcSettings.builder(issuer.url(), FakeIssuer.CLIENT_ID, secret, Origin.parse(ORIGIN))
                .unsafeLoopbackHttp()
                .build();
        logins = OidcLogins.builder(settings)
                .time(ticker, ticker)
                .events(events::add)
                .build();
    }

    @AfterEach
    void close() {
        end.countDown();
        logins.close();
        issuer.close();
    }

    private TestContainer start(Container container) throws Exception {
        return TestApp.create()
                .filter(new ResolvingFilter(services))
                .servlet(
                        "/auth/login",
                        (request, response) -> endpoints().start().service(request, response))
                .servlet(
                        "/auth/callback",
                        (request, response) -> endpoints().callback().service(request, response))
                .start(container);
    }

    private OidcEndpoints endpoints() {
        return OidcEndpoints.of(logins, (login, request, response) -> landing.land(login, request, response));
    }

    private static String location(Response response) {
        return Objects.requireNonNull(response.header("Location"), response.toString());
    }

    /** The cookie as a browser sends it. */
    private static String cookie(Response response) {
        String set = Objects.requireNonNull(response.header("Set-Cookie"), response.toString());
        return "Cookie: " + set.substring(0, set.indexOf(';'));
    }

    private static Response begin(TestContainer server) {
        Response response = RawHttp.get(server.port(), "/auth/login?return=%2Fboard%3Ftab%3D1", "Host: evil.example");
        assertEquals(302, response.status(), response::toString);
        return response;
    }

    private String query(Response begun) {
        return "/auth/callback?" + issuer.login(location(begun), "dora");
    }

    private void assertRefused(Response response, int status, String code) {
        assertEquals(status, response.status(), response::toString);
        assertTrue(response.text().contains("\"" + code + "\""), response::text);
        assertNull(response.header("Location"));
        assertEquals(List.of(CLEARED), response.values("Set-Cookie"), "the log-in is over");
        assertEquals("no-store", response.header("Cache-Control"));
    }

    private SecurityEvent last() {
        return events.get(events.size() - 1);
    }

    @ParameterizedTest
    @EnumSource
    void E_57_a_browser_logs_in_and_comes_back_where_it_was(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Response begun = begin(server);
            assertTrue(location(begun).startsWith(issuer.url() + "/authorize?"), () -> location(begun));
            assertTrue(location(begun).contains("redirect_uri=https%3A%2F%2Fapp.example.org%2Fauth%2Fcallback&"));
            assertEquals("no-store", begun.header("Cache-Control"));
            assertEquals(0, begun.body().length);
            Response landed = RawHttp.get(server.port(), query(begun), cookie(begun), "Host: evil.example");
            assertEquals(303, landed.status(), landed::toString);
            assertEquals(ORIGIN + "/board?tab=1", location(landed));
            assertEquals(List.of(CLEARED, "session=dora"), landed.values("Set-Cookie"));
            assertEquals("no-store", landed.header("Cache-Control"));
            assertEquals(SecurityEventType.AUTHENTICATION_SUCCEEDED, last().type());
            assertEquals("dora", last().subject());
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_57_a_callback_that_was_tampered_with_is_one_and_the_same_400(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Response begun = begin(server);
            Response other = begin(server);
            String good = query(begun);
            String mine = cookie(begun);
            String[][] cases = {
                {good},
                {good, cookie(other)},
                {good, mine + "A"},
                {good, mine.replace("=", "=A")},
                {good, mine, mine},
                {good, mine + "; " + mine.substring("Cookie: ".length())},
                {good, mine.replace("__Host-", "")},
                {good.replace("state=", "state=A"), mine},
                {good.replace("state=", "x="), mine},
                {good + "&state=b", mine},
                {good.replace("code=", "x="), mine},
                {good.replace("code=", "code=x"), mine},
                {good + "&code=code-2", mine},
                {good + "&error=access_denied&error_description=%3Cscript%3E", mine},
                {good + "&iss=https%3A%2F%2Fevil.example", mine},
                {"/auth/callback", mine},
                {"/auth/callback?", mine},
                {good + "&x=%FF", mine},
                {good.replace("code=", "code=" + "a".repeat(4097)), mine},
            };
            String told = null;
            for (String[] one : cases) {
                String[] headers = List.of(one).subList(1, one.length).toArray(String[]::new);
                Response response = RawHttp.get(server.port(), one[0], headers);
                assertRefused(response, 400, "OIDC_CALLBACK_INVALID");
                assertEquals(SecurityEventType.AUTHENTICATION_FAILED, last().type(), one[0]);
                told = told == null ? response.text() : told;
                assertEquals(told, response.text(), one[0]);
            }
            assertEquals(303, RawHttp.get(server.port(), good, mine).status());
            assertRefused(RawHttp.get(server.port(), good, mine), 400, "OIDC_CALLBACK_INVALID");
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_57_a_log_in_that_took_too_long_or_is_anothers_is_400(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Response begun = begin(server);
            String good = query(begun);
            ticker.advance(Duration.ofMinutes(10));
            assertRefused(RawHttp.get(server.port(), good, cookie(begun)), 400, "OIDC_CALLBACK_INVALID");
            issuer.claims(text -> text.replaceFirst("\"nonce\":\"[^\"]*\"", "\"nonce\":\"of another log-in\""));
            Response again = begin(server);
            assertRefused(RawHttp.get(server.port(), query(again), cookie(again)), 400, "OIDC_CALLBACK_INVALID");
            assertTrue(String.valueOf(last().detail()).contains("KIND"), "the log says why");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_GET_alone_logs_in(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            Response begun = begin(server);
            String good = query(begun);
            for (String method : List.of("POST", "HEAD", "PUT", "DELETE", "OPTIONS")) {
                for (String path : List.of(good, "/auth/login")) {
                    Response response = RawHttp.request(server.port(), method, path, "", cookie(begun));
                    assertEquals(405, response.status(), method);
                    assertEquals("GET", response.header("Allow"));
                    assertEquals(List.of(), response.values("Set-Cookie"));
                }
            }
            assertEquals(List.of(), issuer.redeemed());
            Response form = RawHttp.request(
                    server.port(),
                    "GET",
                    "/auth/callback",
                    good.substring(good.indexOf('?') + 1),
                    cookie(begun),
                    "Content-Type: application/x-www-form-urlencoded");
            assertRefused(form, 400, "OIDC_CALLBACK_INVALID");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_way_back_that_leads_elsewhere_is_refused(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            for (String path : List.of(
                    "https%3A%2F%2Fevil.example",
                    "%2F%2Fevil.example",
                    "//evil.example",
                    "%2F%5Cevil.example",
                    "/%252Fevil.example",
                    "%2F%09%2Fevil.example",
                    "%2Fa%0d%0aSet-Cookie%3A%20a%3Db",
                    "javascript%3Aalert(1)",
                    "",
                    "/a&return=/b",
                    "%FF")) {
                Response response = RawHttp.get(server.port(), "/auth/login?return=" + path);
                assertEquals(400, response.status(), path);
                assertNull(response.header("Location"));
                assertNull(response.header("Set-Cookie"));
                assertFalse(response.text().contains("evil"), response::text);
                assertEquals(SecurityEventType.INPUT_REFUSED, last().type());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_57_an_issuer_that_is_down_slow_or_broken_is_503_with_Retry_After(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            List<FakeIssuer.Handler> broken = List.of(
                    exchange -> FakeIssuer.answer(exchange, 500, "{\"error\":\"invalid_grant\"}"),
                    exchange -> FakeIssuer.answer(exchange, 200, "<html>"),
                    exchange -> FakeIssuer.answer(exchange, 200, "{\"x\":\"" + "x".repeat(60_000) + "\"}"),
                    exchange -> {
                        exchange.getResponseHeaders().set("Location", issuer.url() + "/keys");
                        FakeIssuer.answer(exchange, 302, "");
                    });
            for (FakeIssuer.Handler handler : broken) {
                issuer.tokenEndpoint(handler);
                Response begun = begin(server);
                Response response = RawHttp.get(server.port(), query(begun), cookie(begun));
                assertRefused(response, 503, "STORE_UNAVAILABLE");
                assertEquals("5", response.header("Retry-After"));
                assertEquals(SecurityEventType.STORE_FAILED, last().type());
            }
            Response begun = begin(server);
            String good = query(begun);
            issuer.close();
            assertRefused(RawHttp.get(server.port(), good, cookie(begun)), 503, "STORE_UNAVAILABLE");
        }
    }

    /** Issuers put hundreds of groups into tokens; a browser keeps 4096 bytes. */
    @ParameterizedTest
    @EnumSource
    void E_57_a_user_with_more_roles_than_a_session_holds_is_refused_with_a_code(Container container) throws Exception {
        Sessions sessions = new Sessions(
                CookieSettings.builder()
                        .key(Secret.ofUtf8("SESSION_SECRET", "b71f0e5d9c3a482e61d7f40a95c8e23b"))
                        .build(),
                RevocationStore.inMemory(ticker, 100),
                ticker);
        landing = (login, request, response) -> {
            response.addHeader("Set-Cookie", sessions.setCookie(sessions.start(login.caller()), true));
            OidcEndpoints.goOn(login, response);
        };
        try (TestContainer server = start(container)) {
            for (int length : List.of(30, 60)) {
                String roles = IntStream.range(10, 70)
                        .mapToObj(number -> "\"" + "r".repeat(length - 2) + number + "\"")
                        .collect(Collectors.joining(",", ",\"roles\":[", "]}"));
                issuer.claims(claims -> claims.substring(0, claims.length() - 1) + roles);
                Response begun = begin(server);
                Response response = RawHttp.get(server.port(), query(begun), cookie(begun));
                if (length == 30) {
                    assertEquals(303, response.status(), response::toString);
                } else {
                    assertRefused(response, 403, "SESSION_TOO_LARGE");
                    assertEquals(SecurityEventType.ACCESS_DENIED, last().type());
                    assertEquals(RefusalCode.SESSION_TOO_LARGE, last().code());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_exception_of_the_landing_is_thrown(Container container) throws Exception {
        landing = (login, request, response) -> {
            throw new IllegalArgumentException("of the application");
        };
        try (TestContainer server = start(container)) {
            Response begun = begin(server);
            assertEquals(
                    500, RawHttp.get(server.port(), query(begun), cookie(begun)).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void E_57_an_issuer_that_hangs_is_503_in_bounded_time(Container container) throws Exception {
        try (TestContainer server = start(container);
                OidcLogins hasty = OidcLogins.builder(settings)
                        .time(ticker, ticker)
                        .answerWithin(Duration.ofMillis(200))
                        .build()) {
            // However slow the machine is, it has heard what the issuer says of itself.
            for (int i = 0; i < 50 && hasty.start(null) instanceof OidcAnswer.Refused; i++) {
                ticker.advance(Duration.ofSeconds(5));
            }
            Response begun = begin(server);
            String good = query(begun);
            issuer.tokenEndpoint(exchange -> hang());
            OidcLogins patient = logins;
            logins = hasty;
            assertRefused(RawHttp.get(server.port(), good, cookie(begun)), 503, "STORE_UNAVAILABLE");
            logins = patient;
        }
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_log_in_is_over_whatever_the_application_does_with_it(Container container) throws Exception {
        try (TestContainer server = start(container)) {
            landing = (login, request, response) -> {
                throw new StoreUnavailableException("down");
            };
            Response begun = begin(server);
            assertRefused(RawHttp.get(server.port(), query(begun), cookie(begun)), 503, "STORE_UNAVAILABLE");
            landing = (login, request, response) -> {
                response.reset();
                response.setStatus(403);
            };
            Response again = begin(server);
            Response response = RawHttp.get(server.port(), query(again), cookie(again));
            assertEquals(403, response.status());
            assertEquals(CLEARED, response.header("Set-Cookie"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_landing_sees_the_request(Container container) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        landing = (login, request, response) -> {
            seen.add(request.getMethod() + " " + request.getRequestURI());
            assertNotNull(request.getHeader("X-Mine"));
            OidcEndpoints.goOn(login, response);
        };
        try (TestContainer server = start(container)) {
            Response begun = begin(server);
            assertEquals(
                    303,
                    RawHttp.get(server.port(), query(begun), cookie(begun), "X-Mine: 1")
                            .status());
        }
        assertEquals(List.of("GET /auth/callback"), seen);
    }
}
