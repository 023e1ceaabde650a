package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonReader;
import java.lang.management.ManagementFactory;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("alone")
class RedactorTest {

    private static final String HEX = "3f9a0c57d1e84b26a75f3e90c8d2b1466b8e02f4a9d7c35110fe84726bd95ac3";
    private static final String AWKWARD = "a\"b\\c/d+e=f&g<h>'i j%k\u00e9l";

    private final Redactor redactor = new Redactor(List.of(
            Secret.ofUtf8("HEX", HEX),
            Secret.ofUtf8("AWKWARD", AWKWARD),
            Secret.ofUtf8("ONE", "abcdefgh123"),
            Secret.ofUtf8("TWO", "gh123xyz-77"),
            Secret.ofUtf8("SHORT", "neo4j"),
            Secret.ofUtf8("TINY", "ab")));

    static Stream<Arguments> registered() {
        return Stream.of(
                Arguments.of(HEX, "***"),
                Arguments.of("x" + HEX + "y", "x***y"),
                Arguments.of(HEX + HEX, "***"),
                Arguments.of(HEX + " " + HEX, "*** ***"),
                Arguments.of(HEX.toUpperCase(Locale.ROOT), "***"),
                Arguments.of(HEX.substring(0, 63), HEX.substring(0, 63)),
                Arguments.of(HEX.substring(0, 60) + HEX, HEX.substring(0, 60) + "***"),
                Arguments.of("abcdefgh123xyz-77", "***"),
                Arguments.of("-abcdefgh123-gh123xyz-77-", "-***-***-"),
                Arguments.of("abcdefgh12", "abcdefgh12"),
                Arguments.of("neo4j", "***"),
                Arguments.of("bolt neo4j, NEO4J!", "bolt ***, ***!"),
                Arguments.of("neo4j2 xneo4j", "neo4j2 xneo4j"),
                Arguments.of("ab", "ab"),
                Arguments.of("<" + AWKWARD + ">", "<***>"),
                Arguments.of("", ""));
    }

    @ParameterizedTest
    @MethodSource("registered")
    void masks_registered_secrets(String text, String expected) {
        assertEquals(expected, redactor.redact(text));
        assertEquals(
                expected, redactor.redact((CharSequence) CharBuffer.wrap(text)).toString());
    }

    static Stream<String> escaped() {
        String json = "a\\\"b\\\\c/d+e=f&g<h>'i j%k\u00e9l";
        String ascii = "a\\\"b\\\\c\\/d+e=f&g<h>'i j%k\\u00e9l";
        String html = "a\\\"b\\\\c/d+e\\u003df\\u0026g\\u003Ch\\u003e\\u0027i j%k\u00e9l";
        String all =
                "\\u0061\\u0022\\u0062\\u005c\\u0063\\u002f\\u0064\\u002B\\u0065\\u003D\\u0066\\u0026\\u0067\\u003c\\u0068"
                        + "\\u003e\\u0027\\u0069\\u0020\\u006a\\u0025\\u006b\\u00e9\\u006c";
        String url = "a%22b%5Cc%2fd%2Be%3Df%26g%3Ch%3E%27i%20j%25k%C3%A9l";
        String twice = url.replace("%", "%25");
        String nested = json.replace("\\", "\\\\").replace("\"", "\\\"");
        return Stream.of(json, ascii, html, all, url, twice, nested, nested.replace("\\", "\\\\"));
    }

    @ParameterizedTest
    @MethodSource("escaped")
    void masks_secrets_through_escapes(String escaped) {
        assertEquals("<***>", redactor.redact("<" + escaped + ">"));
        assertEquals("\\n\\t <***> 100% \\", redactor.redact("\\n\\t <" + escaped + "> 100% \\"));
    }

    @Test
    void leaves_json_as_json() {
        for (String value : new String[] {AWKWARD, HEX, "x" + AWKWARD, AWKWARD + "\\", "\\" + HEX, HEX + "\n" + HEX}) {
            String json = "{\"message\":\""
                    + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
                    + "\",\"password\":\"p\\\"w\",\"n\":1}";
            String masked = redactor.redact(json);
            assertFalse(masked.contains("a75f3e90"), masked);
            assertDoesNotThrow(() -> JsonReader.of(JsonLimits.defaults()).read(masked), masked);
        }
    }

    @Test
    void finds_a_secret_right_after_a_backslash_or_percent_sign() {
        Redactor careful =
                new Redactor(List.of(Secret.ofUtf8("K", "u0041bcdefghij"), Secret.ofUtf8("L", "41bcdefghijklm")));

        assertEquals("\\***", careful.redact("\\u0041bcdefghij"));
        assertEquals("%***", careful.redact("%41bcdefghijklm"));
    }

    @Test
    void finds_secrets_that_look_escaped_or_end_with_a_backslash() {
        Redactor careful =
                new Redactor(List.of(Secret.ofUtf8("K", "pre\\u0041%41post"), Secret.ofUtf8("L", "trailing-slash\\")));

        assertEquals("***", careful.redact("pre\\u0041%41post"));
        assertEquals("***", careful.redact("pre\\\\u0041%41post"));
        assertFalse(careful.redact("trailing-slash\\").contains("trailing"));
        assertFalse(careful.redact("\"trailing-slash\\\\\"").contains("trailing"));
    }

    @Test
    void masks_long_secrets_whole() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        Redactor longs = new Redactor(List.of(Secret.ofUtf8("PEM", text)));

        assertEquals("<***>", longs.redact("<" + text + ">"));
    }

    @Test
    void masks_every_length_of_secret() {
        for (int length = 6; length <= 600; length += length < 270 ? 1 : 7) {
            Random random = new Random(length);
            String value = random.ints(length, 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            Redactor one = new Redactor(List.of(Secret.ofUtf8("K", value)));
            assertEquals("1***2", one.redact("1" + value + "2"), "length " + length);
            String cut = "1" + value.substring(1) + "2";
            assertTrue(length > 256 || one.redact(cut).equals(cut), "length " + length);
        }
    }

    @Test
    void learns_secrets_while_in_use_and_forgets_none() {
        Redactor growing = new Redactor();
        String text = "key " + HEX;
        assertSame(text, growing.redact(text));

        growing.register(Secret.ofUtf8("K", HEX));
        growing.register(Secret.ofUtf8("K", HEX));
        growing.register(Secret.ofUtf8("L", "another-value"));

        assertEquals("key ***", growing.redact(text));
        assertEquals("*** ***", growing.redact(HEX + " another-value"));
    }

    @Test
    void masks_binary_secrets_that_are_printed_as_latin_1() {
        byte[] key = new byte[32];
        new Random(3).nextBytes(key);
        Redactor binary = new Redactor(List.of(Secret.ofBytes("K", key)));

        assertEquals("[***]", binary.redact("[" + new String(key, java.nio.charset.StandardCharsets.ISO_8859_1) + "]"));
    }

    static Stream<Arguments> shapes() {
        String jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        return Stream.of(
                Arguments.of("token " + jwt + " used", "token *** used"),
                Arguments.of("\"" + jwt + "\"", "\"***\""),
                Arguments.of("(" + jwt + ").", "(***)."),
                Arguments.of("at " + jwt + ".", "at ***."),
                Arguments.of("\\n" + jwt, "\\n***"),
                Arguments.of("q=%20" + jwt, "q=%20***"),
                Arguments.of("eyJ is short", "eyJ is short"),
                Arguments.of("keyJournalEntries", "keyJournalEntries"),
                Arguments.of("hk_live_AbCdEfGh_0123456789 x", "*** x"),
                Arguments.of("hk_live", "hk_live"),
                Arguments.of("sk-ant-api03-AbCdEf x", "*** x"),
                Arguments.of("sk-ant-...", "sk-ant-..."),
                Arguments.of("task-management-system", "task-management-system"),
                Arguments.of("ghp_0123456789abcdef", "***"),
                Arguments.of("AKIAIOSFODNN7EXAMPLE", "***"),
                Arguments.of("Bearer abc.def-123", "Bearer ***"),
                Arguments.of("bearer   QWxhZGRpbg==", "bearer   ***"),
                Arguments.of("Basic dXNlcjpwYXNz", "Basic ***"),
                Arguments.of("BASIC dXNlcjpwYXNz;", "BASIC ***;"),
                Arguments.of("Bearer token missing", "Bearer token missing"),
                Arguments.of("Basic configuration.", "Basic configuration."),
                Arguments.of("WWW-Authenticate: Bearer realm=\"x\"", "WWW-Authenticate: Bearer realm=\"x\""),
                Arguments.of("postgres://user:pass@host:5432/db", "postgres://***@host:5432/db"),
                Arguments.of("redis://:pw@h redis://h:6379", "redis://***@h redis://h:6379"),
                Arguments.of("https://token@github.com/a@b", "https://***@github.com/a@b"),
                Arguments.of("db://u:p@ss@h/x", "db://***@h/x"),
                Arguments.of("db://u:p/s@h/x", "db://***@h/x"),
                Arguments.of("http://h:80/a@b http://h/a@b", "http://h:80/a@b http://h/a@b"),
                Arguments.of("mail a@b.c", "mail a@b.c"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void masks_credentials_nobody_registered(String text, String expected) {
        assertEquals(expected, new Redactor().redact(text));
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                Arguments.of("password=hunter2", "password=***"),
                Arguments.of("?user=a&password=hunter2&x=1", "?user=a&password=***&x=1"),
                Arguments.of("PASSWORD = hunter2, x", "PASSWORD = ***, x"),
                Arguments.of("DB_PASSWORD='a b',c", "DB_PASSWORD='***',c"),
                Arguments.of("spring.datasource.password: x", "spring.datasource.password: x"),
                Arguments.of("password:hunter2", "password:***"),
                Arguments.of("NEO4J_PASS=x bypass=y", "NEO4J_PASS=*** bypass=y"),
                Arguments.of("API_KEY_2=abc", "API_KEY_2=***"),
                Arguments.of("apiKey=abc clientSecret=def", "apiKey=*** clientSecret=***"),
                Arguments.of("{\"client_secret\": \"a\\\"b\", \"n\": 1}", "{\"client_secret\": \"***\", \"n\": 1}"),
                Arguments.of(
                        "{\\\"password\\\":\\\"a\\\\\\\"b\\\",\\\"n\\\":1}",
                        "{\\\"password\\\":\\\"***\\\",\\\"n\\\":1}"),
                Arguments.of("{\"password\":\"unfinished", "{\"password\":\"***"),
                Arguments.of("Authorization: Bearer abcdef\nHost: h", "Authorization: ***\nHost: h"),
                Arguments.of("Cookie: a=b; c=d\r\nHost: h", "Cookie: ***\r\nHost: h"),
                Arguments.of("set-cookie: sid=1; Path=/", "set-cookie: ***"),
                Arguments.of("curl -H 'X-API-Key: abc' http://h", "curl -H 'X-API-Key: ***' http://h"),
                Arguments.of("X-Admin-Key: abc", "X-Admin-Key: ***"),
                Arguments.of("X-AI-Signature: 00ff", "X-AI-Signature: ***"),
                Arguments.of("{authorization=[Bearer x], accept=[*/*]}", "{authorization=[***], accept=[*/*]}"),
                Arguments.of("access_token=abc", "access_token=***"),
                Arguments.of("invalid token: expired", "invalid token: expired"),
                Arguments.of("JWT_SECRET: is a placeholder", "JWT_SECRET: is a placeholder"),
                Arguments.of("JWT_SECRET=$(openssl rand -hex 32)", "JWT_SECRET=$(openssl rand -hex 32)"),
                Arguments.of("JWT_SECRET=<random>", "JWT_SECRET=<random>"),
                Arguments.of("JWT_SECRET_FILE=/run/secrets/jwt", "JWT_SECRET_FILE=/run/secrets/jwt"),
                Arguments.of("if (token == null)", "if (token == null)"),
                Arguments.of("password=", "password="),
                Arguments.of("=:=:", "=:=:"),
                Arguments.of("monkey=1 status=ok 12:30:15", "monkey=1 status=ok 12:30:15"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void masks_the_values_of_fields_with_telling_names(String text, String expected) {
        assertEquals(expected, new Redactor().redact(text));
    }

    @Test
    void keeps_findings_of_rules_readable() {
        for (String weak : WeakSecrets.long32()) {
            for (SecretFinding finding : SecretRule.signing().check("JWT_SECRET", weak)) {
                assertEquals(finding.toString(), new Redactor().redact(finding.toString()));
            }
        }
    }

    @Test
    void returns_the_same_object_and_allocates_nothing_when_nothing_is_found() {
        List<CharSequence> texts = List.of(
                "GET /api/prompts/KEY 200 12 ms request_id=0af7651916cd43dd tenant=demo",
                "a \\\"quoted\\\" line with 100% \\u00e9 escapes %20 and http://host:8080/path?x=1#y",
                CharBuffer.wrap("from 127.0.0.1: Basic configuration loaded, Bearer token missing"));
        for (CharSequence text : texts) {
            assertSame(text, redactor.redact(text));
        }
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200; i++) {
                for (int k = 0; k < texts.size(); k++) {
                    redactor.redact(texts.get(k));
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 600, "600 lines allocated " + least + " bytes");
    }

    @Test
    void agrees_with_a_plain_search_on_random_text() {
        Random random = new Random(20260421);
        for (int round = 0; round < 3000; round++) {
            List<String> values = new ArrayList<>();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                values.add(text(random, 6 + random.nextInt(8)));
            }
            String text = text(random, random.nextInt(200));
            Redactor any = new Redactor(IntStream.range(0, values.size())
                    .mapToObj(i -> Secret.ofUtf8("K" + i, values.get(i)))
                    .toList());
            assertEquals(plain(text, values), any.redact(text));
        }
    }

    /** Over two letters, so that secrets overlap themselves and each other. */
    private static String text(Random random, int length) {
        return random.ints(length, 'y', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String plain(String text, List<String> values) {
        boolean[] masked = new boolean[text.length() + 1];
        for (String value : values) {
            for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
                java.util.Arrays.fill(masked, at, at + value.length(), true);
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!masked[i]) {
                out.append(text.charAt(i));
            } else if (!masked[i + 1]) {
                out.append("***");
            }
        }
        return out.toString();
    }

    @Test
    void fuzzed_text_never_fails_and_never_shows_a_secret() {
        Random random = new Random(20260422);
        String pieces = "\\\"'%25u0041eyJ=:@/[]{}<>$( \n\uD83Dépassword";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(random.nextInt(12) == 0 ? HEX : pieces.charAt(random.nextInt(pieces.length())));
            }
            assertFalse(redactor.redact(text.toString()).contains(HEX));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=",
                ":",
                "\\",
                "%25",
                "%",
                "eyJ",
                "eyJ.",
                "hk_",
                "password=",
                "password:\"",
                "://",
                "://a:x",
                "@",
                "Bearer ",
                "basic x=\"",
                "token=[",
                "\\u0041",
                "'",
                "://u:p@",
                "authorization: ",
                "yyyyyyyyyyz",
                "-b",
                " "
            })
    void hostile_text_of_a_megabyte_takes_linear_time(String unit) {
        Redactor periodic = new Redactor(List.of(
                Secret.ofUtf8("A", "a".repeat(60)),
                Secret.ofUtf8("B", "a".repeat(59) + "b"),
                Secret.ofUtf8("C", "yyyyyyyyyyz".repeat(4)),
                Secret.ofUtf8("D", HEX)));
        long small = Math.min(
                cpuNanos(periodic, unit.repeat(64_000 / unit.length())),
                cpuNanos(periodic, unit.repeat(64_000 / unit.length())));
        long large = cpuNanos(periodic, unit.repeat(1_024_000 / unit.length()));

        // 16 times the text; a quadratic pass would take 256 times as long.
        assertTrue(large < 100_000_000L || large < 80 * small, "64 KB " + small + " ns, 1 MB " + large + " ns");
    }

    /** Processor time, so that a busy machine does not count. */
    private static long cpuNanos(Redactor redactor, String text) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        redactor.redact(text);
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }
}
