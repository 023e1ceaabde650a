package dev.hardening.core.input;

/** Reads the escapes that strings of JSON, JavaScript and Java have in common, and the octal ones of old scripts. */
final class BackslashEscape {

    private static final int REPLACEMENT = 0xFFFD;

    private BackslashEscape() {}

    /** Reads the escape whose backslash stands at the index; see {@link Decoded}. */
    static long read(CharSequence text, int backslash, int end) {
        int i = backslash + 1;
        if (i >= end) {
            return Decoded.NOTHING;
        }
        char c = text.charAt(i);
        if (c == 'x') {
            return fixed(text, i + 1, end, 2);
        } else if (c == 'u') {
            boolean braces = i + 1 < end && text.charAt(i + 1) == '{';
            return braces ? braced(text, i + 2, end) : fixed(text, i + 1, end, 4);
        } else if (c >= '0' && c <= '7') {
            return octal(text, i, end);
        }
        return Decoded.of(
                switch (c) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    case 'f' -> '\f';
                    case 'b' -> '\b';
                    case 'v' -> 0x0B;
                    default -> c;
                },
                i + 1);
    }

    private static long fixed(CharSequence text, int start, int end, int digits) {
        int value = 0;
        for (int i = start; i < start + digits; i++) {
            int digit = i < end ? Ascii.hex(text.charAt(i)) : -1;
            if (digit < 0) {
                return Decoded.NOTHING;
            }
            value = value << 4 | digit;
        }
        return Decoded.of(value, start + digits);
    }

    private static long braced(CharSequence text, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '}') {
                return i == start
                        ? Decoded.NOTHING
                        : Decoded.of(value > Character.MAX_CODE_POINT ? REPLACEMENT : value, i + 1);
            }
            int digit = Ascii.hex(c);
            if (digit < 0) {
                return Decoded.NOTHING;
            }
            value = Math.min(value << 4 | digit, Character.MAX_CODE_POINT + 1);
        }
        return Decoded.NOTHING;
    }

    private static long octal(CharSequence text, int start, int end) {
        int value = 0;
        int i = start;
        while (i < end && i < start + 3) {
            char c = text.charAt(i);
            if (c < '0' || c > '7' || value * 8 + c - '0' > 0xFF) {
                break;
            }
            value = value * 8 + c - '0';
            i++;
        }
        return Decoded.of(value, i);
    }
}
