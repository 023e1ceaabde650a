package dev.hardening.core.input;

/**
 * Reads what percent-encoding stands for: bytes of UTF-8, and the {@code %u003C} of the function {@code unescape}. Bytes
 * that are not UTF-8 become the replacement character; overlong forms are such.
 */
final class PercentEscape {

    private static final int REPLACEMENT = 0xFFFD;

    private PercentEscape() {}

    /** Reads the escape whose percent sign stands at the index; see {@link Decoded}. */
    static long read(CharSequence text, int percent, int end) {
        if (percent + 5 < end && (text.charAt(percent + 1) | 0x20) == 'u') {
            int value = hex(text, percent + 2, 4);
            return value < 0 ? Decoded.NOTHING : Decoded.of(value, percent + 6);
        }
        int first = octet(text, percent, end);
        if (first < 0) {
            return Decoded.NOTHING;
        }
        int more = first < 0xC2 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 0;
        if (more == 0) {
            return Decoded.of(first < 0x80 ? first : REPLACEMENT, percent + 3);
        }
        int value = first & 0x3F >> more;
        int next = percent + 3;
        for (int i = 0; i < more; i++, next += 3) {
            int octet = octet(text, next, end);
            if ((octet & 0xC0) != 0x80 || octet < 0) {
                return Decoded.of(REPLACEMENT, percent + 3);
            }
            value = (value << 6) | (octet & 0x3F);
        }
        boolean valid = value >= (more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000) && value <= Character.MAX_CODE_POINT;
        return Decoded.of(valid ? value : REPLACEMENT, next);
    }

    private static int octet(CharSequence text, int percent, int end) {
        return percent + 2 < end && text.charAt(percent) == '%' ? hex(text, percent + 1, 2) : -1;
    }

    private static int hex(CharSequence text, int start, int digits) {
        int value = 0;
        for (int i = start; i < start + digits; i++) {
            int digit = Ascii.hex(text.charAt(i));
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
