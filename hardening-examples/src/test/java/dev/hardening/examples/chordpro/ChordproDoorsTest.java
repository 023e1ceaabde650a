package dev.hardening.examples.chordpro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Child;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The doors of guide 003 on both servers, each in a process of its own: bodies, time, input, connections. */
class ChordproDoorsTest {

    private static final String KEY = "X-API-Key: Zq8/kd+3LmPw0aVx7tRb==";
    private static final String JSON = "Content-Type: application/json";
    /** Long enough for a machine that is busy to convert a song of some size. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final Map<ServerKind, Child> APPS = new EnumMap<>(ServerKind.class);
    private static final Map<ServerKind, FakeTool> TOOLS = new EnumMap<>(ServerKind.class);

    @TempDir
    private static Path directory = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        for (ServerKind kind : ServerKind.values()) {
            Path own = Files.createDirectories(directory.resolve(kind.name()));
            FakeTool tool = FakeTool.in(own);
            TOOLS.put(kind, tool);
            Map<String, String> values = Map.of(
                    "PATH", tool.path(),
                    "SERVER", kind.name(),
                    "API_KEYS", KEY.substring(11),
                    "REQUEST_TIMEOUT_MS", String.valueOf(LIMIT.toMillis()),
                    "EXAMPLE_TEST_HOOKS", "true");
            APPS.put(kind, Child.start(own, "chordpro", values));
        }
        APPS.values().forEach(app -> app.ready("/health"));
    }

    @AfterAll
    static void stop() {
        APPS.values().forEach(Child::close);
        APPS.clear();
        TOOLS.clear();
    }

    @Tag("alone")
    @ParameterizedTest
    @EnumSource
    void C_06_C_60_a_request_that_takes_too_long_is_answered_and_its_tool_is_ended(ServerKind kind) {
        FakeTool tool = Objects.requireNonNull(TOOLS.get(kind));
        String body = "{\"content\":\"SLEEP\"}";
        for (String message : List.of(
                RawHttp.message("GET", "/__test/sleep?ms=60000", "", false, KEY, "X-Request-ID: row-C-06"),
                RawHttp.message("POST", "/convert", body, false, KEY, JSON, "X-Request-ID: row-C-06"))) {
            long start = System.nanoTime();
            Response response = RawHttp.exchange(app(kind).port(), message);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertEquals(503, response.status(), response::toString);
            assertTrue(response.text().contains("\"REQUEST_TIMEOUT\""), response::toString);
            assertTrue(took.compareTo(LIMIT) >= 0 && took.compareTo(LIMIT.multipliedBy(2)) < 0, took::toString);
            String errorId = response.text().replaceFirst("(?s).*\"error_id\":\"([0-9a-f]+)\".*", "$1");
            assertTrue(app(kind).lines(errorId).get(0).contains("\"row-C-06\""));
        }
        Eventually.until(() -> !tool.runs());
        assertEquals(200, get(kind, "/formats", KEY).status());
    }

    @ParameterizedTest
    @EnumSource
    void C_24_C_59_a_body_meets_its_limit_however_it_comes(ServerKind kind) throws IOException {
        String ok = "{\"content\":\"" + "a".repeat(900_000) + "\"}";
        String large = "{\"content\":\"" + "a".repeat(1_200_000) + "\"}";
        String chunks = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
        // Nothing of the body is ever sent, so no handler can have looked at it.
        String head = RawHttp.message("POST", "/convert", "", false, KEY, JSON, "Content-Length: 1200000");

        assertEquals(200, convert(kind, ok).status());
        for (Response response : List.of(
                RawHttp.exchange(app(kind).port(), head),
                convert(kind, large),
                convert(kind, chunks, "Transfer-Encoding: chunked"))) {
            assertEquals(413, response.status(), response::toString);
            assertTrue(response.text().contains("1048576"), response::toString);
        }
        assertEquals(415, convert(kind, bomb(), "Content-Encoding: gzip").status());
    }

    /** Ten kilobytes that become ten megabytes. */
    private static String bomb() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[10_000_000]);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource
    void C_04_C_28_every_answer_carries_the_headers(ServerKind kind) {
        Map<Integer, Response> answers = Map.of(
                200, get(kind, "/"),
                401, get(kind, "/formats"),
                404, get(kind, "/nowhere", KEY),
                405, get(kind, "/convert", KEY),
                413, convert(kind, "a".repeat(1_200_000)),
                415, convert(kind, "x", "Content-Encoding: br"),
                400, convert(kind, "{"),
                500, get(kind, "/__test/boom", KEY),
                503, get(kind, "/__test/sleep?ms=60000", KEY));
        answers.forEach((status, response) -> {
            assertEquals(status, response.status(), response::toString);
            assertEquals(List.of("nosniff"), response.values("X-Content-Type-Options"), response::toString);
            assertEquals(List.of("DENY"), response.values("X-Frame-Options"), response::toString);
            assertEquals(1, response.values("Content-Security-Policy").size(), response::toString);
            assertEquals(1, response.values("X-Request-ID").size(), response::toString);
            assertNull(response.header("Server"), response::toString);
            assertEquals("application/json", response.header("Content-Type"), response::toString);
        });
    }

    static Stream<Arguments> badBodies() {
        String deep = "[".repeat(10_000);
        List<String> bodies = List.of(
                "{",
                "[]",
                "{}",
                "{\"content\":1}",
                "{\"content\":null}",
                "{\"content\":\" \"}",
                "{\"content\":\"x\",\"output_format\":\"doc\"}",
                "{\"content\":\"x\",\"content\":\"y\"}",
                "{\"content\":\"\u00ff\"}",
                "{\"content\":" + deep,
                deep);
        return Stream.of(ServerKind.values()).flatMap(kind -> bodies.stream().map(body -> Arguments.of(kind, body)));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void C_29_a_bad_body_is_400(ServerKind kind, String body) {
        assertEquals(400, convert(kind, body).status());
    }

    @ParameterizedTest
    @EnumSource
    void C_29_markup_reaches_the_tool_unchanged_and_controls_do_not(ServerKind kind) {
        assertEquals(
                "[C]Hello {title: x}\n<b>&amp;</b>",
                convert(kind, "{\"content\":\"[C]Hello {title: x}\\n<b>&amp;</b>\"}")
                        .text());
        assertEquals("ab", convert(kind, "{\"content\":\"a\\u0000\\u001bb\"}").text());
    }

    @ParameterizedTest
    @EnumSource
    void C_36_C_37_C_47_C_61_every_request_has_one_line_and_refusals_are_typed_events(ServerKind kind) {
        Map<String, String> refused = Map.of(
                "AUTHENTICATION_FAILED", message("GET", "/formats", "", "X-API-Key: wrong"),
                "BODY_REFUSED", message("POST", "/convert", "a".repeat(1_200_000), KEY, JSON),
                "INPUT_REFUSED", message("POST", "/convert", "{", KEY, JSON),
                "REQUEST_REFUSED", message("GET", "/formats;x=y", "", KEY));
        for (Map.Entry<String, String> row : refused.entrySet()) {
            String id = "row-C-47-" + row.getKey();
            Response response =
                    RawHttp.exchange(app(kind).port(), row.getValue().replace("row-C-47", id));

            assertTrue(response.status() >= 400 && response.status() < 500, response::toString);
            Eventually.until(() -> app(kind).lines(id).size() > 1);
            List<String> lines = app(kind).lines(id);
            assertEquals(1, count(lines, "\"event\":\"" + row.getKey() + "\""), lines::toString);
            assertEquals(1, count(lines, "\"duration_ms\":"), lines::toString);
            assertEquals(0, count(lines, "ERROR"), lines::toString);
            assertEquals(1, count(lines, "\"WARN\""), lines::toString);
        }
        assertFalse(app(kind).output().contains(KEY.substring(11)));
    }

    @ParameterizedTest
    @EnumSource
    void C_61_one_failure_is_one_error(ServerKind kind) {
        get(kind, "/__test/boom", KEY, "X-Request-ID: row-C-61-a");
        get(kind, "/nowhere", KEY, "X-Request-ID: row-C-61-b");

        Eventually.until(() -> app(kind).lines("row-C-61-a").size() > 1);
        assertEquals(1, count(app(kind).lines("row-C-61-a"), "ERROR"));
        assertEquals(0, count(app(kind).lines("row-C-61-b"), "ERROR"));
    }

    @ParameterizedTest
    @EnumSource
    void C_53_a_thousand_connections_leave_room(ServerKind kind) {
        List<RawHttp> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                RawHttp connection = RawHttp.connect(app(kind).port());
                idle.add(connection);
                if (i % 10 == 0) {
                    connection.send(RawHttp.message("GET", "/", "", true));
                    assertEquals(200, connection.read().status());
                }
            }
            long start = System.nanoTime();
            assertEquals(200, get(kind, "/health").status());
            assertTrue(System.nanoTime() - start < 1_000_000_000L);
        } finally {
            idle.forEach(RawHttp::close);
        }
    }

    private static String message(String method, String path, String body, String... headers) {
        String[] all = Stream.concat(Stream.of(headers), Stream.of("X-Request-ID: row-C-47"))
                .toArray(String[]::new);
        return RawHttp.message(method, path, body, false, all);
    }

    private static long count(List<String> lines, String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    private static Child app(ServerKind kind) {
        return Objects.requireNonNull(APPS.get(kind));
    }

    private static Response get(ServerKind kind, String path, String... headers) {
        return RawHttp.get(app(kind).port(), path, headers);
    }

    private static Response convert(ServerKind kind, String body, String... headers) {
        String[] all = Stream.concat(Stream.of(KEY, JSON), Stream.of(headers)).toArray(String[]::new);
        return RawHttp.request(app(kind).port(), "POST", "/convert", body, all);
    }
}
