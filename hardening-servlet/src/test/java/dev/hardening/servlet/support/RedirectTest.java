package dev.hardening.servlet.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.servlet.proxy.ProxyFilter;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The redirects of Servlet 6.1, which the wrapper overrides without having seen them. */
class RedirectTest {

    private static TestApp app() {
        ProxySettings behindProxy =
                ProxySettings.builder().trusted(CidrSet.parse("127.0.0.0/8")).build();
        return TestApp.create()
                .filter(new ProxyFilter(behindProxy, Services.standard()))
                .servlet("/go", (request, response) -> {
                    response.setHeader("X-Kept", "yes");
                    response.getWriter().print("begun");
                    response.sendRedirect("/there", 303);
                    response.setStatus(200);
                    response.setHeader("X-Late", "yes");
                    response.getWriter().print("late");
                })
                .servlet("/body", (request, response) -> {
                    response.getWriter().print("see there");
                    response.sendRedirect("/there", 307, false);
                })
                .servlet("/found", (request, response) -> response.sendRedirect("/there", 302, true))
                .servlet("/late", (request, response) -> {
                    response.flushBuffer();
                    try {
                        response.sendRedirect("/there", 303);
                    } catch (IllegalStateException committed) {
                        response.getWriter().print("too late");
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void any_status_redirects_to_where_the_client_has_asked(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            RawHttp.Response other = RawHttp.get(server.port(), "/go", "X-Forwarded-Proto: https");
            assertEquals(303, other.status());
            assertEquals(1, other.values("Location").size());
            String target = String.valueOf(other.header("Location"));
            assertEquals("/there", target.substring(target.lastIndexOf('/')));
            assertEquals("https", target.substring(0, 5), target);
            assertEquals(List.of("yes"), other.values("X-Kept"));
            assertNull(other.header("X-Late"));
            assertEquals("", other.text());
            assertEquals(302, RawHttp.get(server.port(), "/found").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_was_begun_stays_if_it_is_to(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            RawHttp.Response kept = RawHttp.get(server.port(), "/body");
            assertEquals(307, kept.status());
            assertEquals("/there", kept.header("Location"));
            assertEquals("see there", kept.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_on_its_way_is_no_redirect_any_more(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            RawHttp.Response late = RawHttp.get(server.port(), "/late");
            assertEquals(200, late.status());
            assertEquals("too late", late.text());
        }
    }
}
