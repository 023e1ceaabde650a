package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.Multipart;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much text a form may have, however large its route lets bodies be. */
class FormTextTest {

    private static final int MOST = 2 * 1024 * 1024;
    private static final String URL_ENCODED = "application/x-www-form-urlencoded";

    @TempDir
    Path temporary = Path.of("replaced by JUnit");

    private TestApp app() {
        Services services = Services.builder()
                .routes(Routes.builder()
                        .add(Route.open("/**").maxBody(64_000_000))
                        .build())
                .build();
        BodyLimitFilter filter = new BodyLimitFilter(BodyLimitSettings.builder().build(), services);
        return TestApp.create()
                .filter(filter, setup -> setup.everyDispatch())
                .onStartup(context -> {
                    if (context.getAttribute(ServletContext.TEMPDIR) == null) {
                        context.setAttribute(ServletContext.TEMPDIR, temporary.toFile());
                    }
                })
                .servlet("/text", MultipartApps.CONFIG, (request, response) -> {
                    String value = request.getParameter("a");
                    response.getWriter().print(value == null ? "none" : value.length());
                })
                .servlet(
                        "/parts",
                        MultipartApps.CONFIG,
                        (request, response) ->
                                response.getWriter().print(request.getParts().size()));
    }

    @ParameterizedTest
    @EnumSource
    void the_fields_of_a_large_upload_are_bounded_together_and_its_files_are_not(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            String half = "x".repeat(MOST / 2);
            String two = Multipart.body(Multipart.field("a", half), Multipart.field("a", half));
            String above = Multipart.body(Multipart.field("a", half), Multipart.field("b", half + "x"));
            String file = Multipart.body(Multipart.file("f", "f.bin", half + half + half), Multipart.field("a", "x"));
            assertEquals("200 " + MOST / 2, MultipartApps.post(server, "/text", Multipart.TYPE, two));
            assertEquals("413 BODY_TOO_LARGE", MultipartApps.post(server, "/text", Multipart.TYPE, above));
            assertEquals("200 2", MultipartApps.post(server, "/parts", Multipart.TYPE, above));
            assertEquals("200 1", MultipartApps.post(server, "/text", Multipart.TYPE, file));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_url_encoded_form_is_bounded_in_the_same_way(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            String most = "a=" + "x".repeat(MOST - 2);
            assertEquals("200 " + (MOST - 2), MultipartApps.post(server, "/text", URL_ENCODED, most));
            assertEquals("413 BODY_TOO_LARGE", MultipartApps.post(server, "/text", URL_ENCODED, most + "x"));
        }
    }
}
