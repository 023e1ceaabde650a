package dev.hardening.examples.quickstart;

import dev.hardening.core.posture.PostureReport;
import dev.hardening.core.settings.Problem;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The pages of the example: templates, in which the nonce of the answer is the only thing that changes. */
final class StartPage {

    private static final Page PAGE = Page.of("""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Page</title></head>
            <body><p id="out">The script did not run.</p>
            <script nonce="@NONCE@">document.getElementById("out").textContent = "The script with the nonce ran.";</script>
            </body></html>
            """);

    private final Page start;
    private final byte[] style;

    StartPage(String key, String password, String agentSecret, PostureReport posture) {
        this.style = resource("quickstart.css");
        this.start = Page.of(new String(resource("start.html"), StandardCharsets.UTF_8)
                .replace("@KEY@", escaped(key))
                .replace("@PASSWORD@", escaped(password))
                .replace("@AGENT_SECRET@", escaped(agentSecret))
                .replace("@POSTURE@", rows(posture)));
    }

    void start(HttpServletRequest request, HttpServletResponse response) throws IOException {
        start.handle(request, response);
    }

    void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PAGE.handle(request, response);
    }

    void style(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.bytes(response, "text/css;charset=utf-8", style);
    }

    private static String rows(PostureReport posture) {
        List<String> rows = new ArrayList<>();
        posture.rooms().forEach((room, line) -> rows.add(row(room, line)));
        for (Problem problem : posture.problems()) {
            rows.add(row(problem.code().text(), problem.name() + " " + problem.message()));
        }
        return String.join("", rows);
    }

    private static String row(String name, String line) {
        return "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n".formatted(escaped(name), escaped(line));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static byte[] resource(String name) {
        try (InputStream in = StartPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
