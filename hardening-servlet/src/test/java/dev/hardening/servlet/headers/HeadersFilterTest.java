package dev.hardening.servlet.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.headers.ContentSecurityPolicy;
import dev.hardening.core.headers.HeaderBlock;
import dev.hardening.core.headers.HeaderProfile;
import dev.hardening.core.headers.HeaderSettings;
import dev.hardening.core.headers.SecurityHeaders;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.ResolvingFilter;
import dev.hardening.testing.servlet.ResponseEndings;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadersFilterTest {

    private static final Services SERVICES = Services.standard();
    private static final String JETTY_ERROR_PAGE = "must-revalidate,no-cache,no-store";
    private static final HeaderSettings API = HeaderSettings.builder().build();
    private static final HeaderSettings WEB =
            HeaderSettings.builder().profile(HeaderProfile.WEB).build();

    private static TestApp app(HeaderSettings settings) {
        return TestApp.create().filter(new ResolvingFilter(SERVICES)).filter(new HeadersFilter(settings, SERVICES));
    }

    /** What the response lacks, has twice, or should not have; empty when all is well. */
    private static List<String> missing(HeaderBlock block, String nonce, Response response, String what) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < block.size(); i++) {
            List<String> values = response.values(block.name(i));
            boolean right = values.equals(List.of(block.value(i, nonce)));
            // Jetty's error page has its own value, and none for methods whose answers nobody may keep.
            boolean yielded = block.name(i).equals("Cache-Control")
                    && (values.equals(List.of(JETTY_ERROR_PAGE))
                            || (values.isEmpty() && what.startsWith("UNKNOWN_METHOD")));
            if (!right && !yielded) {
                missing.add(what + " " + block.name(i) + " " + values);
            }
        }
        for (String name : List.of("Server", "X-Powered-By")) {
            String value = response.header(name);
            if (value != null && !value.isEmpty()) {
                missing.add(what + " has " + name);
            }
        }
        return missing;
    }

    @ParameterizedTest
    @EnumSource
    void every_way_to_end_a_response_carries_every_header_once(Container container) throws Exception {
        SecurityHeaders headers = SecurityHeaders.of(API);
        HeadersFilter everywhere = new HeadersFilter(API, SERVICES);
        List<TestApp> apps = List.of(
                app(API),
                TestApp.create()
                        .filter(new ResolvingFilter(SERVICES))
                        .filter(everywhere, setup -> setup.everyDispatch()));
        for (TestApp app : apps) {
            try (TestContainer server = ResponseEndings.installAll(app).start(container)) {
                List<String> missing = new ArrayList<>();
                for (ResponseEndings ending : ResponseEndings.values()) {
                    if (ending.reachesFilters(container)) {
                        Response plain = ending.send(server.port());
                        if (plain.status() != ending.status() || plain.header("Strict-Transport-Security") != null) {
                            missing.add(ending + " " + plain.status());
                        }
                        missing.addAll(missing(headers.block(false, "/"), "", plain, ending.name()));
                        Response secure = ending.send(server.port(), "Test-Scheme: https");
                        missing.addAll(missing(headers.block(true, "/"), "", secure, ending + " by https"));
                    }
                }
                assertEquals(List.of(), missing);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_way_to_end_a_response_has_one_nonce_of_its_own(Container container) throws Exception {
        SecurityHeaders headers = SecurityHeaders.of(WEB);
        List<String> seen = new ArrayList<>();
        try (TestContainer server = ResponseEndings.installAll(app(WEB)).start(container)) {
            for (ResponseEndings ending : ResponseEndings.values()) {
                if (ending.reachesFilters(container)) {
                    Response response = ending.send(server.port());
                    String nonce = nonce(response);
                    assertEquals(List.of(), missing(headers.block(false, "/"), nonce, response, ending.name()));
                    assertFalse(seen.contains(nonce), ending.name());
                    seen.add(nonce);
                }
            }
        }
    }

    private static String nonce(Response response) {
        String policy = String.valueOf(response.header("Content-Security-Policy"));
        int from = policy.indexOf("'nonce-") + "'nonce-".length();
        String nonce = policy.substring(from, policy.indexOf('\'', from));
        assertEquals(22, nonce.length());
        return nonce;
    }

    @ParameterizedTest
    @EnumSource
    void the_page_and_both_policies_have_the_same_nonce_in_every_dispatch(Container container) throws Exception {
        HeaderSettings settings = HeaderSettings.builder()
                .csp(ContentSecurityPolicy.parse("script-src 'nonce-{nonce}'"))
                .cspReportOnly(ContentSecurityPolicy.parse("style-src 'nonce-{nonce}'"))
                .build();
        // The policy that is only reported is left to the first filter, the other one is replaced by the second.
        HeaderSettings second = HeaderSettings.builder()
                .csp(ContentSecurityPolicy.parse("script-src 'nonce-{nonce}'"))
                .build();
        try (TestContainer server = TestApp.create()
                .filter(new HeadersFilter(settings, SERVICES), setup -> setup.everyDispatch())
                .filter(new HeadersFilter(second, SERVICES), setup -> setup.everyDispatch())
                .servlet("/page", (request, response) -> response.getWriter().print(CspNonce.of(request) + " "))
                .servlet(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/page").forward(request, response))
                .servlet("/include", (request, response) -> {
                    request.getRequestDispatcher("/page").include(request, response);
                    response.getWriter().print(request.getAttribute("csp.nonce") + " ");
                })
                .servlet("/async", (request, response) -> request.startAsync().dispatch("/page"))
                .servlet("/error", (request, response) -> response.sendError(418))
                .errorPage(418, "/page")
                .start(container)) {
            for (String path : List.of("/page", "/forward", "/include", "/async", "/error")) {
                Response response = RawHttp.get(server.port(), path);
                String nonce = nonce(response);
                assertEquals(List.of("script-src 'nonce-" + nonce + "'"), response.values("Content-Security-Policy"));
                assertEquals(
                        List.of("style-src 'nonce-" + nonce + "'"),
                        response.values("Content-Security-Policy-Report-Only"));
                assertTrue(response.text().startsWith(nonce + " "), path + response.text());
                assertEquals("", response.text().replace(nonce + " ", ""), path);
                assertNotEquals(nonce, nonce(RawHttp.get(server.port(), path)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_application_changes_only_what_yields_to_it(Container container) throws Exception {
        HeaderSettings settings =
                HeaderSettings.builder().ifAbsent("Referrer-Policy").build();
        try (TestContainer server = app(settings)
                .servlet("/page", (request, response) -> {
                    response.setHeader("x-frame-options", "SAMEORIGIN");
                    response.addHeader("X-Content-Type-Options", "maybe");
                    response.addHeader("Content-Security-Policy", "default-src *");
                    response.setHeader("Strict-Transport-Security", "max-age=0");
                    response.addHeader("Referrer-Policy", "origin");
                    response.setHeader("Cache-Control", "max-age=60");
                    response.setHeader("Server", "Secret/1.0");
                    response.addHeader("X-Powered-By", "Secret");
                    response.setHeader("x-aspnet-version", "1");
                    response.setHeader("ETag", "\"a\"");
                })
                .start(container)) {
            Response response = RawHttp.get(server.port(), "/page");

            assertEquals(List.of("DENY"), response.values("X-Frame-Options"));
            assertEquals(List.of("nosniff"), response.values("X-Content-Type-Options"));
            assertEquals(List.of(HeaderProfile.API.policy().toString()), response.values("Content-Security-Policy"));
            assertEquals(List.of("origin"), response.values("Referrer-Policy"));
            assertEquals(List.of("max-age=60"), response.values("Cache-Control"));
            assertEquals(List.of("\"a\""), response.values("ETag"));
            for (String name : List.of("Strict-Transport-Security", "X-Powered-By", "X-AspNet-Version")) {
                assertEquals(List.of(), response.values(name), name);
            }
            // Jetty does not let go of this field, but of its value.
            assertEquals("", String.join("", response.values("Server")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_page_with_a_nonce_is_kept_by_no_shared_cache(Container container) throws Exception {
        HeaderSettings settings = HeaderSettings.builder()
                .profile(HeaderProfile.WEB)
                .csp("/static/**", ContentSecurityPolicy.parse("default-src 'none'"))
                .build();
        TestApp.Handler cached = (request, response) -> {
            response.setHeader("Cache-Control", "public, max-age=60");
            response.setHeader("CDN-Cache-Control", "max-age=60");
        };
        try (TestContainer server = app(settings)
                .servlet("/page", cached)
                .servlet("/static/*", cached)
                .servlet("/mine", (request, response) -> response.setHeader("Cache-Control", "private, no-cache"))
                .start(container)) {
            Response page = RawHttp.get(server.port(), "/page");
            assertEquals(List.of("no-store"), page.values("Cache-Control"));
            assertEquals(List.of(), page.values("CDN-Cache-Control"));
            assertEquals(
                    List.of("private, no-cache"),
                    RawHttp.get(server.port(), "/mine").values("Cache-Control"));
            Response file = RawHttp.get(server.port(), "/static/a.css");
            assertEquals(List.of("public, max-age=60"), file.values("Cache-Control"));
            assertEquals(List.of("max-age=60"), file.values("CDN-Cache-Control"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_error_page_that_resets_the_answer_loses_nothing_where_the_filter_goes_along(Container container)
            throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(new HeadersFilter(API, SERVICES), setup -> setup.everyDispatch())
                .servlet("/teapot", (request, response) -> response.sendError(418))
                .servlet("/page", (request, response) -> {
                    response.reset();
                    response.setStatus(418);
                    response.setHeader("X-Frame-Options", "SAMEORIGIN");
                    response.getWriter().print("page");
                })
                .errorPage(418, "/page")
                .start(container)) {
            Response response = RawHttp.get(server.port(), "/teapot");
            assertEquals("page", response.text());
            assertEquals(List.of(), missing(SecurityHeaders.of(API).block(false, "/"), "", response, "error page"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_alone_reads_its_init_params(Container container) throws Exception {
        try (TestContainer server = TestApp.create()
                .filter(
                        new HeadersFilter(),
                        setup -> setup.initParam("HEADERS_PROFILE", "web")
                                .initParam("CSP", "\n    default-src 'self';\n    script-src 'nonce-{nonce}'\n  ")
                                .initParam("HEADERS_SET", "X-Frame-Options: SAMEORIGIN"))
                .servlet("/page", (request, response) -> response.getWriter().print(nonceOf(request)))
                .start(container)) {
            Response response = RawHttp.get(server.port(), "/page");

            assertEquals(
                    "default-src 'self'; script-src 'nonce-" + response.text() + "'",
                    response.header("Content-Security-Policy"));
            assertEquals("SAMEORIGIN", response.header("X-Frame-Options"));
            assertEquals("?1", response.header("Origin-Agent-Cluster"));
        }
    }

    private static String nonceOf(HttpServletRequest request) {
        return CspNonce.of(request);
    }

    @ParameterizedTest
    @EnumSource
    void a_filter_with_bad_settings_does_not_start_and_names_them_all(Container container) {
        TestApp app = TestApp.create()
                .filter(
                        new HeadersFilter(),
                        setup -> setup.initParam("CSP", "default-src self")
                                .initParam("HSTS_MAX_AGE_SECONDS", "0")
                                .initParam("HEADERS_SET", "Expect-CT: max-age=1"));

        Throwable refused =
                assertThrows(Exception.class, () -> app.start(container).close());
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = refused; cause != null && messages.length() < 10_000; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        for (String part : List.of("HRD-1301", "HRD-1003", "HRD-1302", "\"self\" must be quoted", "Expect-CT")) {
            assertTrue(messages.indexOf(part) >= 0, part + " in " + messages);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_page_that_asks_for_a_nonce_that_is_not_there_learns_why(Container container) throws Exception {
        try (TestContainer server = app(API).servlet("/page", (request, response) -> {
                    IllegalStateException missing =
                            assertThrows(IllegalStateException.class, () -> CspNonce.of(request));
                    response.getWriter()
                            .print(String.valueOf(missing.getMessage()).toLowerCase(Locale.ROOT));
                })
                .start(container)) {
            assertTrue(RawHttp.get(server.port(), "/page").text().contains("headersfilter"));
        }
    }
}
