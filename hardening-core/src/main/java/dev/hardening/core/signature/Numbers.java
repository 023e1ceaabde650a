package dev.hardening.core.signature;

/** The small texts that signatures are made of. */
final class Numbers {

    /** Seconds of the next 30,000 years. */
    private static final int MOST_DIGITS = 12;

    private static final int SHORTEST_NONCE = 16;
    private static final int LONGEST_NONCE = 128;

    private Numbers() {}

    /** Tells whether these are whole seconds since 1970 without sign, blanks and leading zeros. */
    static boolean isSeconds(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && (text.charAt(0) != '0' || text.length() == 1)
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Tells whether these are 16 to 128 characters of the alphabet of base64url. */
    static boolean isNonce(String text) {
        return text.length() >= SHORTEST_NONCE
                && text.length() <= LONGEST_NONCE
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_');
    }
}
