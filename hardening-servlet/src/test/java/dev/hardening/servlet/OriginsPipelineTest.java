package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rooms cors and crosssite in their places among the others. */
class OriginsPipelineTest {

    private static final String KEY = "Zk3vT8qLw0aXnY5rBcPd2hJ7";
    private static final String APP = "Origin: https://app.example.org";
    private static final String EVIL = "Origin: https://evil.example";
    private static final String CROSS = "Sec-Fetch-Site: cross-site";
    private static final String REPORT = "{\"csp-report\":{\"document-uri\":\"https://a.example/\","
            + "\"effective-directive\":\"script-src-elem\",\"blocked-uri\":\"inline\",\"disposition\":\"enforce\"}}";

    private static TestContainer start(Container container, String context, Map<String, String> more) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of("NODE_ENV", "production", "API_KEYS", KEY));
        environment.putAll(more);
        Routes routes = Routes.builder()
                .add(Route.open("/boom").unlimited())
                .add(Route.open("/missing").unlimited())
                .add(Route.open("/reset").unlimited())
                .add(Route.open("/save").unlimited())
                .build();
        SettingReader reader = SettingReader.of(SettingSource.environment(environment));
        HardeningSettings settings = HardeningSettings.builder().routes(routes).read(reader);
        reader.finish().throwIfRefused();
        HardeningFilter filter = HardeningFilter.builder(settings)
                .services(Services.builder().events(event -> {}).build())
                .build();
        return TestApp.create()
                .contextPath(context)
                .filter(filter, setup -> setup.everyDispatch())
                .servlet("/boom", (request, response) -> {
                    throw new IllegalStateException("/srv/app/secret.txt");
                })
                .servlet("/missing", (request, response) -> response.sendError(404))
                .servlet("/reset", (request, response) -> {
                    response.getWriter().print("half");
                    response.reset();
                    response.setHeader("Vary", "Accept");
                    response.getWriter().print("whole");
                })
                .servlet("/save", (request, response) -> response.getWriter().print("saved"))
                .servlet("/guarded", (request, response) -> response.getWriter().print("guarded"))
                .start(container);
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_of_answer_carries_vary_and_may_be_read_by_an_allowed_page(Container container) throws Exception {
        Map<String, String> settings = Map.of("CORS_ORIGIN", "https://app.example.org", "RATE_LIMIT_MAX", "8");
        try (TestContainer server = start(container, "", settings)) {
            for (int status : new int[] {200, 401, 404, 500, 201, 429}) {
                for (String origin : List.of(APP, EVIL, "X-None: 1")) {
                    Response response = answer(server, status, origin);
                    assertEquals(status == 201 ? 200 : status, response.status(), origin);
                    assertTrue(String.join(",", response.values("Vary")).startsWith("Origin"), status + " " + origin);
                    assertEquals(
                            origin.equals(APP) ? List.of("https://app.example.org") : List.of(),
                            response.values("Access-Control-Allow-Origin"),
                            status + " " + origin);
                }
            }
        }
    }

    private static Response answer(TestContainer server, int status, String origin) {
        return switch (status) {
            case 401 -> RawHttp.get(server.port(), "/guarded", origin);
            case 404 -> RawHttp.get(server.port(), "/missing", origin);
            case 500 -> RawHttp.get(server.port(), "/boom", origin);
            case 201 -> RawHttp.get(server.port(), "/reset", origin);
            case 429 -> {
                Response last = RawHttp.get(server.port(), "/guarded", origin, "X-API-Key: " + KEY);
                while (last.status() != 429) {
                    last = RawHttp.get(server.port(), "/guarded", origin, "X-API-Key: " + KEY);
                }
                yield last;
            }
            default -> RawHttp.get(server.port(), "/guarded", origin, "X-API-Key: " + KEY);
        };
    }

    @ParameterizedTest
    @EnumSource
    void a_preflight_needs_no_key_and_is_answered_for_every_path(Container container) throws Exception {
        try (TestContainer server = start(container, "", Map.of("CORS_ORIGIN", "https://app.example.org"))) {
            for (String path : List.of("/guarded", "/nowhere", "/save", "/reset")) {
                Response granted =
                        RawHttp.request(server.port(), "OPTIONS", path, "", APP, "Access-Control-Request-Method: POST");
                assertEquals(204, granted.status(), path);
                assertEquals("nosniff", granted.header("X-Content-Type-Options"));
                assertEquals(
                        403,
                        RawHttp.request(server.port(), "OPTIONS", path, "", EVIL, "Access-Control-Request-Method: POST")
                                .status(),
                        path);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_foreign_page_cannot_post_unless_cors_allows_its_origin(Container container) throws Exception {
        try (TestContainer server = start(container, "", Map.of("CORS_ORIGIN", "https://app.example.org"))) {
            assertEquals(403, post(server, CROSS, EVIL).status());
            assertEquals(403, post(server, CROSS).status());
            Response allowed = post(server, CROSS, APP);
            assertEquals(200, allowed.status());
            assertEquals("https://app.example.org", allowed.header("Access-Control-Allow-Origin"));
            assertEquals(200, post(server, "Sec-Fetch-Site: same-origin").status());
            assertEquals(200, post(server).status());
        }
        try (TestContainer server = start(container, "", Map.of())) {
            Response foreign = post(server, CROSS, APP);
            assertEquals(403, foreign.status());
            assertNull(foreign.header("Access-Control-Allow-Origin"));
            assertEquals(200, post(server, "Origin: http://localhost").status());
        }
    }

    private static Response post(TestContainer server, String... headers) {
        return RawHttp.request(server.port(), "POST", "/save", "a=1", headers);
    }

    /** A report of a sandboxed frame comes from no origin and from another site, and is wanted all the same. */
    @ParameterizedTest
    @EnumSource
    void reports_of_browsers_are_taken_from_every_site(Container container) throws Exception {
        for (String context : List.of("", "/app")) {
            Map<String, String> settings = Map.of("CSP_REPORT_PATH", context + "/csp-reports");
            try (TestContainer server = start(container, context, settings)) {
                for (String[] headers : new String[][] {
                    {"Sec-Fetch-Site: same-origin"},
                    {"Sec-Fetch-Site: none"},
                    {CROSS, "Origin: null"},
                    {CROSS, EVIL},
                    {EVIL},
                    {}
                }) {
                    List<String> all = new java.util.ArrayList<>(List.of(headers));
                    all.add("Content-Type: application/csp-report");
                    assertEquals(
                            204,
                            RawHttp.request(
                                            server.port(),
                                            "POST",
                                            context + "/csp-reports",
                                            REPORT,
                                            all.toArray(String[]::new))
                                    .status(),
                            String.join(" | ", headers));
                }
                for (String path : List.of("/csp-reports/", "/csp-reports/x", "/x/csp-reports", "/save")) {
                    assertEquals(
                            403,
                            RawHttp.request(server.port(), "POST", context + path, REPORT, CROSS, EVIL)
                                    .status(),
                            path);
                }
            }
        }
    }
}
