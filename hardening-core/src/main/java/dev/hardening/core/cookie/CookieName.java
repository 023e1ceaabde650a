package dev.hardening.core.cookie;

/** The rules about the name of a cookie (RFC 6265 section 4.1.1, its successor's name prefixes). */
final class CookieName {

    static final String HOST = "__Host-";
    private static final String SECURE = "__Secure-";
    private static final int LONGEST = 64;

    private CookieName() {}

    /** Returns the name, or throws {@link IllegalArgumentException} when a cookie should not have it. */
    static String checked(String name) {
        boolean letters = name.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_'
                        || c == '.');
        if (name.isEmpty() || name.length() > LONGEST || !letters) {
            throw new IllegalArgumentException(
                    "a cookie's name has 1 to 64 letters, digits, hyphens, dots and underscores");
        }
        if (name.length() == prefixOf(name).length()) {
            throw new IllegalArgumentException("a cookie's name is more than its prefix");
        }
        // Browsers know the prefixes in any case; one that is written otherwise would protect in some of them only.
        if (prefixOf(name).isEmpty() && (startsWith(name, HOST) || startsWith(name, SECURE))) {
            throw new IllegalArgumentException("the prefixes of cookies are written __Host- and __Secure-");
        }
        return name;
    }

    /** Returns the name without the prefix that browsers obey over https only. */
    static String bare(String name) {
        return name.substring(prefixOf(name).length());
    }

    private static String prefixOf(String name) {
        return name.startsWith(HOST) ? HOST : name.startsWith(SECURE) ? SECURE : "";
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
