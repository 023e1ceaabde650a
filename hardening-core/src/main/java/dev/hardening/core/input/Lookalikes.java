package dev.hardening.core.input;

/**
 * Characters that no browser reads as markup, but that a program behind this one may turn into it: by dropping control
 * and zero-width characters, by compatibility normalization (Unicode NFKC), or by changing the case.
 */
final class Lookalikes {

    /** The fold of a character that is dropped. */
    static final int DROPPED = -1;

    private static final int LETTERS = 26;

    private Lookalikes() {}

    /** Tells whether {@link #fold} changes this character, or may change the pair that it starts. */
    static boolean isFoldable(char c) {
        if (c < 0x80) {
            return c == 0x7F || (c < ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r');
        } else if (c < 0x2000) {
            return c < 0xA0 || c == 0xAD || c == 0x131 || c == 0x17F;
        } else if (c < 0xD800) {
            return (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0x212A || (c >= 0x24B6 && c <= 0x24E9);
        }
        return c == 0xD835 || (c >= 0xFE64 && c <= 0xFE6B) || c == 0xFEFF || (c >= 0xFF01 && c <= 0xFF5E);
    }

    /** Returns the ASCII character that a foldable character stands for, or {@link #DROPPED}. */
    static int fold(char c) {
        if (c >= 0xFF01 && c <= 0xFF5E) {
            return c - 0xFEE0;
        } else if (c >= 0x24B6 && c <= 0x24E9) {
            int letter = c - 0x24B6;
            return letter < LETTERS ? 'A' + letter : 'a' + letter - LETTERS;
        }
        return switch (c) {
            case 0x131 -> 'i';
            case 0x17F -> 's';
            case 0x212A -> 'k';
            case 0xFE64 -> '<';
            case 0xFE65 -> '>';
            case 0xFE66 -> '=';
            case 0xFE68 -> '\\';
            case 0xFE6A -> '%';
            default -> DROPPED;
        };
    }

    /** Returns the letter of a mathematical alphabet whose pair starts with D835, or {@link #DROPPED} if it is none. */
    static int foldMathematical(char low) {
        int index = low - 0xDC00;
        if (index < 0 || index >= 13 * 2 * LETTERS) {
            return DROPPED;
        }
        int letter = index % (2 * LETTERS);
        return letter < LETTERS ? 'A' + letter : 'a' + letter - LETTERS;
    }
}
