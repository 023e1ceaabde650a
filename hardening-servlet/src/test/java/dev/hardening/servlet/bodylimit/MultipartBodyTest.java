package dev.hardening.servlet.bodylimit;

import static dev.hardening.servlet.bodylimit.MultipartApps.answer;
import static dev.hardening.servlet.bodylimit.MultipartApps.post;
import static dev.hardening.testing.servlet.Multipart.TYPE;
import static dev.hardening.testing.servlet.Multipart.body;
import static dev.hardening.testing.servlet.Multipart.field;
import static dev.hardening.testing.servlet.Multipart.file;
import static dev.hardening.testing.servlet.Multipart.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.bodylimit.BodyCodings;
import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.input.InputSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.servlet.input.InputFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.Multipart;
import dev.hardening.testing.servlet.Multipart.Malformed;
import dev.hardening.testing.servlet.OpenFiles;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MultipartBodyTest {

    private static final long SEED = 20261127;
    private static final String LATIN_1 = "; charset=iso-8859-1";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(events::add)
            .routes(Routes.builder().add(Route.open("/chunked").chunkedForms()).build())
            .build();

    @TempDir
    Path temporary = Path.of("replaced by JUnit");

    private TestApp app(BodyLimitSettings.Builder settings) {
        TestApp app = TestApp.create()
                .filter(new BodyLimitFilter(settings.build(), services), setup -> setup.everyDispatch());
        app.onStartup(context -> {
            if (context.getAttribute(ServletContext.TEMPDIR) == null) {
                context.setAttribute(ServletContext.TEMPDIR, temporary.toFile());
            }
        });
        return MultipartApps.serve(app, "/");
    }

    private TestApp app() {
        return app(BodyLimitSettings.builder());
    }

    /** Containers agree on ASCII names only, and Tomcat on heads of 512 bytes. */
    private static String wellFormed(Random random) {
        StringBuilder parts = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = List.of("a", "b", "a b", "c;d", "name=x").get(random.nextInt(5));
            StringBuilder content = new StringBuilder();
            for (int left = random.nextInt(random.nextInt(10) == 0 ? 100_000 : 60); left > 0; left--) {
                content.append(
                        (char) (random.nextBoolean() ? "\r\n--b x".charAt(random.nextInt(7)) : random.nextInt(256)));
            }
            String safe = content.toString().replace("\n--b", "\n--c").replaceAll("^--", "");
            if (random.nextBoolean()) {
                parts.append(file(name, List.of("f.txt", "", "a b;c", "../x").get(random.nextInt(4)), safe));
            } else {
                String head = "Content-Disposition: form-data; name=\"" + name + "\""
                        + List.of("", "\r\nX-Own: y", "\r\nX-Own: y\r\nx-own: z")
                                .get(random.nextInt(3));
                parts.append(part(head, safe.replaceAll("[^ -~\r\n]", "x")));
            }
        }
        return body(parts.toString());
    }

    @ParameterizedTest
    @EnumSource
    void well_formed_bodies_read_as_the_container_reads_them(Container container) throws Exception {
        Random random = new Random(SEED);
        try (TestContainer hooked = app().start(container);
                TestContainer bare = MultipartApps.serve(TestApp.create(), "/").start(container)) {
            for (int round = 0; round < 25; round++) {
                String body = wellFormed(random);
                for (String way : MultipartApps.ways().keySet()) {
                    assertEquals(
                            post(bare, "/" + way + "?a=q", TYPE, body),
                            post(hooked, "/" + way + "?a=q", TYPE, body),
                            way + " seed " + SEED + " round " + round);
                }
            }
        }
        assertEquals(List.of(), events);
    }

    @ParameterizedTest
    @EnumSource
    void malformed_bodies_are_refused_in_every_way(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            List<String> ways = List.copyOf(MultipartApps.ways().keySet());
            int turn = 0;
            for (Malformed malformed : Multipart.malformed()) {
                for (String way : List.of("parts", "parameter", ways.get(turn++ % ways.size()))) {
                    events.clear();
                    assertEquals(
                            "400 BODY_MALFORMED",
                            post(server, "/" + way, malformed.type(), malformed.body()),
                            way + " " + malformed);
                    assertEquals(
                            List.of(RefusalCode.BODY_MALFORMED),
                            events.stream().map(SecurityEvent::code).toList(),
                            way + " " + malformed);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_form_without_a_byte_is_malformed(Container container) throws Exception {
        try (TestContainer server = app().start(container)) {
            for (String way : List.of("parts", "parameter")) {
                assertEquals("400 BODY_MALFORMED", post(server, "/" + way, TYPE, "", "Content-Length: 0"), way);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_part_is_not_written_to_a_path_that_its_client_has_named(Container container) throws Exception {
        TestApp app = app().servlet("/write", (request, response) -> {
            Part part = request.getPart("f");
            try {
                part.write(part.getSubmittedFileName());
                File temporary = (File) request.getServletContext().getAttribute(ServletContext.TEMPDIR);
                Files.delete(temporary.toPath().resolve(part.getSubmittedFileName()));
                answer(response, "written");
            } catch (IOException e) {
                answer(response, "refused");
            }
        });
        Path victim = Files.writeString(Files.createTempFile("victim", ".txt"), "old");
        try (TestContainer server = app.start(container)) {
            for (String name : List.of(victim.toString(), "a/b.txt", "a\\\\b.txt", "C:b.txt")) {
                assertEquals("200 refused", post(server, "/write", TYPE, body(file("f", name, "new"))), name);
            }
            assertEquals("200 written", post(server, "/write", TYPE, body(file("f", "plain.txt", "new"))));
            assertEquals("old", Files.readString(victim));
        }
        Files.delete(victim);
    }

    @ParameterizedTest
    @EnumSource
    void parts_and_parameters_are_bounded_in_number(Container container) throws Exception {
        String three = field("a", "1") + file("f", "g", "2") + field("a", "3");
        try (TestContainer server =
                app(BodyLimitSettings.builder().maxFormParameters(3)).start(container)) {
            for (String way : List.of("parts", "part", "parameter")) {
                assertTrue(post(server, "/" + way, TYPE, body(three)).startsWith("200 "), way);
                assertEquals(
                        "400 PARAMETERS_TOO_MANY", post(server, "/" + way, TYPE, body(three + field("b", "4"))), way);
                assertEquals("400 PARAMETERS_TOO_MANY", post(server, "/" + way, TYPE, body(three.repeat(400))), way);
            }
            assertEquals("200 a=1|3", post(server, "/parameters", TYPE, body(three)));
            assertEquals("400 PARAMETERS_TOO_MANY", post(server, "/parameters?q=1", TYPE, body(three)));
        }
        try (TestContainer server = app().start(container)) {
            String most = field("a", "").repeat(1_000);
            assertEquals("200 a=", post(server, "/parameter", TYPE, body(most)));
            assertEquals("400 PARAMETERS_TOO_MANY", post(server, "/parts", TYPE, body(most + field("a", ""))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_limit_counts_every_byte(Container container) throws Exception {
        String form = body(field("a", "x".repeat(2_000)));
        String chunked = Integer.toHexString(form.length()) + "\r\n" + form + "\r\n0\r\n\r\n";
        for (int limit : new int[] {form.length(), form.length() - 1}) {
            TestApp app = app(BodyLimitSettings.builder().maxBytes(limit))
                    .servlet("/chunked", (request, response) -> answer(response, MultipartApps.parts(request)));
            try (TestContainer server = app.start(container)) {
                String expected = limit == form.length() ? "200" : "413 BODY_TOO_LARGE";
                assertEquals(expected, start(post(server, "/parts", TYPE, form), expected));
                assertEquals(
                        expected,
                        start(post(server, "/chunked", TYPE, chunked, "Transfer-Encoding: chunked"), expected));
                assertEquals(
                        "411 LENGTH_REQUIRED", post(server, "/parts", TYPE, chunked, "Transfer-Encoding: chunked"));
            }
        }
    }

    private static String start(String text, String expected) {
        return text.substring(0, Math.min(text.length(), expected.length()));
    }

    private static void awaitNoFiles(Path directory) throws IOException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!OpenFiles.in(directory).isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), OpenFiles.in(directory));
    }

    @ParameterizedTest
    @EnumSource
    void large_bodies_are_in_a_file_until_the_request_is_over(Container container) throws Exception {
        AtomicReference<Path> directory = new AtomicReference<>();
        List<Integer> files = new CopyOnWriteArrayList<>();
        TestApp app = app().servlet("/look", (request, response) -> {
            directory.set(((File) request.getServletContext().getAttribute(ServletContext.TEMPDIR)).toPath());
            long size = request.getPart("f") == null ? -1 : request.getPart("f").getSize();
            files.add(OpenFiles.in(Objects.requireNonNull(directory.get())).size());
            if (request.getParameter("fail") != null) {
                throw new IllegalStateException("the application fails");
            }
            answer(response, size + "");
        });
        String large = file("f", "g", "\0\u00FF\r\n".repeat(50_000));
        try (TestContainer server = app.start(container)) {
            assertEquals("200 2", post(server, "/look", TYPE, body(file("f", "g", "xy"))));
            assertEquals("200 200000", post(server, "/look", TYPE, body(large)));
            awaitNoFiles(Objects.requireNonNull(directory.get()));
            assertTrue(
                    post(server, "/look", TYPE, body(large, field("fail", "1"))).startsWith("500"));
            awaitNoFiles(Objects.requireNonNull(directory.get()));
            assertEquals("400 BODY_MALFORMED", post(server, "/look", TYPE, large));
            awaitNoFiles(Objects.requireNonNull(directory.get()));
            assertTrue(
                    files.stream().skip(1).allMatch(count -> count == 1) || !Files.isDirectory(Path.of("/proc/self")));
            assertEquals(0, files.get(0));
            try (RawHttp leaving = RawHttp.connect(server.port())) {
                leaving.send(RawHttp.message(
                        "POST", "/look", large, true, "Content-Type: " + TYPE, "Content-Length: 900000"));
            }
            assertEquals("200 2", post(server, "/look", TYPE, body(file("f", "g", "xy"))));
            awaitNoFiles(Objects.requireNonNull(directory.get()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_part_is_written_where_the_application_says_and_never_upwards(Container container) throws Exception {
        Path other = Files.createTempDirectory("written");
        TestApp app = app().servlet("/write", (request, response) -> {
            Part part = request.getPart("f");
            StringBuilder told = new StringBuilder();
            for (String name : List.of(
                    "copy.txt", other + "/copy.txt", "../up.txt", other + "/../up.txt", "a/../../up.txt", "", "\0")) {
                try {
                    part.write(name);
                    told.append("written ");
                } catch (IOException e) {
                    told.append("refused ");
                }
            }
            File temporary = (File) request.getServletContext().getAttribute(ServletContext.TEMPDIR);
            told.append(Files.readString(temporary.toPath().resolve("copy.txt")))
                    .append(' ');
            told.append(Files.readString(other.resolve("copy.txt"))).append(' ');
            Files.delete(temporary.toPath().resolve("copy.txt"));
            part.delete();
            try {
                part.getInputStream();
            } catch (IOException e) {
                told.append("deleted");
            }
            answer(response, told.toString());
        });
        try (TestContainer server = app.start(container)) {
            assertEquals(
                    "200 written written refused refused refused refused refused text text deleted",
                    post(server, "/write", TYPE, body(file("f", "../up.txt", "text"))));
        }
        Files.delete(other.resolve("copy.txt"));
        Files.delete(other);
    }

    @ParameterizedTest
    @EnumSource
    void a_field_is_text_in_its_own_charset_or_the_form_s_or_utf_8(Container container) throws Exception {
        String latin = part("Content-Disposition: form-data; name=a\r\nContent-Type: text/plain" + LATIN_1, "\u00E9");
        String charset = field("_charset_", "iso-8859-1");
        try (TestContainer server = app().start(container)) {
            assertEquals("200 a=é", post(server, "/parameter", TYPE, body(field("a", "\u00C3\u00A9"))));
            assertEquals("200 a=é", post(server, "/parameter", TYPE, body(latin)));
            assertEquals("200 a=é", post(server, "/parameter", TYPE, body(charset, field("a", "\u00E9"))));
            assertEquals("200 a=é", post(server, "/parameter", TYPE, body(field("a", "\u00E9"), charset)));
            assertEquals("200 a=é", post(server, "/parameter", TYPE + LATIN_1, body(field("a", "\u00E9"))));
            for (String none : List.of(
                    body(field("a", "\u00E9")),
                    body(field("_charset_", "none"), field("a", "x")),
                    body(part(
                            "Content-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=none",
                            "x")))) {
                assertEquals("400 BODY_MALFORMED", post(server, "/parameter", TYPE, none), none);
                assertTrue(post(server, "/parts", TYPE, none).startsWith("200"), none);
            }
            assertEquals("400 BODY_MALFORMED", post(server, "/parts", TYPE + "; charset=none", body(field("a", "x"))));
            assertEquals("400 QUERY_MALFORMED", post(server, "/parameter?b=%FF", TYPE, body(field("a", "x"))));
            assertTrue(post(server, "/part", TYPE, body(file("a", "\u00C3\u00A9", "")))
                    .startsWith("200 a|é|"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_form_that_was_read_as_a_stream_has_no_parts_and_parts_leave_the_stream(Container container)
            throws Exception {
        TestApp app = app().servlet("/stream-first", (request, response) -> {
                    int read = request.getInputStream().readAllBytes().length;
                    String told = read + " " + MultipartApps.parameters(request);
                    try {
                        request.getParts();
                    } catch (IllegalStateException e) {
                        told += " no parts";
                    }
                    answer(response, told);
                })
                .servlet("/reader-first", (request, response) -> {
                    request.getReader();
                    answer(response, MultipartApps.parameters(request));
                })
                .servlet("/parts-first", (request, response) -> {
                    int parts = request.getParts().size();
                    String all = new String(request.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                    answer(response, parts + " " + request.getParts().size() + " " + request.getParameter("a") + all);
                });
        try (TestContainer server = app.start(container)) {
            for (int size : new int[] {1, 100_000}) {
                String form = body(field("a", "x".repeat(size)));
                assertEquals("200 " + form.length() + " q=1 no parts", post(server, "/stream-first?q=1", TYPE, form));
                assertEquals("200 q=1", post(server, "/reader-first?q=1", TYPE, form));
                assertEquals("200 1 1 " + "x".repeat(size) + form, post(server, "/parts-first", TYPE, form));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void gzip_is_inflated_within_the_limit(Container container) throws Exception {
        TestApp app = app(BodyLimitSettings.builder().maxBytes(5_000).codings(BodyCodings.GZIP));
        try (TestContainer server = app.start(container)) {
            for (int size : new int[] {100, 10_000}) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(body(field("a", "x".repeat(size))).getBytes(StandardCharsets.ISO_8859_1));
                }
                String body = bytes.toString(StandardCharsets.ISO_8859_1);
                String expected = size == 100 ? "200 a=" + "x".repeat(100) : "413 BODY_TOO_LARGE";
                assertEquals(expected, post(server, "/parameter", TYPE, body, "Content-Encoding: gzip"));
                assertEquals(
                        "400 BODY_MALFORMED",
                        post(server, "/parts", TYPE, body.substring(0, 15), "Content-Encoding: gzip"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_fields_are_looked_at_for_active_content_and_left_to_the_application(Container container) throws Exception {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of("INPUT_ACTIVE_CONTENT", "refuse")));
        TestApp app = TestApp.create()
                .filter(
                        new BodyLimitFilter(BodyLimitSettings.builder().build(), services),
                        setup -> setup.everyDispatch())
                .filter(new InputFilter(InputSettings.read(reader), services), setup -> setup.everyDispatch())
                .servlet(
                        "/stream",
                        (request, response) ->
                                answer(response, request.getInputStream().readAllBytes().length + ""));
        MultipartApps.serve(app, "/");
        try (TestContainer server = app.start(container)) {
            String harmless = body(field("a", "a < b"), file("f", "g.html", "<script>alert(1)</script>"));
            assertEquals("200 a=a < b", post(server, "/parameter", TYPE, harmless));
            assertEquals("200 " + harmless.length(), post(server, "/stream", TYPE, harmless));
            for (String way : List.of("/parameter", "/parts", "/stream")) {
                assertEquals(
                        "400 ACTIVE_CONTENT", post(server, way, TYPE, body(field("a", "<script>alert(1)</script>"))));
                assertEquals("400 BODY_MALFORMED", post(server, way, TYPE, "garbage"));
            }
        }
        assertFalse(events.isEmpty());
    }
}
