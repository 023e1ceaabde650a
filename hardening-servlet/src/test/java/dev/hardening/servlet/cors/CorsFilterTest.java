package dev.hardening.servlet.cors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.cors.CorsSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.Origin;
import dev.hardening.core.net.OriginSet;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Header;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.ResponseEndings;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorsFilterTest {

    private static final String APP = "Origin: https://app.example.org";
    private static final String EVIL = "Origin: https://evil.example";
    private static final String ASK_POST = "Access-Control-Request-Method: POST";
    private static final String PREFLIGHT_VARY =
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private final Services services = Services.builder().events(events::add).build();

    private static CorsSettings.Builder settings() {
        return CorsSettings.builder()
                .origins(OriginSet.parse("https://app.example.org, https://*.pages.example.org"))
                .methods("GET", "POST", "DELETE")
                .headers("X-API-Key")
                .exposedHeaders("X-Total")
                .credentials(true);
    }

    private TestApp app(CorsSettings.Builder settings) {
        return TestApp.create()
                .filter(new CorsFilter(settings.build(), services))
                .servlet("/*", (request, response) -> {
                    served.incrementAndGet();
                    response.getWriter().print("served");
                });
    }

    private static Response preflight(TestContainer server, String... headers) {
        return RawHttp.request(server.port(), "OPTIONS", "/", "", headers);
    }

    /** The fields of the protocol in an answer, sorted. */
    private static List<String> cors(Response response) {
        return response.headers().stream()
                .filter(field -> field.name().toLowerCase(Locale.ROOT).startsWith("access-control-"))
                .map(field -> field.name().substring("Access-Control-".length()) + "=" + field.value())
                .sorted()
                .toList();
    }

    private static String vary(Response response) {
        return String.join(", ", response.values("Vary"));
    }

    @ParameterizedTest
    @EnumSource
    void a_page_of_an_allowed_origin_may_read_the_answer(Container container) throws Exception {
        try (TestContainer server = app(settings()).start(container)) {
            for (String origin : List.of("https://app.example.org", "https://a.pages.example.org")) {
                for (String method : List.of("GET", "POST", "PUT", "OPTIONS")) {
                    Response response = RawHttp.request(server.port(), method, "/", "", "Origin: " + origin);
                    assertEquals("served", response.text());
                    assertEquals(
                            List.of("Allow-Credentials=true", "Allow-Origin=" + origin, "Expose-Headers=X-Total"),
                            cors(response));
                    assertEquals("Origin", vary(response));
                }
            }
        }
        assertEquals(List.of(), events);
    }

    @ParameterizedTest
    @EnumSource
    void every_other_spelling_gets_no_field_and_no_preflight(Container container) throws Exception {
        List<String> leaks = new ArrayList<>();
        try (TestContainer server = app(settings()).start(container)) {
            for (String lines : List.of(
                    "Origin: null",
                    "Origin:",
                    "Origin: *",
                    "Origin: https://app.example.org/",
                    "Origin: https://app.example.org:443",
                    "Origin: https://APP.example.org",
                    "Origin: HTTPS://app.example.org",
                    "Origin: http://app.example.org",
                    "Origin: https://app.example.org.",
                    "Origin: https://user@app.example.org",
                    "Origin: https://app.example.org@evil.example",
                    "Origin: https://app.example.org.evil.example",
                    "Origin: https://evilapp.example.org",
                    "Origin: https://app.example.org\\.evil.example",
                    "Origin: https://app.example.org%00.evil.example",
                    "Origin: https://app.example.org, https://evil.example",
                    "Origin: https://app.example.org,https://app.example.org",
                    "Origin: https://app.example.org https://app.example.org",
                    "Origin: https://app.example.org\r\nOrigin: https://app.example.org",
                    "Origin: https://app.example.org\r\norigin: https://evil.example",
                    "Origin: https://evil.example\r\nORIGIN: https://app.example.org",
                    "Origin: https://\u00e4pp.example.org",
                    "Origin: https://xn--pp-eka.example.org",
                    "Origin: https://pages.example.org",
                    "Origin: https://a.b.pages.example.org",
                    "Origin: https://A.pages.example.org",
                    "Origin: https://evil.example/.pages.example.org",
                    "Origin: https://" + "a".repeat(4_000) + ".pages.example.org",
                    "X-Origin: https://app.example.org")) {
                Response simple = RawHttp.get(server.port(), "/", lines);
                if (simple.status() != 200
                        || !cors(simple).isEmpty()
                        || !vary(simple).equals("Origin")) {
                    leaks.add(lines + " " + simple.statusLine() + cors(simple) + vary(simple));
                }
                if (lines.startsWith("Origin")) {
                    served.set(0);
                    Response asked = preflight(server, lines, ASK_POST);
                    if (asked.status() != 403
                            || !cors(asked).isEmpty()
                            || !vary(asked).equals(PREFLIGHT_VARY)
                            || served.get() != 0) {
                        leaks.add("preflight " + lines + " " + asked.statusLine() + cors(asked) + vary(asked));
                    }
                }
            }
        }
        assertEquals(List.of(), leaks);
    }

    @ParameterizedTest
    @EnumSource
    void a_preflight_is_answered_and_never_passed_on(Container container) throws Exception {
        try (TestContainer server = app(settings()).start(container)) {
            Response granted =
                    preflight(server, APP, ASK_POST, "Access-Control-Request-Headers: content-type,x-api-key");
            assertEquals(204, granted.status());
            assertEquals("", granted.text());
            assertEquals(
                    List.of(
                            "Allow-Credentials=true",
                            "Allow-Headers=Accept, Accept-Language, Content-Language, Content-Type, Range, X-API-Key",
                            "Allow-Methods=GET, POST, DELETE",
                            "Allow-Origin=https://app.example.org",
                            "Max-Age=600"),
                    cors(granted));
            assertEquals(PREFLIGHT_VARY, vary(granted));

            for (String[] denied : new String[][] {
                {EVIL, ASK_POST},
                {APP, "Access-Control-Request-Method: PUT"},
                {APP, "Access-Control-Request-Method: post"},
                {APP, "Access-Control-Request-Method:"},
                {APP, ASK_POST, ASK_POST},
                {APP, ASK_POST, "Access-Control-Request-Headers: x-other"},
                {APP, ASK_POST, "Access-Control-Request-Headers: *"},
                {APP, ASK_POST, "Access-Control-Request-Headers: range", "Access-Control-Request-Headers: range"},
                {APP, ASK_POST, "Access-Control-Request-Headers: " + "range,".repeat(400) + "range"}
            }) {
                events.clear();
                Response refused = preflight(server, denied);
                String what = String.join(" | ", denied);
                assertEquals(403, refused.status(), what);
                assertEquals(List.of(), cors(refused), what);
                assertEquals(PREFLIGHT_VARY, vary(refused), what);
                assertTrue(refused.text().contains("CORS_NOT_ALLOWED"), refused.text());
                assertTrue(!refused.text().contains("evil"), refused.text());
                assertEquals(1, events.size(), what);
                assertEquals(
                        SecurityEventType.CROSS_ORIGIN_REFUSED, events.get(0).type());
                assertEquals(RefusalCode.CORS_NOT_ALLOWED, events.get(0).code());
            }
            assertEquals(0, served.get());
            assertEquals("served", preflight(server, APP).text());
            assertEquals("served", preflight(server, ASK_POST).text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_way_to_end_a_response_carries_vary_and_the_fields_once(Container container) throws Exception {
        List<String> missing = new ArrayList<>();
        List<String> expected =
                List.of("Allow-Credentials=true", "Allow-Origin=https://app.example.org", "Expose-Headers=X-Total");
        CorsFilter everywhere = new CorsFilter(settings().build(), services);
        for (TestApp app : List.of(
                TestApp.create().filter(new CorsFilter(settings().build(), services)),
                TestApp.create().filter(everywhere, setup -> setup.everyDispatch()))) {
            try (TestContainer server = ResponseEndings.installAll(app).start(container)) {
                for (ResponseEndings ending : ResponseEndings.values()) {
                    if (ending.reachesFilters(container)) {
                        Response plain = ending.send(server.port());
                        Response crossing = ending.send(server.port(), APP);
                        Response foreign = ending.send(server.port(), EVIL);
                        if (!cors(plain).isEmpty()
                                || !cors(foreign).isEmpty()
                                || !cors(crossing).equals(expected)) {
                            missing.add(ending + " " + cors(plain) + cors(foreign) + cors(crossing));
                        }
                        for (Response response : List.of(plain, crossing, foreign)) {
                            if (!vary(response).equals("Origin") && !isJettysOwnPage(container, response)) {
                                missing.add(ending + " Vary: " + vary(response));
                            }
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    /** Jetty takes Vary away from its error pages, which it lets nobody store, and from those for unknown methods. */
    private static boolean isJettysOwnPage(Container container, Response response) {
        String cache = response.header("Cache-Control");
        return container == Container.JETTY
                && response.status() >= 400
                && ((cache != null && cache.contains("no-store")) || response.status() == 501);
    }

    @ParameterizedTest
    @EnumSource
    void what_the_application_says_of_vary_is_added_and_what_it_says_of_cors_dropped(Container container)
            throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(new CorsFilter(settings().build(), services))
                .servlet("/set", (request, response) -> response.setHeader("Vary", "Accept-Encoding"))
                .servlet("/add", (request, response) -> response.addHeader("vary", "Accept-Language, origin"))
                .servlet("/same", (request, response) -> response.addHeader("Vary", "ORIGIN"))
                .servlet("/remove", (request, response) -> response.setHeader("Vary", null))
                .servlet("/star", (request, response) -> {
                    response.setHeader("Vary", "*");
                    response.addHeader("Vary", "Accept");
                })
                .servlet("/twice", (request, response) -> {
                    response.setHeader("Vary", "Accept");
                    response.reset();
                    response.setHeader("Vary", "Accept-Encoding, Accept-Encoding");
                    response.addHeader("Vary", "accept-encoding");
                })
                .servlet("/own", (request, response) -> {
                    response.setHeader("Access-Control-Allow-Origin", "*");
                    response.addHeader("access-control-allow-origin", "https://evil.example");
                    response.addHeader("Access-Control-Allow-Credentials", "true");
                    response.setIntHeader("Access-Control-Max-Age", 86_400);
                    response.addHeader("Access-Control-Allow-Private-Network", "true");
                    response.reset();
                    response.setHeader("ACCESS-CONTROL-EXPOSE-HEADERS", "Set-Cookie");
                    response.setHeader("Access", "kept");
                })
                .start(container)) {
            assertEquals("Origin, Accept-Encoding", vary(RawHttp.get(server.port(), "/set")));
            assertEquals("Origin, Accept-Language", vary(RawHttp.get(server.port(), "/add")));
            assertEquals("Origin", vary(RawHttp.get(server.port(), "/same")));
            assertEquals("Origin", vary(RawHttp.get(server.port(), "/remove")));
            assertEquals("Origin, *", vary(RawHttp.get(server.port(), "/star")));
            assertEquals("Origin, Accept-Encoding", vary(RawHttp.get(server.port(), "/twice")));
            assertEquals(List.of(), cors(RawHttp.get(server.port(), "/own")));
            assertEquals(List.of(), cors(RawHttp.get(server.port(), "/own", EVIL)));
            Response allowed = RawHttp.get(server.port(), "/own", APP);
            assertEquals(
                    List.of("Allow-Credentials=true", "Allow-Origin=https://app.example.org", "Expose-Headers=X-Total"),
                    cors(allowed));
            assertEquals("kept", allowed.header("Access"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_field_that_a_filter_before_has_set_is_kept_and_not_doubled(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter((request, response, chain) -> {
                    var answer = (jakarta.servlet.http.HttpServletResponse) response;
                    answer.setHeader("Vary", "Cookie");
                    answer.setHeader("Access-Control-Allow-Origin", "https://stale.example");
                    chain.doFilter(request, response);
                })
                .filter(new CorsFilter(settings().build(), services))
                .servlet("/*", (request, response) -> response.getWriter().print("served"))
                .start(container)) {
            Response response = RawHttp.get(server.port(), "/", APP);
            assertEquals("Cookie, Origin", vary(response));
            assertEquals(
                    List.of(new Header("Access-Control-Allow-Origin", "https://app.example.org")),
                    response.headers().stream()
                            .filter(field -> field.name().equalsIgnoreCase("Access-Control-Allow-Origin"))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_web_socket_opens_to_allowed_origins_and_our_own(Container container) throws Exception {
        String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13";
        CorsSettings.Builder named = settings().publicOrigins(Origin.parse("https://shop.example.org"));
        try (TestContainer server = app(named).start(container)) {
            assertEquals(200, RawHttp.get(server.port(), "/ws", upgrade).status());
            assertEquals(200, RawHttp.get(server.port(), "/ws", upgrade, APP).status());
            assertEquals(
                    200,
                    RawHttp.get(server.port(), "/ws", upgrade, "Origin: https://shop.example.org")
                            .status());
            served.set(0);
            for (String lines : List.of(
                    EVIL,
                    "Origin: null",
                    "Host: evil.example\r\n" + EVIL,
                    "Origin: http://localhost",
                    EVIL + "\r\nSec-Fetch-Site: same-origin",
                    "Origin: https://shop.example.org\r\n" + EVIL)) {
                Response refused = RawHttp.get(server.port(), "/ws", upgrade, lines);
                assertEquals(403, refused.status(), lines);
                assertEquals("Origin", vary(refused), lines);
                assertTrue(refused.text().contains("CORS_NOT_ALLOWED"), refused.text());
            }
            assertEquals(0, served.get());
        }
        try (TestContainer server = app(settings()).start(container)) {
            String own = "Origin: http://localhost";
            assertEquals(403, RawHttp.get(server.port(), "/ws", upgrade, own).status());
            assertEquals(
                    200,
                    RawHttp.get(server.port(), "/ws", upgrade, own, "Sec-Fetch-Site: same-origin")
                            .status());
            assertEquals(
                    403,
                    RawHttp.get(server.port(), "/ws", upgrade, own, "Sec-Fetch-Site: same-site")
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_configured_means_no_access(Container container) throws Exception {
        try (TestContainer server = app(CorsSettings.builder()).start(container)) {
            for (String origin : List.of(APP, "Origin: null", "Origin: http://localhost")) {
                Response simple = RawHttp.get(server.port(), "/", origin);
                assertEquals("served", simple.text());
                assertEquals(List.of(), cors(simple));
                assertEquals("Origin", vary(simple));
                assertEquals(403, preflight(server, origin, ASK_POST).status());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_origin_is_a_star_and_no_vary(Container container) throws Exception {
        try (TestContainer server = app(CorsSettings.builder()
                        .unsafeAllowEveryOrigin()
                        .exposedHeaders())
                .start(container)) {
            for (String line : List.of(EVIL, "Origin: null", "X-None: 1")) {
                Response response = RawHttp.get(server.port(), "/", line);
                assertEquals(List.of("Allow-Origin=*"), cors(response));
                assertEquals("", vary(response));
            }
            assertTrue(cors(preflight(server, EVIL, ASK_POST)).contains("Allow-Origin=*"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_watches_and_leaves_cors_to_the_application(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(new CorsFilter(
                        settings().enforcement(Enforcement.SHADOW).build(), services))
                .servlet("/*", (request, response) -> {
                    response.setHeader("Access-Control-Allow-Origin", "https://own.example");
                    response.getWriter().print(request.getMethod());
                })
                .start(container)) {
            for (String origin : List.of(APP, EVIL)) {
                Response asked = preflight(server, origin, ASK_POST);
                assertEquals(200, asked.status());
                assertEquals("OPTIONS", asked.text());
                assertEquals(List.of("Allow-Origin=https://own.example"), cors(asked));
                assertEquals("", vary(asked));
                assertEquals(
                        List.of("Allow-Origin=https://own.example"), cors(RawHttp.get(server.port(), "/", origin)));
            }
        }
        assertEquals(1, events.size());
        assertTrue(events.get(0).isShadow());
        try (TestContainer server = app(settings().enforcement(Enforcement.OFF)).start(container)) {
            assertEquals("served", preflight(server, EVIL, ASK_POST).text());
            assertEquals("", vary(RawHttp.get(server.port(), "/", APP)));
        }
        assertEquals(1, events.size());
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new CorsFilter(),
                        setup -> setup.initParam("CORS_ORIGINS", " https://a.example , https://b.example ")
                                .initParam("CORS_MAX_AGE", "0")
                                .everyDispatch())
                .servlet("/target", (request, response) -> response.getWriter().print("target"))
                .servlet(
                        "/*",
                        (request, response) ->
                                request.getRequestDispatcher("/target").forward(request, response))
                .start(container)) {
            for (String origin : List.of("https://a.example", "https://b.example")) {
                Response response = RawHttp.get(server.port(), "/", "Origin: " + origin);
                assertEquals("target", response.text());
                assertEquals(List.of(origin), response.values("Access-Control-Allow-Origin"));
                assertEquals(List.of("Origin"), response.values("Vary"));
                assertNull(response.header("Access-Control-Allow-Credentials"));
                assertEquals(
                        "0", preflight(server, "Origin: " + origin, ASK_POST).header("Access-Control-Max-Age"));
            }
            assertEquals(List.of(), cors(RawHttp.get(server.port(), "/", "Origin: https://c.example")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_with_bad_settings_does_not_start(Container container) {
        assertDoesNotStart(container, "*", "true", "HRD-1012");
        assertDoesNotStart(container, "*", "false", "HRD-1013");
        assertDoesNotStart(container, "null", "false", "HRD-1002");
        assertDoesNotStart(container, "http://app.example.org", "true", "HRD-1013");
    }

    private static void assertDoesNotStart(Container container, String origins, String credentials, String code) {
        TestApp app = TestApp.create()
                .filter(
                        new CorsFilter(),
                        setup -> setup.initParam("CORS_ORIGIN", origins).initParam("CORS_CREDENTIALS", credentials));
        Throwable refused =
                assertThrows(Exception.class, () -> app.start(container).close());
        while (refused.getCause() != null) {
            refused = refused.getCause();
        }
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(code) && message.contains("CORS_ORIGIN"), message);
    }
}
