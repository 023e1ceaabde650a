package dev.hardening.core.cookie;

/**
 * Adds to a cookie on its way out what it lacks: {@code Secure} where the client uses https, {@code HttpOnly} unless
 * scripts must read it, and {@code SameSite=Lax} unless it says something that browsers know (RFC 6265bis section
 * 5.6). What the application said otherwise stays. Reads each value once, as browsers do. Immutable and safe for use
 * by many threads.
 */
public final class OwnCookies {

    private final OwnCookieSettings settings;

    private OwnCookies(OwnCookieSettings settings) {
        this.settings = settings;
    }

    /** Returns the rule with these settings. */
    public static OwnCookies of(OwnCookieSettings settings) {
        return new OwnCookies(settings);
    }

    /** Returns the settings. */
    public OwnCookieSettings settings() {
        return settings;
    }

    /**
     * Returns a value of {@code Set-Cookie} with all that it should have; the same one when it has it.
     *
     * @param secure whether the client used https
     */
    public String harden(String setCookie, boolean secure) {
        boolean isSecure = false;
        boolean isHttpOnly = false;
        boolean isSameSite = false;
        int at = end(setCookie, 0) + 1;
        while (at <= setCookie.length()) {
            int end = end(setCookie, at);
            int nameEnd = at;
            while (nameEnd < end && setCookie.charAt(nameEnd) != '=') {
                nameEnd++;
            }
            if (is(setCookie, at, nameEnd, "Secure")) {
                isSecure = true;
            } else if (is(setCookie, at, nameEnd, "HttpOnly")) {
                isHttpOnly = true;
            } else if (is(setCookie, at, nameEnd, "SameSite")) {
                // Of several, the last one counts.
                isSameSite = nameEnd < end && isKnown(setCookie, nameEnd + 1, end);
            }
            at = end + 1;
        }
        boolean addSecure = secure && !isSecure;
        boolean addHttpOnly = !isHttpOnly && !settings.scriptReadable().contains(name(setCookie));
        if (!addSecure && !addHttpOnly && isSameSite) {
            return setCookie;
        }
        return setCookie
                + (addSecure ? "; Secure" : "")
                + (addHttpOnly ? "; HttpOnly" : "")
                + (isSameSite ? "" : "; SameSite=Lax");
    }

    private static String name(String setCookie) {
        int equals = setCookie.indexOf('=');
        int end = end(setCookie, 0);
        return equals < 0 || equals > end ? "" : setCookie.substring(0, equals).trim();
    }

    private static int end(String text, int from) {
        int semicolon = text.indexOf(';', from);
        return semicolon < 0 ? text.length() : semicolon;
    }

    private static boolean isKnown(String text, int from, int to) {
        return is(text, from, to, "Strict") || is(text, from, to, "Lax") || is(text, from, to, "None");
    }

    /** Tells whether a part of the text is the word, in any case and with blanks around it. */
    private static boolean is(String text, int from, int to, String word) {
        int start = from;
        int stop = to;
        while (start < stop && isBlank(text.charAt(start))) {
            start++;
        }
        while (stop > start && isBlank(text.charAt(stop - 1))) {
            stop--;
        }
        return stop - start == word.length() && text.regionMatches(true, start, word, 0, word.length());
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
