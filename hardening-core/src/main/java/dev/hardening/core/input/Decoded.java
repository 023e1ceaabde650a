package dev.hardening.core.input;

/** One decoded character and the index behind what stood for it, in one number, so that decoding allocates nothing. */
final class Decoded {

    /** Nothing could be decoded. */
    static final long NOTHING = -1;

    private Decoded() {}

    static long of(int codePoint, int end) {
        return ((long) end << Integer.SIZE) | (codePoint & 0xFFFF_FFFFL);
    }

    static int codePoint(long decoded) {
        return (int) decoded;
    }

    static int end(long decoded) {
        return (int) (decoded >> Integer.SIZE);
    }
}
