package dev.hardening.core.signature;

/** UTF-8 as RFC 3629 has it, one character at a time. */
final class Utf8 {

    private Utf8() {}

    /**
     * Returns the index behind the character that begins here with a byte of 0x80 or more.
     *
     * @throws NoCanonicalForm when it is none: overlong, cut off, a surrogate or above U+10FFFF
     */
    static int endOfCharacter(byte[] in, int start) throws NoCanonicalForm {
        int first = in[start] & 0xFF;
        int size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (first < 0xC2 || first > 0xF4 || in.length - start < size) {
            throw new NoCanonicalForm();
        }
        for (int i = start + 1; i < start + size; i++) {
            if ((in[i] & 0xC0) != 0x80) {
                throw new NoCanonicalForm();
            }
        }
        int second = in[start + 1] & 0xFF;
        boolean bad = switch (first) {
            case 0xE0 -> second < 0xA0;
            case 0xED -> second > 0x9F;
            case 0xF0 -> second < 0x90;
            case 0xF4 -> second > 0x8F;
            default -> false;
        };
        if (bad) {
            throw new NoCanonicalForm();
        }
        return start + size;
    }

    /** Returns the character that these two to four bytes are. */
    static int codePoint(byte[] in, int start, int end) {
        int size = end - start;
        int value = in[start] & (0x7F >> size);
        for (int i = start + 1; i < end; i++) {
            value = value << 6 | (in[i] & 0x3F);
        }
        return value;
    }

    /** Writes a character, or half a pair of surrogates in three bytes, and returns the number of bytes. */
    static int write(int codePoint, byte[] out, int at) {
        if (codePoint < 0x80) {
            out[at] = (byte) codePoint;
            return 1;
        }
        int size = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        int rest = codePoint;
        for (int i = size - 1; i > 0; i--) {
            out[at + i] = (byte) (0x80 | (rest & 0x3F));
            rest >>= 6;
        }
        out[at] = (byte) (0xF00 >> size | rest);
        return size;
    }
}
