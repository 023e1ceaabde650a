package dev.hardening.core.json;

/** The number grammar of RFC 8259 section 6, in one pass. */
final class NumberGrammar {

    private NumberGrammar() {}

    /**
     * Returns the index behind the number that begins at {@code start}, or the complement ({@code ~index}) of the place
     * at which the text stops being a number. What follows the number is the caller's affair.
     */
    static int endOfNumber(char[] text, int start, int end) {
        int i = start < end && text[start] == '-' ? start + 1 : start;
        int whole = endOfDigits(text, i, end);
        if (whole == i) {
            return ~i;
        }
        if (text[i] == '0' && whole > i + 1) {
            return ~(i + 1);
        }
        i = whole;
        if (i < end && text[i] == '.') {
            int fraction = endOfDigits(text, i + 1, end);
            if (fraction == i + 1) {
                return ~fraction;
            }
            i = fraction;
        }
        if (i < end && (text[i] | 0x20) == 'e') {
            i++;
            if (i < end && (text[i] == '+' || text[i] == '-')) {
                i++;
            }
            int exponent = endOfDigits(text, i, end);
            if (exponent == i) {
                return ~i;
            }
            i = exponent;
        }
        return i;
    }

    private static int endOfDigits(char[] text, int start, int end) {
        int i = start;
        while (i < end && text[i] >= '0' && text[i] <= '9') {
            i++;
        }
        return i;
    }
}
