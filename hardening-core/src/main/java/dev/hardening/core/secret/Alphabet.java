package dev.hardening.core.secret;

/**
 * The characters that a generator draws from, in its own order. A text belongs to the smallest alphabet that has all
 * its characters; a random text of a larger one that happens to fit is then uniform over the smaller one, so limits
 * computed for the smaller one hold.
 */
enum Alphabet {
    DECIMAL(10),
    HEX(16),
    BASE36(36),
    BASE62(62),
    BASE64(64),
    BASE64URL(64),
    PRINTABLE(95),
    UNICODE(95),
    BYTES(256);

    private final int size;

    Alphabet(int size) {
        this.size = size;
    }

    /** The number of characters; for {@link #UNICODE} a lower bound, which only makes the limits milder. */
    int size() {
        return size;
    }

    static Alphabet of(char[] text, int length) {
        boolean digits = true;
        boolean hex = true;
        boolean upper = false;
        boolean lower = false;
        boolean standard = false;
        boolean url = false;
        for (int i = 0; i < length; i++) {
            char c = text[i];
            if (c > '~' || c < ' ') {
                return UNICODE;
            }
            digits &= c >= '0' && c <= '9';
            hex &= Character.digit(c, 16) >= 0;
            upper |= c >= 'A' && c <= 'Z';
            lower |= c >= 'a' && c <= 'z';
            standard |= c == '+' || c == '/';
            url |= c == '-' || c == '_';
        }
        if (digits) {
            return DECIMAL;
        }
        if (hex) {
            return HEX;
        }
        boolean other = false;
        for (int i = 0; i < length && !other; i++) {
            other = BASE64.indexOf(text[i]) < 0 && BASE64URL.indexOf(text[i]) < 0;
        }
        if (other || (standard && url)) {
            return PRINTABLE;
        }
        if (standard || url) {
            return standard ? BASE64 : BASE64URL;
        }
        return upper && lower ? BASE62 : BASE36;
    }

    /** Returns the place of {@code c} in this alphabet's order, or -1. */
    int indexOf(char c) {
        return switch (this) {
            case DECIMAL, HEX, BASE36 -> c <= '~' ? Character.digit(c, size) : -1;
            case BASE62, BASE64, BASE64URL -> base64IndexOf(c);
            case PRINTABLE -> c >= ' ' && c <= '~' ? c - ' ' : -1;
            case UNICODE, BYTES -> c;
        };
    }

    private int base64IndexOf(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        if (this == BASE62) {
            return -1;
        }
        if (c == (this == BASE64 ? '+' : '-')) {
            return 62;
        }
        return c == (this == BASE64 ? '/' : '_') ? 63 : -1;
    }

    /** Returns how many whole random bytes {@code length} characters can carry at most. */
    int capacityBytes(int length) {
        return (int) Math.floor(length * (Math.log(size) / Math.log(2)) / 8 + 1e-9);
    }
}
