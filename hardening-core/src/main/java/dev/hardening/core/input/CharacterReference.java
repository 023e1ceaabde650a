package dev.hardening.core.input;

/** Reads character references of HTML: WHATWG HTML 13.2.5.72 to 13.2.5.80. */
final class CharacterReference {

    private static final int REPLACEMENT = 0xFFFD;

    private CharacterReference() {}

    /** Reads the reference whose ampersand stands at the index; see {@link Decoded}. */
    static long read(CharSequence text, int ampersand, int end) {
        int i = ampersand + 1;
        if (i >= end) {
            return Decoded.NOTHING;
        }
        if (text.charAt(i) != '#') {
            return NamedEntities.read(text, i, end);
        }
        i++;
        boolean hexadecimal = i < end && (text.charAt(i) | 0x20) == 'x';
        return hexadecimal ? number(text, i + 1, end, 16) : number(text, i, end, 10);
    }

    /** A number may have any count of leading zeros, and needs no semicolon. */
    private static long number(CharSequence text, int start, int end, int radix) {
        int value = 0;
        int i = start;
        while (i < end) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                break;
            }
            value = Math.min(value * radix + digit, Character.MAX_CODE_POINT + 1);
            i++;
        }
        if (i == start) {
            return Decoded.NOTHING;
        }
        int next = i < end && text.charAt(i) == ';' ? i + 1 : i;
        return Decoded.of(value > Character.MAX_CODE_POINT ? REPLACEMENT : value, next);
    }
}
