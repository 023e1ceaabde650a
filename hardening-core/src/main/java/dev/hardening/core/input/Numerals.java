package dev.hardening.core.input;

import dev.hardening.core.json.JsonNumber;
import dev.hardening.core.json.JsonString;
import dev.hardening.core.json.JsonValue;

/** Numbers that come as the text of a parameter. */
final class Numerals {

    /** Longer than any number that a rule can ask for; what is longer stays a text and is refused as one. */
    private static final int LONGEST = 64;

    private Numerals() {}

    /** Returns the number in the grammar of JSON that the text is, or the text. */
    static JsonValue read(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return JsonString.of(text);
        }
        try {
            return JsonNumber.ofLexeme(text);
        } catch (IllegalArgumentException notANumber) {
            return JsonString.of(text);
        }
    }
}
