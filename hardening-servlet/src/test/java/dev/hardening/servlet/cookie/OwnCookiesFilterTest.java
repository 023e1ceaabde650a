package dev.hardening.servlet.cookie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.cookie.OwnCookieSettings;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.ResolvingFilter;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OwnCookiesFilterTest {

    private static final Services SERVICES = Services.standard();

    /** Every way in which an application sets one cookie. */
    private static final Map<String, TestApp.Handler> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("/cookie", (request, response) -> response.addCookie(new Cookie("a", "b")));
        WAYS.put("/add", (request, response) -> response.addHeader("set-cookie", "a=b"));
        WAYS.put("/set", (request, response) -> response.setHeader("Set-Cookie", "a=b; Path=/x"));
        WAYS.put("/session", (request, response) -> request.getSession());
        WAYS.put(
                "/session-true", (request, response) -> request.getSession(true).setAttribute("a", "b"));
        WAYS.put("/renamed", (request, response) -> {
            request.getSession(true);
            request.changeSessionId();
        });
        WAYS.put(
                "/wrapped",
                (request, response) -> new HttpServletResponseWrapper(response).addCookie(new Cookie("a", "b")));
        WAYS.put("/wrapped-session", (request, response) -> new HttpServletRequestWrapper(request).getSession());
        WAYS.put("/flushed", (request, response) -> {
            response.addCookie(new Cookie("a", "b"));
            response.flushBuffer();
        });
        WAYS.put("/session-flushed", (request, response) -> {
            request.getSession();
            response.flushBuffer();
        });
        WAYS.put("/error", (request, response) -> {
            response.addCookie(new Cookie("a", "b"));
            response.sendError(418);
        });
        WAYS.put("/redirect", (request, response) -> {
            response.addHeader("Set-Cookie", "a=b");
            response.sendRedirect("/x");
        });
        WAYS.put("/after-reset", (request, response) -> {
            response.addCookie(new Cookie("lost", "b"));
            response.reset();
            response.addCookie(new Cookie("a", "b"));
        });
        WAYS.put(
                "/forward",
                (request, response) -> request.getRequestDispatcher("/cookie").forward(request, response));
        WAYS.put("/async", (request, response) -> request.startAsync().dispatch("/cookie"));
        WAYS.put("/thread", (request, response) -> {
            var async = request.startAsync();
            async.start(() -> {
                response.addCookie(new Cookie("a", "b"));
                async.complete();
            });
        });
    }

    private static TestApp app(TestApp app) {
        WAYS.forEach(app::servlet);
        return app.servlet("/several", (request, response) -> {
                    response.addHeader("Set-Cookie", "first=1; Secure; HttpOnly; SameSite=None");
                    Cookie second = new Cookie("second", "2");
                    second.setHttpOnly(true);
                    second.setAttribute("SameSite", "Strict");
                    response.addCookie(second);
                    request.getSession();
                    response.addHeader("Set-Cookie", "csrf=3");
                    response.addHeader("X-Other", "Set-Cookie");
                })
                .servlet("/replaced", (request, response) -> {
                    response.addCookie(new Cookie("lost", "1"));
                    response.setHeader("Set-Cookie", "kept=1");
                })
                .servlet("/none", (request, response) -> response.getWriter().print("none"));
    }

    private static TestContainer start(Container container, OwnCookieSettings.Builder settings) throws Exception {
        return app(TestApp.create()
                        .filter(new ResolvingFilter(SERVICES))
                        .filter(new OwnCookiesFilter(settings.build(), SERVICES), setup -> setup.everyDispatch()))
                .start(container);
    }

    /** The name of a cookie and its attributes among those that this is about, in order. */
    private static String brief(String setCookie) {
        TreeSet<String> found = new TreeSet<>();
        String[] parts = setCookie.split(";", -1);
        Stream.of(parts)
                .skip(1)
                .map(part -> part.trim().toLowerCase(Locale.ROOT))
                .filter(part -> part.equals("secure") || part.equals("httponly") || part.startsWith("samesite"))
                .forEach(found::add);
        return parts[0].substring(0, parts[0].indexOf('=')) + " " + String.join(" ", found);
    }

    private static List<String> cookies(Response response) {
        return response.values("Set-Cookie").stream()
                .map(OwnCookiesFilterTest::brief)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void every_way_to_set_a_cookie_sets_one_safe_one(Container container) throws Exception {
        try (TestContainer server = start(container, OwnCookieSettings.builder())) {
            List<String> wrong = new ArrayList<>();
            for (String way : WAYS.keySet()) {
                for (String scheme : List.of("http", "https")) {
                    Response response = RawHttp.get(server.port(), way, "Test-Scheme: " + scheme);
                    String name = way.contains("session") || way.equals("/renamed") ? "JSESSIONID" : "a";
                    String expected = name + " httponly samesite=lax" + (scheme.equals("https") ? " secure" : "");
                    if (!cookies(response).equals(List.of(expected))) {
                        wrong.add(way + " by " + scheme + ": " + response.values("Set-Cookie"));
                    }
                }
            }
            assertEquals(List.of(), wrong);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cookies_keep_their_order_and_what_the_application_said(Container container) throws Exception {
        try (TestContainer server = start(container, OwnCookieSettings.builder().scriptReadable("csrf"))) {
            Response several = RawHttp.get(server.port(), "/several", "Test-Scheme: https");
            assertEquals(
                    List.of(
                            "JSESSIONID httponly samesite=lax secure",
                            "csrf samesite=lax secure",
                            "first httponly samesite=none secure",
                            "second httponly samesite=strict secure"),
                    cookies(several).stream().sorted().toList());
            assertEquals("Set-Cookie", several.header("X-Other"));
            assertEquals(List.of("kept httponly samesite=lax"), cookies(RawHttp.get(server.port(), "/replaced")));
            assertEquals(List.of(), cookies(RawHttp.get(server.port(), "/none")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void two_filters_do_no_more_than_one_and_none_does_nothing(Container container) throws Exception {
        OwnCookieSettings on = OwnCookieSettings.builder().build();
        TestApp twice = app(
                TestApp.create().filter(new OwnCookiesFilter(on, SERVICES)).filter(new OwnCookiesFilter(on, SERVICES)));
        try (TestContainer server = twice.start(container)) {
            assertEquals(
                    List.of("a=b; HttpOnly; SameSite=Lax"),
                    RawHttp.get(server.port(), "/add").values("Set-Cookie"));
        }
        try (TestContainer server = start(container, OwnCookieSettings.builder().unsafeOff())) {
            assertEquals(List.of("a=b"), RawHttp.get(server.port(), "/add").values("Set-Cookie"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_named_by_web_xml_reads_its_init_params(Container container) throws Exception {
        TestApp good = app(TestApp.create()
                .filter(new OwnCookiesFilter(), setup -> setup.initParam("COOKIE_SCRIPT_READABLE", "a")));
        try (TestContainer server = good.start(container)) {
            assertEquals(List.of("a samesite=lax"), cookies(RawHttp.get(server.port(), "/cookie")));
        }
        TestApp bad = app(
                TestApp.create().filter(new OwnCookiesFilter(), setup -> setup.initParam("COOKIE_HARDEN", "maybe")));
        Exception refused = assertThrows(Exception.class, () -> bad.start(container));
        assertTrue(refused.toString().contains("COOKIE_HARDEN"), refused.toString());
    }
}
