package dev.hardening.core.input;

import static dev.hardening.core.input.Inputs.json;
import static dev.hardening.core.input.Inputs.judge;
import static dev.hardening.core.input.Inputs.only;
import static dev.hardening.core.input.Rules.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonString;
import dev.hardening.testing.Allocations;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRuleTest {

    private static String judged(TextRule rule, String text) {
        return judge(rule, JsonString.of(text)).replace("/f ", "");
    }

    private static String cleaned(TextRule rule, String text) {
        return only(rule)
                .check(JsonObject.of(Map.of("f", JsonString.of(text))))
                .value()
                .text("f");
    }

    @Test
    void V_33_counts_utf_16_units_and_not_bytes() {
        TextRule content = text().maxLength(50_000);
        assertEquals("ok", judged(content, "a".repeat(50_000)));
        assertEquals("TOO_LONG", judged(content, "a".repeat(50_001)));
        assertEquals("ok", judged(content, "€".repeat(50_000)));
        assertEquals("TOO_LONG", judged(content, "€".repeat(50_001)));
        assertEquals("ok", judged(content, "😀".repeat(25_000)));
        assertEquals("TOO_LONG", judged(content, "😀".repeat(25_000) + "a"));
    }

    @Test
    void a_rule_that_names_no_length_has_one() {
        assertEquals("ok", judged(text(), "a".repeat(TextRule.DEFAULT_MAX_LENGTH)));
        assertEquals("TOO_LONG", judged(text(), "a".repeat(TextRule.DEFAULT_MAX_LENGTH + 1)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"\", 0, 3, ok",
                "\"\", 1, 3, TOO_SHORT",
                "a, 1, 3, ok",
                "abc, 1, 3, ok",
                "abcd, 1, 3, TOO_LONG",
                "abc, 3, 3, ok",
                "ab, 3, 3, TOO_SHORT",
                "\"\", 0, 0, ok",
                "a, 0, 0, TOO_LONG"
            })
    void keeps_to_its_lengths(String text, int min, int max, String outcome) {
        assertEquals(outcome, judged(text().maxLength(max).minLength(min), text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t \n", "\u2003"})
    void what_is_only_white_space_is_blank(String text) {
        assertEquals("BLANK", judged(text().notBlank(), text));
        assertEquals("ok", judged(text(), text));
        assertEquals("ok", judged(text().notBlank(), text + "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "null", "['a']", "{'a':'b'}"})
    void takes_nothing_but_a_text(String value) {
        assertEquals("/f WRONG_TYPE", judge(text(), json(value)));
    }

    @Test
    void refuses_every_control_character_but_line_breaks_and_tabs() {
        for (char c = 0; c < 0x200; c++) {
            boolean isBreak = c == '\n' || c == '\r' || c == '\t';
            boolean isControl = Character.isISOControl(c);
            String text = "a" + c + "b";
            assertEquals(isControl && !isBreak ? "CONTROL_CHARACTER" : "ok", judged(text(), text), "" + (int) c);
            assertEquals(isControl ? "CONTROL_CHARACTER" : "ok", judged(text().singleLine(), text), "" + (int) c);
            assertEquals("ok", judged(text().unsafeControls(), text));
            assertEquals(text, cleaned(text().unsafeControls(), text));
        }
    }

    @Test
    void drops_every_control_character_but_line_feeds_and_tabs() {
        for (char c = 0; c < 0x200; c++) {
            String text = "a" + c + "b";
            boolean kept = !Character.isISOControl(c) || c == '\n' || c == '\t';
            assertEquals(kept ? text : "ab", cleaned(text().withoutControls(), text), "" + (int) c);
            String line = c == '\n' || c == '\t' ? "a b" : kept ? text : "ab";
            assertEquals(line, cleaned(text().withoutControls().singleLine(), text), "" + (int) c);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "agent_7,agent_7",
                "\"  agent_7\t\n\",agent_7",
                "\u0000agent\u0000_7\u007f\u009b,agent_7",
                "\" \u0000 agent_7 \u0007 \",agent_7",
                "\"a\r\nb\",\"a\nb\"",
                "\"\r\n\",\"\""
            })
    void H_04_removes_control_characters_and_trims(String sent, String stored) {
        assertEquals(stored, cleaned(text().cleaned(), sent));
    }

    @Test
    void H_04_measures_what_is_left() {
        TextRule agentId = text().cleaned().minLength(1).maxLength(100);
        assertEquals("ok", judged(agentId, "\u0000".repeat(500) + "a".repeat(100)));
        assertEquals("TOO_LONG", judged(agentId, "a".repeat(101)));
        assertEquals("TOO_SHORT", judged(agentId, " \u0000 "));
        assertEquals("FORMAT", judged(text(TextFormat.LOWER_SNAKE_CASE).cleaned(), "Verify!"));
        assertEquals("ok", judged(text(TextFormat.LOWER_SNAKE_CASE).cleaned(), " verify_proof\u0000 "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[C]Hello {title: x}",
                "{title: <b>Bold</b>}\n{comment: a & b; \"quoted\" 'too'}\n\t[Am7/G]so[F#dim]long\n",
                "  [G]indented, and a line at the end\n\n",
                "\\u0041 %41 &lt; are left as they are"
            })
    void C_29_leaves_chord_markup_intact(String song) {
        assertEquals(song, cleaned(text().withoutControls(), song));
        assertSame(song, cleaned(text().withoutControls(), song), "nothing to drop, nothing copied");
        assertEquals(song, cleaned(text().withoutControls(), "\u0000" + song + "\u001b\u0000"));
    }

    @Test
    void cleaning_twice_is_cleaning_once() {
        long seed = 4;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                text.append("a \t\r\n\u0000\u001b\u007f\u0085\u009fé\ud83d\ude00".charAt(random.nextInt(13)));
            }
            for (TextRule rule :
                    new TextRule[] {text().cleaned(), text().cleaned().singleLine()}) {
                String once = cleaned(rule, text.toString());
                assertEquals(once, cleaned(rule, once), "seed " + seed);
                assertEquals(
                        text.toString().replaceAll("[\\p{Cc}\\s]", ""),
                        once.replaceAll("\\s", ""),
                        "seed " + seed + ": nothing else is dropped");
            }
        }
    }

    @Test
    void what_cleaning_brings_together_is_what_the_rules_see() {
        TextRule rule = text().cleaned().withoutActiveContent();
        assertEquals("ACTIVE_CONTENT", judged(rule, "<scr\u0000ipt>"));
        assertEquals("ok", judged(rule, "money=5 and a < b"));
        assertEquals("ok", judged(text().cleaned(), "<script>"));
    }

    @Test
    void asks_for_every_form_that_was_named() {
        TextRule rule = text(TextFormat.IDENTIFIER)
                .matching(value -> value.startsWith("song-"), "must begin with song-")
                .maxLength(10);
        assertEquals("ok", judged(rule, "song-1"));
        assertEquals("FORMAT", judged(rule, "1-song"));
        assertEquals("FORMAT", judged(rule, "song-?"));
        assertEquals("TOO_LONG", judged(rule, "song-1234567"));
        Refusal refusal = only(rule).check(json("{'f':'other'}")).refusal();
        assertEquals(
                "The field f must begin with song-.",
                Objects.requireNonNull(refusal).detail());
    }

    @Test
    void what_holds_active_content_alone_is_refused_as_that() {
        ObjectRules rules = ObjectRules.builder()
                .required("a", text().withoutActiveContent())
                .required("b", text().withoutActiveContent().maxLength(20))
                .build();
        Refusal active = Objects.requireNonNull(
                rules.check(json("{'a':'<script>','b':'<script>'}")).refusal());
        assertEquals(RefusalCode.ACTIVE_CONTENT, active.code());
        assertEquals(400, active.status());
        assertEquals(2, active.violations().size());
        Refusal mixed = Objects.requireNonNull(rules.check(json("{'a':'<script>','b':'123456789012345678901'}"))
                .refusal());
        assertEquals(RefusalCode.INPUT_INVALID, mixed.code());
    }

    @Test
    void a_changed_copy_leaves_the_rule_as_it_was() {
        TextRule rule = text().maxLength(3);
        rule.maxLength(1).notBlank().minLength(1).singleLine().format(TextFormat.DIGITS);
        rule.withoutActiveContent().cleaned();
        rule.unsafeControls();
        assertEquals("ok", judged(rule, ""));
        assertEquals("ok", judged(rule, "a\nb"));
        assertEquals("CONTROL_CHARACTER", judged(rule, "a\u0000b"));
    }

    @Test
    void impossible_lengths_fail_when_they_are_written() {
        assertThrows(IllegalArgumentException.class, () -> text().maxLength(-1));
        assertThrows(IllegalArgumentException.class, () -> text().minLength(-1));
        assertThrows(IllegalArgumentException.class, () -> text().maxLength(2).minLength(3));
        assertThrows(IllegalArgumentException.class, () -> text().minLength(3).maxLength(2));
    }

    @Test
    void a_text_that_obeys_costs_nothing() {
        TextRule rule = text(TextFormat.UPPER_SNAKE_CASE).cleaned().notBlank().maxLength(100);
        JsonString value = JsonString.of("IDENTITY_ANALYSIS");
        Findings findings = new Findings();
        long bytes = Allocations.least(() -> {
            for (int i = 0; i < 1_000; i++) {
                rule.read(value, findings);
            }
        });
        assertEquals(0, bytes);
    }
}
