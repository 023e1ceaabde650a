package dev.hardening.core.token;

/** Decides which paths of this service a browser may be sent to. Linear in the text. */
final class OidcPath {

    static final int LONGEST = 512;
    private static final String NOT_IN_PATHS = "\\\"<>#^`{|}";

    private OidcPath() {}

    /**
     * Tells whether a text is a path of this origin, with a query or without one, in whatever way a browser or a redirect
     * reads it: one slash at the start and never two, no backslash, no escape of either, nothing outside of visible ASCII.
     */
    static boolean isSafe(String text) {
        if (text.isEmpty() || text.length() > LONGEST || text.charAt(0) != '/') {
            return false;
        }
        boolean inQuery = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            inQuery |= c == '?';
            if (c <= ' ' || c >= 0x7F || NOT_IN_PATHS.indexOf(c) >= 0) {
                return false;
            }
            if (c == '%' && !isHarmlessEscape(text, i, inQuery)) {
                return false;
            }
            if (c == '/' && i > 0 && !inQuery && text.charAt(i - 1) == '/') {
                return false;
            }
        }
        return true;
    }

    private static boolean isHarmlessEscape(String text, int at, boolean inQuery) {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        int octet = high << 4 | low;
        return high >= 0 && low >= 0 && octet >= ' ' && octet != 0x7F && (inQuery || (octet != '/' && octet != '\\'));
    }

    /** Returns a path that the issuer sends browsers back to: plain segments, or throws. */
    static String callback(String text) {
        boolean plain = text.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "/-_.~".indexOf(c) >= 0);
        if (!plain || !isSafe(text) || text.length() == 1 || text.endsWith("/") || text.contains("/.")) {
            throw new IllegalArgumentException(
                    "the callback is a path such as /auth/callback: letters, digits, hyphens, dots and underscores"
                            + " between single slashes, 512 characters at most");
        }
        return text;
    }
}
