package dev.hardening.core.secret;

/**
 * Reads text one character at a time, in lower case, either as it stands or seen through escapes. Seen through escapes,
 * backslashes before a character vanish, {@code \}{@code u0041} and {@code %41} are the characters they name, and so are
 * {@code \\}{@code u0041} and {@code %2541}: text is often escaped more than once. The same view of a secret and of a
 * text that has it, escaped in any of these ways, is the same.
 *
 * <p>A step is packed into a long, so that nothing is allocated: the character in the low 16 bits, the index of the
 * next step above.
 */
final class EscapedText {

    private EscapedText() {}

    static boolean hasEscapes(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '%') {
                return true;
            }
        }
        return false;
    }

    static long step(CharSequence text, int at, boolean throughEscapes) {
        char c = text.charAt(at);
        if (throughEscapes && c == '\\') {
            return afterBackslashes(text, at);
        }
        if (throughEscapes && c == '%') {
            return afterPercent(text, at);
        }
        return pack(c, at + 1);
    }

    static char character(long step) {
        return (char) step;
    }

    static int next(long step) {
        return (int) (step >>> 16);
    }

    private static long afterBackslashes(CharSequence text, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) == '\\') {
            i++;
        }
        if (i == text.length()) {
            return pack('\\', i);
        }
        char c = text.charAt(i);
        if (c == 'u' && i + 4 < text.length()) {
            int code = 0;
            for (int k = 1; k <= 4 && code >= 0; k++) {
                int digit = Encodings.hexDigit(text.charAt(i + k));
                code = digit < 0 ? -1 : code << 4 | digit;
            }
            if (code >= 0) {
                return pack((char) code, i + 5);
            }
        }
        return pack(c, i + 1);
    }

    private static long afterPercent(CharSequence text, int at) {
        int i = at + 1;
        while (isHexPair(text, i) && text.charAt(i) == '2' && text.charAt(i + 1) == '5' && isHexPair(text, i + 2)) {
            i += 2;
        }
        if (!isHexPair(text, i)) {
            return pack('%', at + 1);
        }
        int code = Encodings.hexDigit(text.charAt(i)) << 4 | Encodings.hexDigit(text.charAt(i + 1));
        return pack((char) code, i + 2);
    }

    private static boolean isHexPair(CharSequence text, int at) {
        return at + 1 < text.length()
                && Encodings.hexDigit(text.charAt(at)) >= 0
                && Encodings.hexDigit(text.charAt(at + 1)) >= 0;
    }

    static char folded(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }

    private static long pack(char c, int next) {
        return (long) next << 16 | folded(c);
    }
}
