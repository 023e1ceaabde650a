package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.Multipart;
import dev.hardening.testing.servlet.OpenFiles;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Error pages of the container, which come when the filters are done with the request. */
class FormOnErrorPageTest {

    @TempDir
    Path temporary = Path.of("replaced by JUnit");

    private TestApp app() {
        BodyLimitFilter filter = new BodyLimitFilter(BodyLimitSettings.builder().build(), Services.standard());
        return TestApp.create()
                .filter(filter, setup -> setup.everyDispatch())
                .onStartup(context -> {
                    if (context.getAttribute(ServletContext.TEMPDIR) == null) {
                        context.setAttribute(ServletContext.TEMPDIR, temporary.toFile());
                    }
                })
                .servlet("/parts", MultipartApps.CONFIG, (request, response) -> {
                    request.getParts();
                    response.sendError(418);
                })
                .servlet("/thrown", MultipartApps.CONFIG, (request, response) -> {
                    request.getParts();
                    throw new UnsupportedOperationException("thrown on purpose");
                })
                .servlet("/unread", MultipartApps.CONFIG, (request, response) -> response.sendError(418))
                .servlet("/page", MultipartApps.CONFIG, (request, response) -> {
                    response.setStatus(418);
                    response.getWriter()
                            .print(request.getParameter("a").length()
                                    + request.getParameterMap().toString().substring(0, 2));
                })
                .errorPage(UnsupportedOperationException.class, "/page")
                .errorPage(418, "/page");
    }

    @ParameterizedTest
    @EnumSource
    void it_knows_the_fields_of_a_form_and_leaves_no_file_open(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            Object given = server.context().getAttribute(ServletContext.TEMPDIR);
            Path directory = given instanceof File file ? file.toPath() : temporary;
            for (int size : new int[] {1, 300_000}) {
                String form = Multipart.body(Multipart.field("a", "x".repeat(size)));
                // Jetty throws away what nobody has read before it dispatches to the page.
                List<String> paths = container == Container.JETTY
                        ? List.of("/parts", "/thrown")
                        : List.of("/parts", "/thrown", "/unread");
                for (String path : paths) {
                    String answer = MultipartApps.post(server, path, Multipart.TYPE, form);
                    assertEquals("418 " + size + "{a", answer, path);
                }
            }
            assertEquals(List.of(), OpenFiles.in(directory));
        }
    }
}
