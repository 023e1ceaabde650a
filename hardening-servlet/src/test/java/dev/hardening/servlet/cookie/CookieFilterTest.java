package dev.hardening.servlet.cookie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.Secret;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.FakeRevocations;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.ResolvingFilter;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CookieFilterTest {

    private static final String FIRST = "b71f0e5d9c3a482e61d7f40a95c8e23bd0f6175c8a9e43b2d7105f6c";
    private static final String SECOND = "0c94d1e7a2f85b36c0d4e9f17a6b825347ae10d9e5b8f2036c7d4a19";
    private static final Account ALICE =
            Account.named("alice").tenant("demo").role("admin").build();
    private static final String STRICT = "; Max-Age=86400; Path=/; Secure; HttpOnly; SameSite=Strict";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final FakeTicker clock = new FakeTicker();
    private final FakeRevocations revocations = new FakeRevocations();
    private final Services services = Services.builder()
            .events(events::add)
            .clock(clock)
            .ticker(clock)
            .routes(Routes.builder()
                    .add(Route.open("/login"))
                    .add(Route.open("/open"))
                    .build())
            .build();

    private static CookieSettings.Builder settings() {
        return CookieSettings.builder().key(Secret.ofUtf8("SESSION_SECRET", FIRST));
    }

    private TestContainer start(Container container, CookieSettings.Builder settings) throws Exception {
        CookieFilter filter = new CookieFilter(settings.build(), revocations, services);
        return app(TestApp.create()
                        .filter(new ResolvingFilter(services))
                        .filter(filter, setup -> setup.everyDispatch()))
                .start(container);
    }

    private static TestApp app(TestApp app) {
        TestApp.Handler whoami = (request, response) -> {
            Identity identity = RequestContext.of(request).identity();
            response.getWriter().print(identity == null ? "nobody" : identity.subject() + " " + identity.roles());
        };
        return app.servlet("/guarded", whoami)
                .servlet("/open", whoami)
                .servlet("/login", (request, response) -> {
                    SessionCookies.of(request).start(request, ALICE);
                    response.getWriter().print("in");
                })
                .servlet("/logout", (request, response) -> {
                    SessionCookies.of(request).end(request);
                    response.getWriter().print("out");
                })
                .servlet("/promote", (request, response) -> {
                    Identity caller = RequestContext.of(request).identity();
                    SessionCookies.of(request).start(request, Objects.requireNonNull(caller));
                    SessionCookies.of(request).start(request, Objects.requireNonNull(caller));
                })
                .servlet("/late", (request, response) -> {
                    response.flushBuffer();
                    try {
                        SessionCookies.of(request).start(request, ALICE);
                    } catch (IllegalStateException late) {
                        response.getWriter().print("late");
                    }
                })
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/guarded").forward(request, response))
                .servlet("/async", (request, response) -> request.startAsync().dispatch("/guarded"));
    }

    private static String login(TestContainer server) {
        Response answer = RawHttp.request(server.port(), "POST", "/login", "", "Test-Scheme: https");
        assertEquals(200, answer.status());
        return only(answer);
    }

    private static String only(Response answer) {
        assertEquals(1, answer.values("Set-Cookie").size(), answer.toString());
        return answer.values("Set-Cookie").get(0);
    }

    private static String pair(String setCookie) {
        return setCookie.substring(0, setCookie.indexOf(';'));
    }

    private static Response get(TestContainer server, String path, String... cookies) {
        List<String> headers = new ArrayList<>(List.of("Test-Scheme: https"));
        for (String cookie : cookies) {
            headers.add("Cookie: " + cookie);
        }
        return RawHttp.get(server.port(), path, headers.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void C7_a_log_in_sets_exactly_this_cookie_and_it_opens_guarded_routes(Container container) throws Exception {
        try (TestContainer server = start(container, settings())) {
            String setCookie = login(server);
            assertTrue(setCookie.startsWith("__Host-session=1."), setCookie);
            assertEquals(STRICT, setCookie.substring(setCookie.indexOf(';')));
            for (String path : List.of("/guarded", "/open", "/forward", "/async")) {
                Response answer = get(server, path, "a=b; " + pair(setCookie) + "; c=\"d");
                assertEquals("alice [admin]", answer.text(), path);
                assertEquals(List.of(), answer.values("Set-Cookie"));
            }
            Response without = get(server, "/guarded");
            assertEquals(401, without.status());
            assertEquals("Cookie realm=\"session\"", without.header("WWW-Authenticate"));
            assertTrue(without.text().contains("AUTHENTICATION_REQUIRED"), without.text());
            assertEquals("nobody", get(server, "/open").text());
            assertEquals(401, get(server, "/unknown").status());
            assertEquals(
                    List.of(
                            SecurityEventType.SESSION_STARTED,
                            SecurityEventType.AUTHENTICATION_FAILED,
                            SecurityEventType.AUTHENTICATION_FAILED),
                    events.stream().map(SecurityEvent::type).toList());
            assertFalse(events.toString().contains(pair(setCookie)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_36_the_name_and_same_site_can_be_others_and_development_has_no_secure(Container container) throws Exception {
        try (TestContainer server =
                start(container, settings().name("admin_session").unsafeOverPlainHttp())) {
            String setCookie = only(RawHttp.request(server.port(), "POST", "/login", ""));
            assertTrue(setCookie.startsWith("admin_session=1."), setCookie);
            assertEquals(
                    "; Max-Age=86400; Path=/; HttpOnly; SameSite=Strict", setCookie.substring(setCookie.indexOf(';')));
            assertEquals(
                    "alice [admin]",
                    RawHttp.get(server.port(), "/guarded", "Cookie: " + pair(setCookie))
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void V_37_a_bad_cookie_proves_nobody_is_told_and_never_fails(Container container) throws Exception {
        try (TestContainer server = start(container, settings())) {
            String good = pair(login(server));
            int mac = good.length() - 2;
            String changed = good.substring(0, mac) + (good.charAt(mac) == 'A' ? 'B' : 'A') + good.substring(mac + 1);
            String[][] attempts = {
                {"__Host-session=authenticated"},
                {"__Host-session="},
                {changed},
                {good + "x"},
                {"__Host-session=\"" + good.substring("__Host-session=".length()) + "\""},
                {good.replace("__Host-session=1.", "__Host-session=2.")},
                {good + "; " + good},
                {good, good},
                {"__Host-session=x; " + good},
                {good, "__Host-session=x"},
                {"__Host-session=" + "x".repeat(5000)},
                {"__Host-session=" + "1.".repeat(1500)},
                {"__Host-session=\u00e9.\u00ff"},
            };
            events.clear();
            for (String[] cookies : attempts) {
                int before = events.size();
                Response open = get(server, "/open", cookies);
                assertEquals("200 nobody", open.status() + " " + open.text(), String.join(" | ", cookies));
                assertEquals(before + 1, events.size());
                assertTrue(events.get(before).detail().contains("session cookie"));
                assertEquals(401, get(server, "/guarded", cookies).status());
            }
            assertEquals(
                    401,
                    get(server, "/guarded", good.replace("__Host-session", "session"))
                            .status());
            clock.advance(Duration.ofHours(24));
            assertEquals(401, get(server, "/guarded", good).status());
            assertEquals(
                    "an expired session cookie", events.get(events.size() - 2).detail());
        }
    }

    @ParameterizedTest
    @EnumSource
    void C8_a_log_out_ends_every_copy_and_takes_the_cookie_away(Container container) throws Exception {
        try (TestContainer server = start(container, settings())) {
            String copy = pair(login(server));
            String other = pair(login(server));
            Response out = get(server, "/logout", copy);
            assertEquals("__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict", only(out));
            assertEquals(401, get(server, "/guarded", copy).status());
            assertEquals("alice [admin]", get(server, "/guarded", other).text());
            assertEquals(
                    "a revoked session cookie",
                    events.stream()
                            .map(SecurityEvent::detail)
                            .filter(text -> !text.isEmpty())
                            .findFirst()
                            .orElse(""));
            assertTrue(events.stream().anyMatch(event -> event.type() == SecurityEventType.SESSION_ENDED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void C9_a_log_in_over_a_session_gives_a_new_one_and_ends_the_old(Container container) throws Exception {
        try (TestContainer server = start(container, settings())) {
            String planted = pair(login(server));
            Response answer =
                    RawHttp.request(server.port(), "POST", "/login", "", "Test-Scheme: https", "Cookie: " + planted);
            String fresh = pair(only(answer));
            assertNotEquals(planted, fresh);
            assertEquals(401, get(server, "/guarded", planted).status());
            assertEquals("alice [admin]", get(server, "/guarded", fresh).text());
            // Two in one answer are one cookie, the last.
            String promoted = pair(only(get(server, "/promote", fresh)));
            assertEquals(401, get(server, "/guarded", fresh).status());
            assertEquals("alice [admin]", get(server, "/guarded", promoted).text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void C5_a_cookie_of_the_old_key_is_set_anew_on_guarded_routes(Container container) throws Exception {
        String old;
        try (TestContainer server = start(container, settings())) {
            old = pair(login(server));
        }
        clock.advance(Duration.ofHours(2));
        Secret second = Secret.ofUtf8("SESSION_SECRET", SECOND);
        CookieSettings.Builder both =
                CookieSettings.builder().key(second).previous(List.of(Secret.ofUtf8("SESSION_SECRET", FIRST)));
        String renewed;
        try (TestContainer server = start(container, both)) {
            assertEquals(List.of(), get(server, "/open", old).values("Set-Cookie"));
            Response answer = get(server, "/guarded", old);
            assertEquals("alice [admin]", answer.text());
            renewed = only(answer);
            assertTrue(renewed.contains("; Max-Age=79200; "), renewed);
            assertEquals(List.of(), get(server, "/guarded", pair(renewed)).values("Set-Cookie"));
            // The one of the log-out counts, and not the one that is set anew.
            assertTrue(only(get(server, "/logout", old)).startsWith("__Host-session=;"));
            assertEquals(401, get(server, "/guarded", pair(renewed)).status());
        }
        try (TestContainer server = start(container, CookieSettings.builder().key(second))) {
            assertEquals(401, get(server, "/guarded", old).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_is_down_is_503_for_sessions_and_nothing_for_others(Container container) throws Exception {
        try (TestContainer server = start(container, settings())) {
            String cookie = pair(login(server));
            revocations.down(true);
            for (String path : List.of("/guarded", "/open")) {
                Response answer = get(server, path, cookie);
                assertEquals(503, answer.status());
                assertEquals("5", answer.header("Retry-After"));
            }
            assertEquals("nobody", get(server, "/open").text());
            assertEquals(401, get(server, "/guarded").status());
            assertTrue(events.stream().anyMatch(event -> event.type() == SecurityEventType.STORE_FAILED));
            revocations.down(false);
            assertEquals("alice [admin]", get(server, "/guarded", cookie).text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void watching_lets_everything_pass_and_off_asks_nobody(Container container) throws Exception {
        try (TestContainer server = start(container, settings().enforcement(Enforcement.SHADOW))) {
            String cookie = pair(login(server));
            assertEquals("nobody", get(server, "/guarded", "__Host-session=x").text());
            assertTrue(events.get(events.size() - 1).isShadow());
            assertEquals("alice [admin]", get(server, "/guarded", cookie).text());
        }
        events.clear();
        try (TestContainer server = start(container, settings().enforcement(Enforcement.OFF))) {
            assertEquals("nobody", get(server, "/guarded", "__Host-session=x").text());
            assertEquals(List.of(), events);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_session_that_begins_after_the_answer_fails_instead_of_being_lost(Container container) throws Exception {
        try (TestContainer server = start(container, settings())) {
            assertEquals("late", get(server, "/late", pair(login(server))).text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void X_09_a_filter_named_by_web_xml_reads_its_init_params_and_refuses_bad_ones(
            Container container, @TempDir Path folder) throws Exception {
        File secret = Files.writeString(folder.resolve("secret"), FIRST).toFile();
        TestApp good = app(TestApp.create()
                .onStartup(context -> {
                    context.setAttribute(RevocationStore.class.getName(), revocations);
                    context.setAttribute(Services.ATTRIBUTE, services);
                })
                .filter(
                        new CookieFilter(),
                        setup -> setup.initParam("NODE_ENV", "production")
                                .initParam("COOKIE_NAME", "sid")
                                .initParam("SESSION_SECRET_FILE", secret.getPath())));
        try (TestContainer server = good.start(container)) {
            String cookie = pair(only(RawHttp.request(server.port(), "POST", "/login", "")));
            assertTrue(cookie.startsWith("sid=1."), cookie);
            assertEquals(
                    "alice [admin]",
                    RawHttp.get(server.port(), "/guarded", "Cookie: " + cookie).text());
            assertEquals(401, RawHttp.get(server.port(), "/guarded").status());
        }
        TestApp misplaced = app(TestApp.create()
                .filter(
                        new CookieFilter(),
                        setup -> setup.initParam("NODE_ENV", "production").initParam("SESSION_SECRET", FIRST)));
        Exception refused = assertThrows(Exception.class, () -> misplaced.start(container));
        assertTrue(refused.toString().contains("HRD-1010"), refused.toString());
        assertFalse(refused.toString().contains(FIRST));
        TestApp without = app(TestApp.create().filter(new CookieFilter()));
        Exception none = assertThrows(Exception.class, () -> without.start(container));
        assertTrue(none.toString().contains("SESSION_SECRET"), none.toString());
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_named_by_web_xml_puts_a_store_into_an_application_that_has_none(Container container)
            throws Exception {
        AtomicReference<ServletContext> context = new AtomicReference<>();
        CookieFilter first = new CookieFilter();
        CookieFilter second = new CookieFilter();
        TestApp alone = app(TestApp.create()
                .onStartup(started -> {
                    context.set(started);
                    started.setAttribute(Services.ATTRIBUTE, services);
                })
                .filter(
                        first,
                        setup -> setup.initParam("NODE_ENV", "test")
                                .initParam("COOKIE_NAME", "sid")
                                .initParam("SESSION_SECRET", FIRST))
                .filter(
                        second,
                        setup -> setup.initParam("NODE_ENV", "test")
                                .initParam("COOKIE_NAME", "sid")
                                .initParam("SESSION_SECRET", FIRST)));
        try (TestContainer server = alone.start(container)) {
            String cookie = "Cookie: " + pair(only(RawHttp.request(server.port(), "POST", "/login", "")));
            assertEquals(
                    "alice [admin]",
                    RawHttp.get(server.port(), "/guarded", cookie).text());
            RevocationStore store = assertInstanceOf(
                    RevocationStore.class,
                    Objects.requireNonNull(context.get()).getAttribute(RevocationStore.class.getName()));
            assertEquals(
                    "out",
                    RawHttp.request(server.port(), "POST", "/logout", "", cookie)
                            .text());
            assertEquals(401, RawHttp.get(server.port(), "/guarded", cookie).status());
            String other = "Cookie: " + pair(only(RawHttp.request(server.port(), "POST", "/login", "")));
            assertEquals(200, RawHttp.get(server.port(), "/guarded", other).status());
            Instant now = services.clock().instant();
            store.revokeSubject("alice", now.plusSeconds(60), now.plusSeconds(3600));
            assertEquals(401, RawHttp.get(server.port(), "/guarded", other).status());
        }
    }
}
