package dev.hardening.servlet.crosssite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.crosssite.CrossSiteSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.Origin;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.ResolvingFilter;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrossSiteFilterTest {

    private static final String CROSS = "Sec-Fetch-Site: cross-site";
    private static final String SAME_SITE = "Sec-Fetch-Site: same-site";
    private static final String OWN = "Sec-Fetch-Site: same-origin";
    private static final String NONE = "Sec-Fetch-Site: none";
    private static final String SHOP = "Origin: https://shop.example.org";
    private static final String APP = "Origin: https://app.example.com";
    private static final String EVIL = "Origin: https://evil.example";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder()
                    .add(Route.open("/account/**").sameOriginOnly())
                    .add(Route.open("/hooks/{name}").methods("POST").unsafeAllowCrossSite())
                    .build())
            .build();

    private static CrossSiteSettings.Builder named() {
        return CrossSiteSettings.builder()
                .publicOrigins(Origin.parse("https://shop.example.org"))
                .allowedOrigins(Origin.parse("https://app.example.com"));
    }

    private TestApp app(CrossSiteSettings.Builder settings) {
        return TestApp.create()
                .filter(new ResolvingFilter(services))
                .filter(new CrossSiteFilter(settings.build(), services))
                .servlet("/*", (request, response) -> {
                    served.incrementAndGet();
                    response.getWriter().print("served");
                });
    }

    private int status(TestContainer server, String path, String... headers) {
        int before = served.get();
        Response response = RawHttp.request(server.port(), "POST", path, "a=1", headers);
        assertEquals(response.status() == 200 ? before + 1 : before, served.get(), response.statusLine());
        if (response.status() == 403) {
            assertTrue(response.text().contains("CROSS_SITE_REQUEST"), response.text());
            assertTrue(!response.text().contains("evil"), response.text());
        }
        return response.status();
    }

    @ParameterizedTest
    @EnumSource
    void a_post_is_judged_by_what_the_browser_says(Container container) throws Exception {
        try (TestContainer server = app(named()).start(container)) {
            // The usual route, the strict one and the exempt one.
            assertPosts(server, 200, 200, 200, OWN);
            assertPosts(server, 200, 200, 200, OWN, "Origin: null");
            assertPosts(server, 200, 403, 200, NONE);
            assertPosts(server, 403, 403, 200, CROSS);
            assertPosts(server, 403, 403, 200, CROSS, EVIL);
            assertPosts(server, 403, 403, 200, CROSS, "Origin: null");
            assertPosts(server, 403, 403, 200, SAME_SITE);
            assertPosts(server, 403, 403, 200, SAME_SITE, "Origin: https://sub.shop.example.org");
            assertPosts(server, 200, 403, 200, CROSS, APP);
            assertPosts(server, 200, 200, 200, SHOP);
            assertPosts(server, 200, 403, 200, APP);
            assertPosts(server, 403, 403, 200, EVIL);
            assertPosts(server, 403, 403, 200, "Origin: null");
            assertPosts(server, 200, 403, 200);
            // Public origins are named, so the host that the client names does not count.
            assertPosts(server, 403, 403, 200, EVIL, "Host: evil.example");
            assertPosts(server, 403, 403, 200, EVIL, "Test-Host: evil.example", "Test-Scheme: https");
            // What no browser sends.
            assertPosts(server, 403, 403, 200, "Sec-Fetch-Site:");
            assertPosts(server, 403, 403, 200, "Sec-Fetch-Site: Same-Origin");
            assertPosts(server, 403, 403, 200, "Sec-Fetch-Site: same-origin, cross-site");
            assertPosts(server, 403, 403, 200, OWN, OWN);
            assertPosts(server, 403, 403, 200, OWN, CROSS);
            assertPosts(server, 403, 403, 200, CROSS, "sec-fetch-site: same-origin");
            assertPosts(server, 403, 403, 200, OWN, SHOP, SHOP);
            assertPosts(server, 403, 403, 200, SHOP, EVIL);
            assertPosts(server, 403, 403, 200, "Origin: https://shop.example.org, https://evil.example");
            assertPosts(server, 403, 403, 200, "Origin:");
        }
        assertTrue(events.stream()
                .allMatch(event -> event.type() == SecurityEventType.CROSS_ORIGIN_REFUSED
                        && event.code() == RefusalCode.CROSS_SITE_REQUEST
                        && !event.isShadow()));
    }

    private void assertPosts(TestContainer server, int usual, int strict, int exempt, String... headers) {
        String what = String.join(" | ", headers);
        assertEquals(usual, status(server, "/orders", headers), what);
        assertEquals(strict, status(server, "/account/email", headers), "strict " + what);
        assertEquals(exempt, status(server, "/hooks/pay", headers), "exempt " + what);
    }

    @ParameterizedTest
    @EnumSource
    void an_exemption_is_exact(Container container) throws Exception {
        try (TestContainer server = app(named()).start(container)) {
            List<String> escaped = new ArrayList<>();
            for (String path : List.of(
                    "/hooks",
                    "/hooks/",
                    "/hooks/pay/",
                    "/hooks/pay/more",
                    "/Hooks/pay",
                    "/hook",
                    "/x/hooks/pay",
                    "/account;/hooks/pay",
                    "/orders;x=/hooks/pay",
                    "/hooks/../orders",
                    "/hooks/pay/../../orders",
                    "/orders?/hooks/pay")) {
                Response response = RawHttp.request(server.port(), "POST", path, "a=1", CROSS, EVIL);
                if (response.status() == 200) {
                    escaped.add(path);
                }
            }
            assertEquals(List.of(), escaped);
            assertEquals(0, served.get());
            assertEquals(
                    403,
                    RawHttp.request(server.port(), "DELETE", "/hooks/pay", "", CROSS)
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void safe_methods_go_on_and_others_and_web_sockets_are_asked(Container container) throws Exception {
        try (TestContainer server = app(named()).start(container)) {
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                assertEquals(
                        200,
                        RawHttp.request(server.port(), method, "/account/email", "", CROSS, EVIL)
                                .status(),
                        method);
            }
            for (String method : List.of("PUT", "PATCH", "DELETE", "PROPFIND", "FOO")) {
                assertEquals(
                        403,
                        RawHttp.request(server.port(), method, "/orders", "", CROSS, EVIL)
                                .status(),
                        method);
            }
            String upgrade = "Connection: Upgrade\r\nUpgrade: websocket";
            assertEquals(403, RawHttp.get(server.port(), "/ws", upgrade, EVIL).status());
            assertEquals(403, RawHttp.get(server.port(), "/ws", upgrade, CROSS).status());
            assertEquals(200, RawHttp.get(server.port(), "/ws", upgrade, SHOP).status());
            assertEquals(200, RawHttp.get(server.port(), "/ws", upgrade, OWN).status());
            assertEquals(200, RawHttp.get(server.port(), "/ws", upgrade).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_public_origins_the_request_has_the_origin_of_its_host(Container container) throws Exception {
        for (boolean resolved : new boolean[] {true, false}) {
            TestApp app = TestApp.create();
            if (resolved) {
                app.filter(new ResolvingFilter(services));
            }
            app.filter(new CrossSiteFilter(CrossSiteSettings.builder().build(), services))
                    .servlet("/*", (request, response) -> {
                        served.incrementAndGet();
                        response.getWriter().print("served");
                    });
            try (TestContainer server = app.start(container)) {
                assertEquals(200, status(server, "/orders", "Host: shop.example", "Origin: http://shop.example"));
                assertEquals(
                        200,
                        status(server, "/account/x", "Host: shop.example:8080", "Origin: http://shop.example:8080"));
                assertEquals(403, status(server, "/orders", "Host: shop.example", "Origin: https://shop.example"));
                assertEquals(403, status(server, "/orders", "Host: shop.example", "Origin: http://shop.example:8080"));
                assertEquals(403, status(server, "/orders", "Host: shop.example", EVIL));
                assertEquals(
                        403, status(server, "/orders", "Host: shop.example", "X-Forwarded-Host: evil.example", EVIL));
                assertEquals(403, status(server, "/orders", "Host: shop.example", "Origin: null"));
                assertEquals(
                        403, status(server, "/orders", "Host: shop.example", "Origin: http://shop.example", CROSS));
                if (resolved) {
                    assertEquals(
                            200,
                            status(
                                    server,
                                    "/orders",
                                    "Test-Scheme: https",
                                    "Test-Host: shop.example",
                                    "Origin: https://shop.example"));
                    assertEquals(403, status(server, "/orders", "Test-Host: shop.example", "Origin: http://localhost"));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shadow_only_watches_and_off_does_not_look(Container container) throws Exception {
        try (TestContainer server = app(named().enforcement(Enforcement.SHADOW)).start(container)) {
            assertEquals(200, status(server, "/orders", CROSS, EVIL));
        }
        assertEquals(1, events.size());
        assertTrue(events.get(0).isShadow());
        assertEquals(RefusalCode.CROSS_SITE_REQUEST, events.get(0).code());
        try (TestContainer server = app(named().enforcement(Enforcement.OFF)).start(container)) {
            assertEquals(200, status(server, "/orders", CROSS, EVIL));
        }
        assertEquals(1, events.size());
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params_and_is_not_asked_again_on_a_forward(Container container)
            throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new CrossSiteFilter(),
                        setup -> setup.initParam("PUBLIC_ORIGINS", "https://shop.example.org")
                                .initParam("ALLOWED_ORIGINS", "https://app.example.com")
                                .everyDispatch())
                .servlet("/target", (request, response) -> response.getWriter().print("target"))
                .servlet(
                        "/*",
                        (request, response) ->
                                request.getRequestDispatcher("/target").forward(request, response))
                .start(container)) {
            Response allowed = RawHttp.request(server.port(), "POST", "/", "a=1", CROSS, APP);
            assertEquals("target", allowed.text());
            assertEquals(
                    "target",
                    RawHttp.request(server.port(), "POST", "/", "a=1", SHOP).text());
            assertEquals(
                    403,
                    RawHttp.request(server.port(), "POST", "/", "a=1", CROSS, EVIL)
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_with_bad_settings_does_not_start(Container container) {
        for (String value : List.of("*", "https://*.example.org", "shop.example.org")) {
            TestApp app =
                    TestApp.create().filter(new CrossSiteFilter(), setup -> setup.initParam("PUBLIC_ORIGINS", value));
            Throwable refused =
                    assertThrows(Exception.class, () -> app.start(container).close());
            while (refused.getCause() != null) {
                refused = refused.getCause();
            }
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains("HRD-1002") && message.contains("PUBLIC_ORIGINS"), message);
        }
    }
}
