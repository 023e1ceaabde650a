package dev.hardening.core.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String GOOD = "00-" + TRACE + "-" + SPAN + "-01";

    private static final Pattern GRAMMAR = Pattern.compile(
            "(?!ff)([0-9a-f]{2})-(?!0{32})[0-9a-f]{32}" + "-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?s:(-.*)?)");

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff, true",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe, false",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what the future brings, true",
        "fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02, false",
    })
    void reads_what_is_well_formed(String text, boolean sampled) {
        TraceContext context = TraceContext.parse(text);
        assertNotNull(context);
        assertEquals(TRACE, context.traceId());
        assertEquals(SPAN, context.spanId());
        assertEquals(sampled, context.isSampled());
        assertEquals("00-" + TRACE + "-" + SPAN + (sampled ? "-01" : "-00"), context.traceparent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "FF-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b77-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473\u0666-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,00",
            })
    void refuses_everything_else(String text) {
        assertNull(TraceContext.parse(text));
    }

    @Test
    void a_child_is_another_span_of_the_same_trace() {
        TraceContext parent = TraceContext.parse(GOOD);
        assertNotNull(parent);
        assertEquals(
                "00-" + TRACE + "-1111111111111111-01",
                parent.child(0x1111111111111111L).toString());
    }

    @Test
    void any_change_of_a_good_one_is_judged_as_the_grammar_judges_it() {
        long seed = 20261121L;
        Random random = new Random(seed);
        String alphabet = "0123456789abcdefABCDEFg-_ \u0000\u0660";
        int good = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.insert(at, c);
                    case 1 -> text.deleteCharAt(at);
                    case 2 -> text.append(c);
                    default -> text.setCharAt(at, c);
                }
            }
            String changed = text.toString();
            boolean expected =
                    GRAMMAR.matcher(changed).matches() && (changed.length() == 55 || !changed.startsWith("00"));
            assertEquals(expected, TraceContext.parse(changed) != null, "seed " + seed + ": " + changed);
            good += expected ? 1 : 0;
        }
        assertTrue(good > 1000, "only " + good + " were good");
    }
}
