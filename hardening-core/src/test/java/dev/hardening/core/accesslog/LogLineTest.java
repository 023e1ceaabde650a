package dev.hardening.core.accesslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonBoolean;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonNumber;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {

    private static final Instant NOON = Instant.parse("2026-02-03T12:00:00.1239Z");
    private static final String KEY = "kJ8fQ2mZx5Wc7Rt1Yp9Lb3Nv6Sd0Ga4H";
    private static final JsonReader READER = JsonReader.of(
            JsonLimits.builder().maxBytes(1 << 20).maxStringLength(1 << 19).build());

    private final Redactor redactor = new Redactor();
    private final LogLine json = LogLine.of(LogFormat.JSON, redactor::redact);
    private final LogLine text = LogLine.of(LogFormat.TEXT, redactor::redact);

    private static LogEvent.Builder event(LogLevel level) {
        return LogEvent.at(NOON, level).message("hello");
    }

    private JsonObject parsed(LogEvent.Builder event) throws Exception {
        String line = json.format(event.build());
        assertOneLine(line);
        return READER.readObject(line.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertOneLine(String line) {
        assertTrue(
                line.chars().noneMatch(c -> c < ' ' || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029),
                () -> "not one clean line: " + line);
    }

    @Test
    void writes_time_level_message_and_ids_first() {
        String line = json.format(event(LogLevel.INFO)
                .logger("dev.app")
                .field("path", "/a")
                .field("status", 200)
                .field("error_id", "e")
                .field("trace_id", "t")
                .field("tenant_id", "demo")
                .field("request_id", "r")
                .build());

        assertEquals(
                "{\"timestamp\":\"2026-02-03T12:00:00.123Z\",\"level\":\"INFO\",\"message\":\"hello\",\"request_id\":\"r\","
                        + "\"tenant_id\":\"demo\",\"trace_id\":\"t\",\"error_id\":\"e\",\"path\":\"/a\",\"status\":200,"
                        + "\"logger\":\"dev.app\"}",
                line);
    }

    @Test
    void writes_text_with_the_level_word_and_quotes_what_could_be_taken_for_two_words() {
        String line = text.format(event(LogLevel.WARN)
                .field("path", "/a b\" status=200")
                .field("status", 404)
                .field("none", "")
                .build());

        assertEquals("2026-02-03T12:00:00.123Z WARN  hello path=\"/a b\\\" status=200\" status=404 none=\"\"", line);
    }

    @ParameterizedTest
    @EnumSource
    void has_the_level_word_in_both_forms(LogLevel level) throws Exception {
        assertEquals(level.word(), parsed(event(level)).string("level"));
        assertTrue(text.format(event(level).build()).contains(" " + level.word() + " "));
    }

    @Test
    void finds_fatal_lines_among_the_errors() throws Exception {
        JsonObject line = parsed(event(LogLevel.FATAL));

        assertEquals("ERROR", line.string("level"));
        assertEquals(JsonBoolean.TRUE, line.get("fatal"));
        assertNull(parsed(event(LogLevel.ERROR)).get("fatal"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERROR", "/ERROR", "EERRORERROR", "\\ERROR", "ERRORERROR", "ER\u0000ROR ERROR\n"})
    void says_error_in_the_lines_of_errors_only_whatever_a_client_sends(String hostile) throws Exception {
        LogEvent.Builder builder = LogEvent.at(NOON, LogLevel.INFO)
                .message(hostile)
                .logger(hostile)
                .field("path", hostile)
                .field(hostile, "x")
                .thrown(new IllegalStateException(hostile));

        assertFalse(json.format(builder.build()).contains("ERROR"));
        assertFalse(text.format(builder.build()).contains("ERROR"));
        assertEquals(hostile, parsed(builder).string("path"), "the value is the same for who reads JSON");
        assertEquals(hostile, parsed(builder).string("message"));

        String failure =
                json.format(event(LogLevel.ERROR).field("path", "/ERROR").build());
        assertTrue(failure.contains("/ERROR"), "an error's line may say so");
    }

    @ParameterizedTest
    @EnumSource
    void has_the_word_in_a_line_of_any_level_only_when_it_is_an_error(LogLevel level) {
        LogEvent event = event(level).field("path", "/ERROR").build();

        assertEquals(level.isError(), json.format(event).contains("ERROR"));
        assertEquals(level.isError(), text.format(event).contains("ERROR"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\n{\"level\":\"ERROR\"}",
                "a\u2028b\u2029c",
                "a\u0085b",
                "\u001b[31mred",
                "\u0000\u0007\u007f\u009b",
                "\u202egnp.exe",
                "\ud800 half \udc00",
                "\",\"level\":\"ERROR\",\"x\":\"",
                "\\",
                ""
            })
    void keeps_hostile_text_in_one_line(String hostile) throws Exception {
        LogEvent.Builder builder = LogEvent.at(NOON, LogLevel.INFO)
                .message(hostile)
                .field("user_agent", hostile)
                .field(hostile, hostile)
                .thrown(new IOException(hostile, new IllegalStateException(hostile)));

        JsonObject line = parsed(builder);
        assertEquals("INFO", line.string("level"));
        assertOneLine(text.format(builder.build()));
        if (!hostile.contains("half")) {
            assertEquals(hostile, line.string("message"));
            assertEquals(hostile, line.string("user_agent"));
        }
    }

    @Test
    void cuts_what_is_too_long() throws Exception {
        String huge = "x".repeat(10_240);
        JsonObject line = parsed(LogEvent.at(NOON, LogLevel.INFO)
                .message(huge)
                .field("agent", huge)
                .field(huge, 1)
                .thrown(new IOException(huge)));

        assertEquals("x".repeat(SafeText.LONGEST) + "…", line.string("message"));
        assertEquals("x".repeat(SafeText.LONGEST) + "…", line.string("agent"));
        assertTrue(line.members().containsKey("x".repeat(64)));
        assertTrue(string(line, "exception").length() < 16_000);
    }

    @Test
    void leaves_fields_out_beyond_the_bound() throws Exception {
        LogEvent.Builder builder = event(LogLevel.INFO);
        for (int i = 0; i < 1000; i++) {
            builder.field("f" + i, i);
        }

        assertEquals(LogEvent.MOST_FIELDS + 3, parsed(builder).members().size());
    }

    @Test
    void keeps_the_first_of_two_values_and_its_own_names() throws Exception {
        JsonObject line = parsed(event(LogLevel.INFO)
                .field("request_id", "mine")
                .field("level", "TRACE")
                .field("none", null)
                .fields(Map.of("request_id", "context's", "message", "other")));

        assertEquals("mine", line.string("request_id"));
        assertEquals("INFO", line.string("level"));
        assertEquals("TRACE", line.string("level_"));
        assertEquals("other", line.string("message_"));
        assertFalse(line.members().containsKey("none"));
    }

    @Test
    void writes_numbers_and_booleans_as_such() throws Exception {
        JsonObject line = parsed(event(LogLevel.INFO)
                .field("long", 7L)
                .field("double", 1.5)
                .field("nan", Double.NaN)
                .field("yes", true)
                .field("level_of", LogLevel.WARN));

        assertEquals("7", ((JsonNumber) Objects.requireNonNull(line.get("long"))).lexeme());
        assertEquals("1.5", ((JsonNumber) Objects.requireNonNull(line.get("double"))).lexeme());
        assertEquals(JsonBoolean.TRUE, line.get("yes"));
        assertEquals("WARN", line.string("level_of"));
    }

    @Test
    void puts_an_exception_with_causes_and_suppressed_ones_inside_the_line() throws Exception {
        IOException failure = new IOException("outer", new FileNotFoundException("inner"));
        failure.addSuppressed(new IllegalStateException("beside"));

        String exception = string(parsed(event(LogLevel.ERROR).thrown(failure)), "exception");

        assertTrue(exception.startsWith("java.io.IOException: outer\n\tat dev.hardening.core.accesslog.LogLineTest."));
        assertTrue(exception.contains("\nCaused by: java.io.FileNotFoundException: inner\n\tat "));
        assertTrue(exception.contains("\nSuppressed: java.lang.IllegalStateException: beside\n\tat "));
    }

    @Test
    void ends_at_cycles_and_at_the_bounds_of_an_exception() throws Exception {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        first.addSuppressed(second);
        assertTrue(
                string(parsed(event(LogLevel.ERROR).thrown(first)), "exception").contains("(and so on)"));

        Exception deep = new Exception("bottom");
        for (int i = 0; i < 10_000; i++) {
            Exception next = new Exception("level " + i, deep);
            next.addSuppressed(deep);
            deep = next;
        }
        StackTraceElement frame = new StackTraceElement("C".repeat(200), "m", "f", 1);
        StackTraceElement[] frames = new StackTraceElement[5000];
        java.util.Arrays.fill(frames, frame);
        deep.setStackTrace(frames);
        String exception = string(parsed(event(LogLevel.ERROR).thrown(deep)), "exception");
        assertTrue(exception.contains("... 4960 more"));
        assertTrue(exception.length() <= ExceptionText.LONGEST + 1);
    }

    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("stack");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("text");
        }
    }

    @Test
    void survives_values_and_exceptions_that_throw() throws Exception {
        JsonObject line =
                parsed(event(LogLevel.ERROR).field("value", new Hostile()).thrown(new Hostile()));

        assertTrue(string(line, "exception").startsWith(Hostile.class.getName()));
        assertEquals("(a value that cannot be printed)", line.string("value"));

        LogLine broken = LogLine.of(LogFormat.JSON, secret -> {
            throw new IllegalStateException(secret);
        });
        assertFalse(broken.format(event(LogLevel.INFO).field("a", KEY).build()).contains(KEY));
    }

    @ParameterizedTest
    @EnumSource
    void masks_registered_secrets_everywhere(LogFormat format) {
        redactor.register(Secret.ofUtf8("API_KEY", KEY));
        LogLine line = LogLine.of(format, redactor::redact);

        String written = line.format(LogEvent.at(NOON, LogLevel.ERROR)
                .message("key " + KEY)
                .logger(KEY)
                .field("path", "/x/" + KEY)
                .field("request_id", KEY)
                .field("list", List.of(KEY))
                .field(KEY, 1)
                .thrown(new IOException("a" + KEY, new IllegalStateException(KEY)))
                .build());

        assertFalse(written.contains(KEY), written);
        assertFalse(written.contains(KEY.substring(0, 12)), written);
        assertTrue(written.contains("/x/***"), written);
    }

    @Test
    void masks_a_secret_that_lies_across_the_cut() {
        redactor.register(Secret.ofUtf8("API_KEY", KEY));
        String across = "x".repeat(SafeText.LONGEST - 10) + KEY;

        String written =
                json.format(LogEvent.at(NOON, LogLevel.INFO).message(across).build());

        assertFalse(written.contains(KEY.substring(0, 6)), "the beginning of a secret is left");
    }

    @Test
    void writes_no_name_twice_when_names_are_masked() throws Exception {
        redactor.register(List.of(Secret.ofUtf8("A", KEY), Secret.ofUtf8("B", KEY + "2")));

        JsonObject line =
                parsed(event(LogLevel.INFO).field(KEY, "a").field("\ud800", "b").field("\ud801", "c"));

        assertEquals(6, line.members().size(), line.toString());
        assertEquals("b", line.string("\ufffd_2"));
    }

    @Test
    void keeps_whole_characters_at_a_cut() throws Exception {
        String smiles = "x" + "\ud83d\ude00".repeat(SafeText.LONGEST);

        JsonObject line = parsed(LogEvent.at(NOON, LogLevel.INFO).message(smiles));

        assertTrue(string(line, "message").endsWith("\ud83d\ude00\ufffd…"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "db_password", "Authorization", "X-API-Key", "client_secret", "access_token"})
    void masks_all_of_a_field_whose_name_says_secret(String name) throws Exception {
        assertEquals("***", parsed(event(LogLevel.INFO).field(name, "hunter2")).string(name));
        assertTrue(
                text.format(event(LogLevel.INFO).field(name, "hunter2").build()).endsWith(name + "=***"));
    }

    @Test
    void stays_one_valid_line_for_random_events() throws Exception {
        long seed = 20_260_203L;
        Random random = new Random(seed);
        String alphabet = "ERO\"\\\n\r\t\u0000\u2028\u0085 ={}[],:eé\ud83d\ude00\ud800u0045/";
        for (int i = 0; i < 1000; i++) {
            List<String> words = new ArrayList<>();
            for (int w = 0; w < 6; w++) {
                StringBuilder word = new StringBuilder();
                for (int c = random.nextInt(20); c > 0; c--) {
                    word.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                words.add(word.toString());
            }
            LogLevel level = List.of(LogLevel.values()).get(random.nextInt(LogLevel.values().length));
            LogEvent.Builder builder = LogEvent.at(NOON, level)
                    .message(words.get(0))
                    .field(words.get(1), words.get(2))
                    .field(words.get(3), i)
                    .logger(words.get(4))
                    .thrown(random.nextBoolean() ? new IOException(words.get(5)) : null);
            String told = "seed " + seed + ", round " + i;

            assertEquals(level.word(), parsed(builder).string("level"), told);
            String plain = text.format(builder.build());
            assertOneLine(plain);
            assertEquals(level.isError(), plain.contains("ERROR"), told);
            assertEquals(level.isError(), json.format(builder.build()).contains("ERROR"), told);
        }
    }

    private static String string(JsonObject line, String name) {
        @Nullable String value = line.string(name);
        return Objects.requireNonNull(value, name);
    }
}
