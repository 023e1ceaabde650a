package dev.hardening.core.input;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class ActiveContentFuzzTest {

    private static final long SEED = 20261127;
    private static final int ROUNDS = 20_000;
    private static final String[] PARTS = {
        "<",
        ">",
        "&",
        "#",
        "x",
        ";",
        "%",
        "\\",
        "u",
        "0",
        "3",
        "c",
        "\"",
        "'",
        "=",
        " ",
        "/",
        ":",
        "on",
        "click",
        "script",
        "java",
        "data",
        "style",
        "expression(",
        "url(",
        "&lt;",
        "%3c",
        "\\u003c",
        "\0",
        "\uff1c",
        "\ud835",
        "\udcc8",
        "\ud800",
        "object",
        "](",
        "\t",
        "&#60",
        "%E2%80",
        "{",
        "}",
        "values",
        "text/html,",
        "a"
    };
    private static final List<String> HARMLESS = List.of(" and more", " 5", " word, word", " end.", " \u4e16\u754c");

    private final Random random = new Random(SEED);
    private final ActiveContent detector = ActiveContent.standard();

    @Test
    void returns_for_any_text_and_no_harmless_end_makes_active_text_harmless(TestReporter reporter) {
        int active = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = text();
            if (detector.isIn(text)) {
                active++;
                for (String end : HARMLESS) {
                    assertTrue(detector.isIn(text + end), () -> "seed " + SEED + ": " + text + end);
                }
            }
        }
        reporter.publishEntry("seed " + SEED, active + " of " + ROUNDS + " texts are active");
        assertTrue(active > ROUNDS / 100);
    }

    @Test
    void stays_sure_of_generated_active_content_when_more_follows() {
        ActiveGrammar grammar = new ActiveGrammar(SEED);
        for (int round = 0; round < 3000; round++) {
            String text = grammar.next();
            for (String end : HARMLESS) {
                assertTrue(!detector.isIn(text) || detector.isIn(text + end), () -> "seed " + SEED + ": " + text);
            }
        }
    }

    @Test
    void returns_for_every_cut_and_every_change_of_active_content() {
        ActiveGrammar grammar = new ActiveGrammar(SEED);
        for (int round = 0; round < 300; round++) {
            String text = grammar.next();
            for (int cut = 0; cut < text.length(); cut += 1 + text.length() / 50) {
                String tail = text.substring(cut);
                String head = text.substring(0, cut);
                String changed = head + (char) random.nextInt(0x10000) + tail;
                for (String part : List.of(tail, head, changed)) {
                    assertDoesNotThrow(() -> detector.isIn(part), () -> "seed " + SEED + ": " + part);
                }
            }
        }
    }

    @Test
    void decodes_to_no_more_than_there_was_and_leaves_text_without_escapes_alone() {
        for (int round = 0; round < ROUNDS; round++) {
            String text = text();
            for (int kinds = 1; kinds <= LayerDecoder.ALL; kinds++) {
                String decoded = LayerDecoder.decode(text, kinds);
                assertTrue(decoded == null || decoded.length() <= text.length(), () -> "seed " + SEED + ": " + text);
            }
            String plain = text.replaceAll("[^a-z<>=/ ]", "");
            assertNull(LayerDecoder.decode(plain, LayerDecoder.ALL));
        }
    }

    @Test
    void undoes_what_encoders_do() {
        for (int round = 0; round < 2000; round++) {
            String text = text().replaceAll("[\\ud800-\\udfff+]", "");
            String references = "&#x26;" + text.replace("&", "&amp;").replace("<", "&lt;");
            assertEquals("&" + text, LayerDecoder.decode(references, LayerDecoder.REFERENCES));
            String percent = "%26" + java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
            assertEquals("&" + text, LayerDecoder.decode(percent, LayerDecoder.PERCENT));
            StringBuilder escaped = new StringBuilder("\\x26");
            text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
            assertEquals("&" + text, LayerDecoder.decode(escaped, LayerDecoder.BACKSLASH));
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int parts = 1 + random.nextInt(14);
        for (int i = 0; i < parts; i++) {
            text.append(
                    random.nextInt(30) == 0
                            ? String.valueOf((char) random.nextInt(0x10000))
                            : PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }
}
