package dev.hardening.core.secret;

import java.util.Locale;

/** Everything that {@link SecretRule} can hold against a secret, each with the way out. */
public enum SecretWeakness {

    /** There is no value. */
    EMPTY("set it"),

    /** Fewer characters or bytes than the rule asks for. */
    TOO_SHORT("use a longer one"),

    /** The characters used can carry fewer than 16 random bytes. */
    TOO_FEW_RANDOM_BYTES("use a longer one"),

    /** The characters used can carry at least 16 but fewer than 32 random bytes. */
    FEW_RANDOM_BYTES("use a longer one"),

    /** Hex digits were asked for and something else was given. */
    NOT_HEX("use hex digits"),

    /** A random UUID, which has 122 random bits. */
    UUID("use random bytes instead of a UUID"),

    /** A UUID made from time, name or zeros, which can be predicted. */
    PREDICTABLE_UUID("use random bytes instead of a UUID"),

    /** Far fewer different characters than random text of that length has. */
    FEW_DISTINCT_CHARACTERS("use a random one"),

    /** A long run of one character or of neighbours such as {@code abcdef} or {@code 000102}. */
    SEQUENCE("use a random one"),

    /** A short text repeated. */
    REPETITION("use a random one"),

    /** Readable text written in hex or base64. */
    ENCODED_TEXT("use a random one"),

    /** A template that was never filled in: {@code your-…}, {@code <…>}, {@code ${…}}, {@code change-me}. */
    PLACEHOLDER("replace the placeholder"),

    /** Contains a word that people type, such as {@code secret} or {@code qwerty}. */
    COMMON_WORD("use a random one"),

    /** Made mostly of dictionary words with separators between them. */
    WORDS("use a random one"),

    /** A value printed in public documentation or the digest of a well-known text. */
    KNOWN_PUBLIC("use one that nobody else has"),

    /** A password that products and people use as a default. */
    KNOWN_DEFAULT("choose another one"),

    /** Wrapped in quote characters, which became a part of the value. */
    QUOTED("remove the quote characters", false),

    /** Begins or ends with a quote character, perhaps by mistake. */
    HALF_QUOTED("remove the quote character if it does not belong to the value", false),

    /** White space in the value, which no generator writes. */
    WHITE_SPACE("remove the white space", false),

    /** White space at the beginning or end of the value. */
    SURROUNDING_WHITE_SPACE("remove the white space around the value if it does not belong to it", false),

    /** A control character, such as a line feed. */
    CONTROL_CHARACTER("remove the control character", false),

    /** A character that cannot be sent in a header field. */
    NOT_ASCII("use ASCII characters only"),

    /** Two names have the same secret, perhaps one as hex and the other as base64. */
    SHARED("give each name its own secret");

    private final String cure;
    private final boolean needsNewValue;

    SecretWeakness(String cure) {
        this(cure, true);
    }

    SecretWeakness(String cure, boolean needsNewValue) {
        this.cure = cure;
        this.needsNewValue = needsNewValue;
    }

    /** Returns the stable name for logs and reports, such as {@code too-short}. */
    public String stableName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns what to do. {@code newValue} says how to get a good secret, for the weaknesses that need one. */
    String cure(String newValue) {
        return needsNewValue ? cure + "; " + newValue : cure;
    }
}
