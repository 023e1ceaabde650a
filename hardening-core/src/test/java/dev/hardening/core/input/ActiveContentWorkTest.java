package dev.hardening.core.input;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts how often a character of a hostile text is looked at: no clock, so that a busy machine changes nothing. */
class ActiveContentWorkTest {

    private static final int LENGTH = 100_000;

    /** Every text is repeated; each was chosen to make some loop start over. */
    static List<String> hostile() {
        return List.of(
                "<",
                "<a ",
                "<a/",
                "</a ",
                "<a on=",
                "<a b='",
                "<a style=",
                "<a style=\"",
                "<a style='x",
                "<a values=;",
                "on ",
                "=",
                "'\"",
                "a=\"",
                "&",
                "&#",
                "&#0",
                "&#x",
                "&#0000",
                "&lt",
                "&amp;",
                "&Diacritical",
                "%",
                "%25",
                "%u",
                "%u0025",
                "%E2",
                "\\",
                "\\u",
                "\\u0025",
                "\\u{",
                "\\u{0",
                "\\x5",
                "javascript:a ",
                "](javascript:a ",
                "x=javascript:a ",
                "x=javascript:",
                "data:",
                "<a href=data:",
                "<a href=data:\t",
                "x=data:a/",
                "url(",
                "url(\t",
                "x=\t",
                "expression(",
                "width:expression ",
                ": expression(",
                "<a:",
                "<a x=<b y='",
                "\t",
                " ",
                "\0",
                "\uff1c",
                "\ud835",
                "<a b=`",
                "<![CDATA[",
                "<!--",
                "style=/*",
                "<a style='/*",
                "+<+",
                "&amp;amp;%2525\\\\u005cu0026",
                "a",
                "<a onx=",
                "]:",
                "](<");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void scans_in_steps_that_grow_with_the_length_and_not_faster(String part) {
        long steps = scan(part, LENGTH);
        long twice = scan(part, 2 * LENGTH);
        assertTrue(steps <= 60L * LENGTH, () -> steps + " steps");
        assertTrue(twice <= 2.1 * steps + 1000, () -> twice + " steps after " + steps);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void decodes_in_steps_that_grow_with_the_length_and_not_faster(String part) {
        for (int kinds = 1; kinds <= LayerDecoder.ALL; kinds++) {
            Counting text = new Counting(repeat(part, LENGTH));
            LayerDecoder.decode(text, kinds);
            assertTrue(text.steps <= 20L * LENGTH, () -> text.steps + " steps");
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void judges_a_bounded_number_of_layers(String part) {
        String text = repeat(part, 2000);
        DecodedLayers layers = new DecodedLayers(Set.of());
        layers.find(text, TextTraits.of(text));
        assertTrue(layers.count() <= DecodedLayers.MOST_LAYERS, () -> layers.count() + " layers");
    }

    @Test
    void judges_a_text_once_that_several_decoders_lead_to() {
        String text = "&amp; %41 \\x41";
        DecodedLayers layers = new DecodedLayers(Set.of());
        layers.find(text, TextTraits.of(text));
        assertTrue(layers.count() <= 8, () -> layers.count() + " layers");
    }

    private static long scan(String part, int length) {
        Counting text = new Counting(repeat(part, length));
        new MarkupScanner(text, Set.of(ActiveContent.Reason.values())).find();
        return text.steps;
    }

    private static String repeat(String part, int length) {
        return part.repeat(length / part.length() + 1).substring(0, length);
    }

    private static final class Counting implements CharSequence {

        private final String text;
        private long steps;

        Counting(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            steps++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            steps += end - start;
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            steps += text.length();
            return text;
        }
    }
}
