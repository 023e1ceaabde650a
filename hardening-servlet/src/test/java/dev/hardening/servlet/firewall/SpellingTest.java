package dev.hardening.servlet.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.firewall.FirewallSettings;
import dev.hardening.core.request.PathAllowance;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.PathReading;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a path is spelled, it meets the rule of the path that the application serves, or none of it is served. */
class SpellingTest {

    /** Spellings of the guarded path that have one meaning: they meet its rule. */
    private static final List<String> PLAIN = List.of(
            "/admin/secret",
            "/%61dmin/secret",
            "/admin/%73ecret",
            "/%61%64%6d%69%6e/%73%65%63%72%65%74",
            "/%61%64%6D%69%6E/secret",
            "/admin/secret?x=/../open",
            "/admin/secret?");

    /** Spellings that some reader takes for the guarded path: refused, whatever the container makes of them. */
    private static final List<String> REFUSED = List.of(
            "//admin/secret",
            "///admin/secret",
            "/admin//secret",
            "/admin/secret//",
            "/./admin/secret",
            "/admin/./secret",
            "/admin/secret/.",
            "/open/../admin/secret",
            "/admin/x/../secret",
            "/open/..//admin/secret",
            "/../admin/secret",
            "/admin/../admin/secret",
            "/%2e/admin/secret",
            "/admin/%2e/secret",
            "/open/%2e%2e/admin/secret",
            "/open/.%2e/admin/secret",
            "/open/%2E./admin/secret",
            "/open/..;/admin/secret",
            "/open/..;x=y/admin/secret",
            "/open/.%2e;/admin/secret",
            "/open/..%3b/admin/secret",
            "/;/admin/secret",
            "/;x/admin/secret",
            "/admin;/secret",
            "/admin;x=1/secret",
            "/admin/secret;",
            "/admin/secret;jsessionid=1",
            "/admin/secret;.css",
            "/admin/;/secret",
            "/admin%3b/secret",
            "/admin%2fsecret",
            "/admin%2Fsecret",
            "/%2fadmin/secret",
            "/open/..%2fadmin/secret",
            "/open%2f..%2fadmin%2fsecret",
            "/open/%2e%2e%2fadmin/secret",
            "/admin%5csecret",
            "/admin\\secret",
            "/open/..%5cadmin/secret",
            "/open/..\\admin/secret",
            "/admin/secret%00",
            "/admin/secret%00.css",
            "/admin%00/secret",
            "/admin/secret%0a",
            "/admin%0d%0a/secret",
            "/admin/secret%09",
            "/admin/secret%7f",
            "/admin/secret%C2%85",
            "/admin/secret%E2%80%A8",
            "/admin/secret%2",
            "/admin/secret%",
            "/admin/%zzsecret",
            "/%u0061dmin/secret",
            "/admin%c0%afsecret",
            "/open/%c0%ae%c0%ae/admin/secret",
            "/%e0%81%a1dmin/secret",
            "/%C1%A1dmin/secret",
            "/admin/secret%ff",
            "/admin/secret%ed%a0%80",
            "/%2561dmin/secret",
            "/open/%252e%252e/admin/secret",
            "/admin%252fsecret",
            "/admin%255csecret",
            "/open/%25%32%65%25%32%65/admin/secret",
            "/admin%EF%BC%8Fsecret",
            "/open/%EF%BC%8E%EF%BC%8E/admin/secret",
            "/open/\u00c0\u00ae\u00c0\u00ae/admin/secret",
            "/admin/secret\u00ff",
            "/open/...//admin/secret",
            "/open/.../admin/secret",
            "/admin/secret/..;/secret",
            "\\admin\\secret",
            "admin/secret");

    /** Names that only look like the guarded one. Nobody serves them; the strictest rule meets them. */
    private static final List<String> OTHERS = List.of(
            "/ADMIN/secret",
            "/Admin/Secret",
            "/admin%20/secret",
            "/admin./secret",
            "/%20admin/secret",
            "/admin%EF%BC%85/secret",
            "/%EF%BD%81dmin/secret",
            "/adm%C4%B1n/secret");

    private final Services services = Services.builder()
            .events(event -> {})
            .routes(Routes.builder()
                    .add(Route.open("/**"))
                    .add(Route.open("/open/**"))
                    .add(Route.guarded("/admin/**"))
                    .add(Route.guarded("/page.do"))
                    .build())
            .build();

    /** Stands where a credential would be asked for. */
    private static final class Guard extends RoomFilter<Refusal> {
        private static final Refusal REFUSAL =
                Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED).build();

        Guard(Services services) {
            super(REFUSAL, services);
        }

        @Override
        protected Refusal read(SettingReader reader, Services shared) {
            return REFUSAL;
        }

        @Override
        protected void apply(Refusal ready, Exchange exchange, Next next) throws IOException, ServletException {
            if (exchange.context().route().isAuthenticated()) {
                exchange.services().refusals().write(exchange, ready);
            } else {
                next.proceed();
            }
        }
    }

    private TestApp app(PathReading reading, String context) {
        return app(reading, context, services);
    }

    /** Every servlet tells which it is and how it would read the path itself. */
    private static TestApp app(PathReading reading, String context, Services services) {
        TestApp app = TestApp.create()
                .paths(reading)
                .contextPath(context)
                .filter(new FirewallFilter(FirewallSettings.builder().build(), services))
                .filter(new Guard(services));
        for (String pattern : List.of("/admin/*", "*.do", "/open/*", "/items/*", "/")) {
            app.servlet(
                    pattern,
                    (request, response) -> response.getWriter()
                            .print(pattern + " " + URLDecoder.decode(request.getRequestURI(), StandardCharsets.UTF_8)));
        }
        return app;
    }

    static Stream<Arguments> everyWay() {
        List<Arguments> all = new ArrayList<>();
        for (Container container : Container.values()) {
            for (PathReading reading : PathReading.values()) {
                for (String context : List.of("", "/app")) {
                    all.add(Arguments.of(container, reading, context));
                }
            }
        }
        return all.stream();
    }

    static Stream<Arguments> everyReading() {
        return everyWay().filter(way -> way.get()[2].equals(""));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void every_spelling_meets_the_same_rule(Container container, PathReading reading, String context) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (TestContainer server = app(reading, context).start(container)) {
            for (String path : PLAIN) {
                expect(401, server, context + path, wrong);
            }
            for (String path : REFUSED) {
                Response response = RawHttp.get(server.port(), context + path);
                // Below a context path some of them leave the application, or never come to it.
                boolean elsewhere = !context.isEmpty() && response.status() == 404;
                if (response.text().startsWith("/admin/*") || (response.status() != 400 && !elsewhere)) {
                    wrong.add(path + " -> " + response.statusLine());
                }
            }
            for (String path : OTHERS) {
                Response response = RawHttp.get(server.port(), context + path);
                if (response.text().startsWith("/admin/*")) {
                    wrong.add(path + " -> " + response.statusLine());
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(PLAIN.size() + REFUSED.size() + OTHERS.size() >= 80);
    }

    private static void expect(int status, TestContainer server, String path, List<String> wrong) {
        Response response = RawHttp.get(server.port(), path);
        if (response.status() != status || response.text().contains("/admin/*")) {
            wrong.add(path + " -> " + response.statusLine());
        }
    }

    @ParameterizedTest
    @MethodSource("everyReading")
    void a_mapping_by_extension_is_not_reached_past_its_rule(Container container, PathReading reading, String context)
            throws Exception {
        List<String> wrong = new ArrayList<>();
        try (TestContainer server = app(reading, context).start(container)) {
            for (String path : List.of("/page.do", "/%70age.do", "/page%2Edo", "/page.%64o")) {
                expect(401, server, path, wrong);
            }
            for (String path : List.of(
                    "/page.do;",
                    "/page.do;x=.css",
                    "/page;.do",
                    "/page.do/",
                    "/page.do%00",
                    "/./page.do",
                    "//page.do",
                    "/page.do%2f",
                    "/page.do%3b",
                    "/page.do%0a",
                    "/x/../page.do",
                    "/open/..;/page.do",
                    "/page%252edo")) {
                Response response = RawHttp.get(server.port(), path);
                if (response.text().startsWith("*.do")) {
                    wrong.add(path + " -> " + response.statusLine());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @MethodSource("everyReading")
    void what_reaches_the_application_reads_the_same_for_everybody(
            Container container, PathReading reading, String context) throws Exception {
        try (TestContainer server = app(reading, context).start(container)) {
            for (String path :
                    List.of("/open/a", "/%6fpen/a", "/open/%61", "/open/a%20b", "/open/gr%C3%BCn", "/open/a=b")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(
                        "/open/* " + URLDecoder.decode(path, StandardCharsets.UTF_8),
                        new String(response.body(), StandardCharsets.ISO_8859_1),
                        path);
            }
        }
    }

    private static Services relaxed() {
        return Services.builder()
                .events(event -> {})
                .routes(Routes.builder()
                        .add(Route.open("/**"))
                        .add(Route.guarded("/admin/**"))
                        .add(Route.open("/items/**")
                                .unsafeAllowInPath(PathAllowance.SEMICOLON, PathAllowance.ENCODED_SLASH))
                        .build())
                .build();
    }

    @ParameterizedTest
    @MethodSource("everyReading")
    void a_route_may_take_semicolons(Container container, PathReading reading, String context) throws Exception {
        boolean undecoded = container == Container.JETTY && reading == PathReading.PASSING;
        try (TestContainer server = app(reading, context, relaxed()).start(container)) {
            for (String path : List.of("/items/a;b", "/items/a;v=1", "/items/a;b;c/d", "/items/a;")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(200, response.status(), path);
                assertEquals("/items/* " + path, response.text());
            }
            assertEquals(200, RawHttp.get(server.port(), "/items/a%3Bb").status());
            for (String path : List.of(
                    "/items/..;/admin/secret",
                    "/items/.;/a",
                    "/items/;/a",
                    "/open/a;b",
                    "/items/..%3b/admin/secret",
                    "/admin;/secret",
                    "/items/%2e%2e;/admin/secret")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(400, response.status(), path);
            }
            assertFalse(undecoded && RawHttp.get(server.port(), "/items/a%25").status() == 500);
        }
    }

    @ParameterizedTest
    @MethodSource("everyReading")
    void a_route_may_take_encoded_slashes_where_the_container_does(
            Container container, PathReading reading, String context) throws Exception {
        boolean served =
                reading == PathReading.DECODING || (reading == PathReading.PASSING && container == Container.TOMCAT);
        try (TestContainer server = app(reading, context, relaxed()).start(container)) {
            for (String path : List.of("/items/a%2Fb", "/items/a%2fb%2fc")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(served ? 200 : 400, response.status(), path + " " + response.text());
            }
            for (String path : List.of(
                    "/items/..%2fadmin/secret",
                    "/items%2f..%2fadmin%2fsecret",
                    "/items/a%2f%2fb",
                    "/open/a%2fb",
                    "/admin%2fsecret",
                    "/items/a%2f..%2f..%2fadmin/secret",
                    "/items/%2e%2e%2fadmin/secret")) {
                Response response = RawHttp.get(server.port(), path);
                assertEquals(400, response.status(), path + " " + response.text());
            }
        }
    }
}
