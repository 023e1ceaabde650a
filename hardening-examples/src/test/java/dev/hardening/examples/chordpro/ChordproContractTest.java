package dev.hardening.examples.chordpro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.Child;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guide 003 in production, in a process of its own: each test is one row. */
class ChordproContractTest {

    private static final String KEY = "your-secure-key-here";
    private static final String SECOND = "Zq8/kd+3LmPw0aVx7tRb==";
    private static final String THIRD = "a-short-key-3";
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    private static Path directory = Path.of("");

    private static FakeTool tool;
    private static Child app;

    @BeforeAll
    static void start() {
        tool = FakeTool.in(directory);
        app = Child.start(
                        directory,
                        "chordpro",
                        Map.of(
                                "PATH",
                                tool.path(),
                                "API_KEYS",
                                " " + KEY + " , ," + SECOND + "," + KEY,
                                "API_KEY_1",
                                THIRD,
                                "PROCESS_TIMEOUT_MS",
                                "2500",
                                "PROCESS_MAX_OUTPUT_BYTES",
                                "10000000",
                                "EXAMPLE_TEST_HOOKS",
                                "true"))
                .ready("/health");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void C_05_health_runs_the_tool() throws IOException {
        assertTrue(get("/health").text().contains("\"chordpro_available\":true"));
        tool.remove();
        try {
            Eventually.until(() -> get("/health").text().contains("\"chordpro_available\":false"));
            C_34_C_57_a_missing_tool_is_503();
        } finally {
            tool.install();
        }
        Eventually.until(() -> get("/health").status() == 200);
    }

    private static void C_34_C_57_a_missing_tool_is_503() {
        assertEquals(503, get("/health").status());
        Response refused = convert("{\"content\":\"x\"}");
        assertEquals(503, refused.status());
        assertTrue(refused.text().contains("error_id"), refused::toString);
        assertFalse(refused.text().contains("bin/"), refused::toString);
    }

    @Test
    void C_07_C_08_nothing_is_left_of_twenty_mixed_requests() throws IOException {
        long before = files();
        for (String song : List.of("ok", "ERROR", "NOTHING", "ENDLESS", "CHILD")) {
            for (int i = 0; i < (song.equals("CHILD") ? 1 : 4); i++) {
                convert("{\"content\":\"" + song + "\"}");
            }
        }
        // A client that goes away while the tool runs.
        RawHttp gone = RawHttp.connect(app.port());
        String body = "{\"content\":\"SLEEP\"}";
        gone.send(RawHttp.message("POST", "/convert", body, true, "X-API-Key: " + KEY, JSON));
        gone.close();

        Eventually.until(() -> files() == before && !tool.runs());
    }

    @Test
    void C_11_C_15_C_16_C_17_C_19_every_style_of_key_counts() {
        for (String key : List.of(KEY, SECOND, THIRD)) {
            assertEquals(200, get("/formats", "X-API-Key: " + key).status(), key);
        }
        assertEquals(401, get("/formats", "X-API-Key: ").status());
        assertEquals(1, app.lines("3 API keys").size());
    }

    @Test
    void C_11_C_18_weak_keys_get_a_warning_that_does_not_show_them() {
        assertFalse(app.lines("placeholder").isEmpty());
        List<String> shorter = app.output()
                .lines()
                .filter(line -> line.contains("API_KEY_1") && line.contains("\"WARN\"") && line.contains("16"))
                .toList();
        assertFalse(shorter.isEmpty(), app.output());
        for (String key : List.of(KEY, SECOND, THIRD)) {
            assertFalse(app.output().contains(key));
        }
    }

    static Stream<List<String>> badCredentials() {
        return Stream.of(
                List.of(),
                List.of("X-API-Key: wrong"),
                List.of("X-API-Key: " + KEY + "x"),
                List.of("X-API-Key: " + KEY.substring(1)),
                List.of("X-API-Key: " + KEY, "X-API-Key: " + SECOND),
                List.of("X-API-Key: " + "k".repeat(5000)),
                List.of("Authorization: Bearer " + KEY));
    }

    @ParameterizedTest
    @MethodSource("badCredentials")
    void C_23_C_31_every_bad_credential_gets_the_same_answer(List<String> headers) {
        Response response = get("/formats", headers.toArray(String[]::new));
        Response other = get("/formats?api_key=" + KEY);

        assertEquals(401, response.status());
        assertEquals(withoutIds(other), withoutIds(response));
        assertTrue(response.text().contains("X-API-Key"), "C-58");
        assertFalse(response.text().contains(KEY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nowhere", "/convert", "/health/", "/health/live", "/HEALTH", "/__test/whoami", "/convert/x"})
    void C_31_all_but_two_paths_need_a_key(String path) {
        assertEquals(401, get(path).status());
    }

    @Test
    void C_31_two_paths_are_public() {
        assertEquals(200, get("/").status());
        assertEquals(200, get("/health").status());
        assertEquals(404, get("/nowhere", "X-API-Key: " + KEY).status());
    }

    @Test
    void a_known_path_tells_its_methods() {
        Response response = RawHttp.request(app.port(), "DELETE", "/convert", "", "X-API-Key: " + KEY);

        assertEquals(405, response.status());
        assertEquals("POST", response.header("Allow"));
        assertEquals(
                200,
                RawHttp.request(app.port(), "HEAD", "/formats", "", "X-API-Key: " + KEY)
                        .status());
    }

    @ParameterizedTest
    @CsvSource({"text, text/plain", "pdf, application/pdf", "html, text/html"})
    void converts_to_each_format(String format, String type) {
        Response response = convert("{\"content\":\"[C]Hello {title: x}\",\"output_format\":\"" + format + "\"}");

        assertEquals(200, response.status());
        assertEquals("[C]Hello {title: x}", response.text());
        assertTrue(Objects.toString(response.header("Content-Type")).startsWith(type));
        assertTrue(get("/formats", "X-API-Key: " + KEY).text().contains("\"" + format + "\""));
    }

    @Test
    void C_24_C_59_a_body_over_one_mebibyte_is_413_and_names_it() {
        String ok = "{\"content\":\"" + "a".repeat(900_000) + "\"}";
        String large = "{\"content\":\"" + "a".repeat(1_200_000) + "\"}";
        String chunks = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";

        assertEquals(200, convert(ok).status());
        for (Response response : List.of(convert(large), convert(chunks, "Transfer-Encoding: chunked"))) {
            assertEquals(413, response.status());
            assertTrue(response.text().contains("1048576"));
        }
        assertEquals(415, convert("{}", "Content-Encoding: gzip").status());
    }

    @Test
    void C_25_C_60_a_time_out_is_recognisable_and_ends_the_tree() {
        long start = System.nanoTime();
        Response response = convert("{\"content\":\"CHILD\"}", "X-Request-ID: row-C-25");

        assertEquals(503, response.status());
        assertTrue(response.text().contains("\"PROCESS_TIMEOUT\""));
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
        Eventually.until(() -> !tool.runs());
    }

    @Test
    void C_54_a_conversion_of_seconds_is_not_slow() {
        convert("{\"content\":\"SLEEP\"}", "X-Request-ID: row-C-54-a");
        get("/__test/sleep?ms=300", "X-API-Key: " + KEY, "X-Request-ID: row-C-54-b");

        assertTrue(Eventually.await(() -> app.lines("row-C-54-b"), lines -> lines.size() > 1)
                .toString()
                .contains("slow"));
        assertFalse(app.lines("row-C-54-a").toString().contains("slow"));
    }

    static Stream<Response> allKinds() {
        return Stream.of(
                get("/"),
                get("/formats"),
                get("/nowhere", "X-API-Key: " + KEY),
                convert("{\"content\":\"" + "a".repeat(1_200_000) + "\"}"),
                get("/__test/boom?leak=x", "X-API-Key: " + KEY),
                RawHttp.exchange(app.port(), "NONSENSE\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("allKinds")
    void C_28_every_answer_carries_the_headers(Response response) {
        assertEquals(List.of("nosniff"), response.values("X-Content-Type-Options"));
        assertEquals(List.of("DENY"), response.values("X-Frame-Options"));
        assertEquals(1, response.values("Content-Security-Policy").size());
        assertEquals(1, response.values("X-Request-ID").size());
        assertNull(response.header("Server"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"content\":1}",
                "{\"content\":null}",
                "{}",
                "{\"content\":\" \"}",
                "{\"content\":\"x\",\"output_format\":\"doc\"}",
                "{\"content\":\"x\",\"output_format\":7}",
                "{\"content\":\"x\",\"content\":\"y\"}",
                "{\"content\":\"\u00ff\"}",
                "{'content':'x'}"
            })
    void C_29_a_bad_body_is_400(String body) {
        Response response = convert(body, "X-Empty: " + body.isEmpty());

        assertEquals(400, response.status(), response::toString);
        assertEquals("application/json", response.header("Content-Type"));
    }

    @Test
    void C_29_a_deep_body_is_400_and_controls_do_not_reach_the_tool() {
        assertEquals(400, convert("[".repeat(10_000)).status());
        assertEquals(400, convert("{\"content\":" + "[".repeat(10_000)).status());
        assertEquals(
                "a[C]b\n\tc",
                convert("{\"content\":\"a\\u0000[C]\\u001bb\\n\\tc\\u009f\"}").text());
        assertEquals(
                415,
                RawHttp.request(app.port(), "POST", "/convert", "content=x", "X-API-Key: " + KEY)
                        .status());
    }

    @Test
    void C_30_tool_errors_leak_no_path() {
        Response response = convert("{\"content\":\"ERROR\"}", "X-Request-ID: row-C-30");

        assertTrue(response.status() >= 400);
        assertFalse(response.text().contains("syntax") || response.text().contains("/"), response::toString);
        List<String> told = app.lines("syntax error in line 3");
        assertTrue(told.get(0).contains("\"row-C-30\""), told.get(0));
    }

    @Test
    void C_33_health_tells_status_service_and_time() {
        String report = get("/health").text();

        assertTrue(report.contains("\"status\":\"healthy\"") && report.contains("\"service\":"), report);
        int at = report.indexOf("\"timestamp\":\"") + 13;
        assertNotNull(Instant.parse(report.substring(at, report.indexOf('"', at))));
    }

    @Test
    void C_03_C_35_every_line_is_json_with_time_and_level() {
        get("/");
        for (String line : app.output().lines().toList()) {
            assertTrue(
                    line.startsWith("{\"timestamp\":\"2") && line.contains("\"level\":\"") && line.endsWith("}"), line);
        }
    }

    @Test
    void C_36_C_21_one_access_line_without_the_query() {
        get("/formats?token=shibboleth", "X-API-Key: " + KEY, "X-Request-ID: row-C-36");

        List<String> lines = app.lines("row-C-36").stream()
                .filter(line -> line.contains("\"duration_ms\""))
                .toList();
        assertEquals(1, lines.size());
        for (String part : List.of(
                "\"method\":\"GET\"", "\"path\":\"/formats\"", "\"status\":200", "\"client\":\"API_KEYS[1]\"")) {
            assertTrue(lines.get(0).contains(part), lines.get(0));
        }
        assertFalse(app.output().contains("shibboleth"));
    }

    @Test
    void C_37_C_61_only_failures_are_errors() {
        get("/nowhere", "X-API-Key: " + KEY, "X-Request-ID: row-C-37-a");
        Response failed = get("/__test/boom?leak=" + KEY, "X-API-Key: " + KEY, "X-Request-ID: row-C-37-b");

        assertEquals(500, failed.status());
        for (String inner : List.of("secret.txt", "SELECT", KEY, "Exception")) {
            assertFalse(failed.text().contains(inner), failed::toString);
        }
        assertFalse(app.lines("row-C-37-a").toString().contains("ERROR"));
        Eventually.until(() -> app.lines("row-C-37-b").size() == 2);
        List<String> errors = app.lines("row-C-37-b").stream()
                .filter(line -> line.contains("ERROR"))
                .toList();
        assertEquals(1, errors.size());
        assertTrue(errors.get(0).contains("/srv/app/secret.txt"));
        assertFalse(errors.get(0).contains(KEY));
    }

    @Test
    void C_38_a_failed_authentication_is_a_warning_with_client_and_path() {
        get("/formats", "X-API-Key: not-this-one", "X-Request-ID: row-C-38");

        List<String> lines = app.lines("row-C-38").stream()
                .filter(line -> line.contains("\"WARN\""))
                .toList();
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("127.0.0.1") && lines.get(0).contains("/formats"));
        assertFalse(app.output().contains("not-this-one"));
    }

    @Test
    void C_40_no_file_is_written() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("work"))) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void C_55_output_beyond_the_limit_is_refused_within_a_small_heap() {
        Response response = convert("{\"content\":\"BIG\"}");

        assertEquals(422, response.status());
        assertEquals(200, get("/health").status());
    }

    @Test
    void hooks_tell_who_calls() {
        String known = get("/__test/whoami", "X-API-Key: " + SECOND, "X-Forwarded-For: 1.2.3.4")
                .text();

        assertTrue(known.contains("\"client_ip\":\"127.0.0.1\""), known);
        assertTrue(known.contains("\"user\":\"API_KEYS["), known);
        assertEquals(
                "{\"bytes\":5}",
                RawHttp.request(app.port(), "POST", "/__test/sink", "12345", "X-API-Key: " + KEY)
                        .text());
        assertNotEquals(200, get("/__test/sleep?ms=-1", "X-API-Key: " + KEY).status());
    }

    private static long files() {
        try (Stream<Path> files = Files.walk(directory.resolve("tmp"))) {
            return files.count();
        } catch (IOException | UncheckedIOException e) {
            return -1;
        }
    }

    private static String withoutIds(Response response) {
        return response.toString()
                .replaceAll("[0-9a-f]{32}", "ID")
                .replaceAll("Date: .*", "")
                .replaceAll("00-[^\n]*", "TRACE");
    }

    private static Response get(String path, String... headers) {
        return RawHttp.get(app.port(), path, headers);
    }

    private static Response convert(String body, String... headers) {
        String[] all = Stream.concat(Stream.of("X-API-Key: " + KEY, JSON), Stream.of(headers))
                .toArray(String[]::new);
        return RawHttp.request(app.port(), "POST", "/convert", body, all);
    }
}
