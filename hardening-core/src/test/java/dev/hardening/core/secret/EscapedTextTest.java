package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapedTextTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "plain, plain",
                "UPPER, upper",
                "a\\\"b, a\"b",
                "a\\\\\\\"b, a\"b",
                "c:\\\\x, c:x",
                "\\u0041\\u004a, aj",
                "\\\\u0041, a",
                "\\u00zz, u00zz",
                "\\u004, u004",
                "%41%4A, aj",
                "%2541, a",
                "%252541, a",
                "%, %",
                "%4, %4",
                "%zz, %zz",
                "%25, %",
                "%2525, %",
                "%25x, %x",
                "100%, 100%",
                "x\\, x\\",
                "x\\\\, x\\",
                "%u0041, %u0041"
            })
    void is_seen_through_escapes(String text, String expected) {
        assertEquals(expected, read(text, true));
    }

    @Test
    void stands_as_it_is_without() {
        assertEquals("a\\u0041%41", read("A\\u0041%41", false));
        assertTrue(EscapedText.hasEscapes("a%"));
        assertTrue(EscapedText.hasEscapes("\\"));
        assertFalse(EscapedText.hasEscapes("a/b"));
        assertFalse(EscapedText.hasEscapes(""));
    }

    @Test
    void steps_always_go_on_and_end_at_the_end() {
        Random random = new Random(20260423);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append("\\%u0245aF".charAt(random.nextInt(9)));
            }
            for (int at = 0; at < text.length(); ) {
                int next = EscapedText.next(EscapedText.step(text, at, true));
                assertTrue(next > at && next <= text.length(), text.toString());
                at = next;
            }
        }
    }

    @Test
    void a_secret_looks_the_same_however_often_it_is_escaped() {
        Random random = new Random(20260424);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder plain = new StringBuilder("k");
            for (int n = random.nextInt(20); n > 0; n--) {
                plain.append("ab\"\\/+=&z9".charAt(random.nextInt(10)));
            }
            plain.append('k');
            String seen = read(plain.toString(), true);
            String escaped = plain.toString();
            for (int depth = 0; depth < 3; depth++) {
                escaped = escaped.replace("\\", "\\\\").replace("\"", "\\\"");
                assertEquals(seen, read(escaped, true), "depth " + depth + " of " + plain);
            }
        }
    }

    private static String read(String text, boolean throughEscapes) {
        StringBuilder read = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            long step = EscapedText.step(text, at, throughEscapes);
            read.append(EscapedText.character(step));
            at = EscapedText.next(step);
        }
        return read.toString();
    }
}
