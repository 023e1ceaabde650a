package dev.hardening.core.headers;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a violation report: enough to find the line of code. Every part comes from a browser or from somebody
 * who plays one, so it is cut to 200 printable characters of ASCII, and addresses lose user, query and fragment,
 * which may hold tokens.
 *
 * @param directive the directive that was violated
 * @param blocked what was blocked: an address, or a word such as {@code inline}
 * @param document the page
 * @param source the script or style, possibly empty
 * @param line the line in it, zero when it is not known
 * @param enforced whether the browser blocked it; otherwise it only reported
 */
public record ViolationReport(
        String directive, String blocked, String document, String source, long line, boolean enforced) {

    private static final int LONGEST = 200;

    /** Cleans every part. */
    public ViolationReport {
        directive = clean(directive);
        blocked = address(blocked);
        document = address(document);
        source = address(source);
        line = Math.max(0, line);
    }

    static ViolationReport of(
            @Nullable String directive,
            @Nullable String blocked,
            @Nullable String document,
            @Nullable String source,
            @Nullable Long line,
            @Nullable String disposition) {
        return new ViolationReport(
                orEmpty(directive),
                orEmpty(blocked),
                orEmpty(document),
                orEmpty(source),
                line == null ? 0 : line,
                !"report".equals(disposition));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String address(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
            end++;
        }
        String plain = text.substring(0, end);
        if (plain.startsWith("data:")) {
            return "data:";
        }
        int authority = plain.indexOf("://");
        if (authority >= 0) {
            int slash = plain.indexOf('/', authority + 3);
            int user = plain.lastIndexOf('@', slash < 0 ? plain.length() : slash);
            if (user > authority) {
                plain = plain.substring(0, authority + 3) + plain.substring(user + 1);
            }
        }
        return clean(plain);
    }

    private static String clean(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length() && out.length() < LONGEST; i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return out.toString();
    }
}
