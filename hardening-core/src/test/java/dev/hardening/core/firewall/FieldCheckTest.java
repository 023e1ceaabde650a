package dev.hardening.core.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldCheckTest {

    private static final long SEED = 20_261_103;

    private final FieldCheck check = Firewall.of(FirewallSettings.builder()
                    .maxHeaders(4)
                    .maxHeader(64)
                    .maxHeaderTotal(150)
                    .build())
            .fields();

    private static String outcome(Decision decision) {
        return decision instanceof Refusal refusal ? refusal.status() + " " + refusal.code() : "allowed";
    }

    private static String line(String name, String value, boolean repeated) {
        return outcome(Firewall.of(FirewallSettings.builder().build()).fields().line(name, value, repeated));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept", "x", "X-Forwarded-For", "sec-ch-ua", "!#$%&'*+-.^_`|~09azAZ"})
    void a_name_is_a_token(String name) {
        assertEquals("allowed", line(name, "a", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " a",
                "a ",
                "a b",
                "a:",
                ":authority",
                "a\t",
                "a\u0000",
                "a\r",
                "a\n",
                "\u00fc",
                "a(b",
                "a\"",
                "a,b",
                "a;b",
                "a/b",
                "a=b",
                "a[b",
                "a{b",
                "a\u007f",
                "\uff41"
            })
    void a_name_that_is_no_token_is_malformed(String name) {
        assertEquals("400 HEADER_MALFORMED", line(name, "a", false));
    }

    @Test
    void a_value_holds_no_control_character_but_a_tab() {
        for (char c = 0; c < 0x100; c++) {
            boolean control = (c < ' ' && c != '\t') || c == 0x7F;
            for (String value : new String[] {"a" + c + "b", "" + c, c + "a", "a" + c, "abcdefghijklmnop" + c}) {
                assertEquals(
                        control ? "400 HEADER_MALFORMED" : "allowed",
                        line("X-Any", value, false),
                        "character " + (int) c);
            }
        }
        assertEquals("allowed", line("X-Any", "", false));
        assertEquals("allowed", line("X-Any", "\u20ac", false));
        assertEquals("400 HEADER_MALFORMED", line("X-Any", "\u20ac\u0000", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "HOST",
                "content-length",
                "Content-Type",
                "Authorization",
                "Transfer-Encoding",
                "Origin",
                "Referer",
                "User-Agent",
                "Range",
                "If-Modified-Since",
                "Sec-Fetch-Site",
                "Proxy-Authorization",
                "Access-Control-Request-Method"
            })
    void a_field_that_may_come_once_is_not_repeated(String name) {
        String value = name.equalsIgnoreCase("Content-Length") ? "5" : "chunked";
        assertEquals("allowed", line(name, value, false));
        assertEquals("400 HEADER_MALFORMED", line(name, value, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept",
                "Accept-Language",
                "Cookie",
                "X-Forwarded-For",
                "Forwarded",
                "Via",
                "Cache-Control",
                "If-None-Match",
                "Connection",
                "TE",
                "X-Any",
                "Prefer",
                "Link"
            })
    void a_field_that_is_a_list_may_be_repeated(String name) {
        assertEquals("allowed", line(name, "a", true));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Content-Length, 0, true",
                "Content-Length, 0005, true",
                "Content-Length, 999999999999999999, true",
                "Content-Length, 9999999999999999999, false",
                "Content-Length, -1, false",
                "Content-Length, +1, false",
                "Content-Length, 0x10, false",
                "Content-Length, 1e3, false",
                "Content-Length, \"5, 5\", false",
                "Content-Length, \"\", false",
                "content-length, \u0665, false",
                "Transfer-Encoding, chunked, true",
                "transfer-encoding, CHUNKED, true",
                "Transfer-Encoding, \"gzip, chunked\", false",
                "Transfer-Encoding, \"chunked, chunked\", false",
                "Transfer-Encoding, \"chunked, identity\", false",
                "Transfer-Encoding, identity, false",
                "Transfer-Encoding, xchunked, false",
                "Transfer-Encoding, \"\", false",
                "Transfer-Encoding, \" chunked\", false",
                "Transfer-Encoding, chunked;q=1, false"
            })
    void the_end_of_a_request_has_one_answer(String name, String value, boolean allowed) {
        assertEquals(allowed ? "allowed" : "400 HEADER_MALFORMED", line(name, value, false));
    }

    @Test
    void a_request_has_a_length_or_a_coding_but_not_both() {
        assertEquals("allowed", outcome(check.line("Content-Length", "5", false)));
        assertEquals("400 HEADER_MALFORMED", outcome(check.line("transfer-encoding", "chunked", false)));
        FieldCheck other = Firewall.of(FirewallSettings.builder().build()).fields();
        assertEquals("allowed", outcome(other.line("Transfer-Encoding", "chunked", false)));
        assertEquals("allowed", outcome(other.line("Accept", "a", false)));
        assertEquals("400 HEADER_MALFORMED", outcome(other.line("CONTENT-LENGTH", "5", false)));
    }

    @Test
    void lines_are_counted() {
        for (int i = 0; i < 4; i++) {
            assertEquals("allowed", outcome(check.line("A", "b", i > 0)));
        }
        assertEquals("431 HEADERS_TOO_LARGE", outcome(check.line("A", "b", true)));
    }

    @Test
    void a_line_is_bounded() {
        assertEquals("allowed", outcome(check.line("A", "b".repeat(63), false)));
        assertEquals("431 HEADERS_TOO_LARGE", outcome(check.line("A", "b".repeat(64), false)));
    }

    @Test
    void all_lines_together_are_bounded() {
        assertEquals("allowed", outcome(check.line("A", "b".repeat(63), false)));
        assertEquals("allowed", outcome(check.line("B", "b".repeat(63), false)));
        assertEquals("allowed", outcome(check.line("C", "b".repeat(21), false)));
        assertEquals("431 HEADERS_TOO_LARGE", outcome(check.line("D", "", false)));
    }

    @Test
    void any_text_gets_a_verdict() {
        Random random = new Random(SEED);
        FieldCheck fresh = Firewall.of(FirewallSettings.builder().build()).fields();
        for (int i = 0; i < 100_000; i++) {
            if (i % 50 == 0) {
                fresh = Firewall.of(FirewallSettings.builder().build()).fields();
            }
            String outcome =
                    outcome(fresh.line(PathRulesTest.draw(random), PathRulesTest.draw(random), random.nextBoolean()));
            assertTrue(
                    outcome.equals("allowed") || outcome.equals("400 HEADER_MALFORMED"),
                    "seed " + SEED + ": " + outcome);
        }
    }
}
