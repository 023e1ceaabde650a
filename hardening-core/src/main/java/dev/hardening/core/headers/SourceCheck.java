package dev.hardening.core.headers;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the mistake in one source expression (CSP level 3 section 2.3.1), in linear time. */
final class SourceCheck {

    private static final Set<String> KEYWORDS = Set.of(
            "none",
            "self",
            "unsafe-inline",
            "unsafe-eval",
            "unsafe-hashes",
            "strict-dynamic",
            "report-sample",
            "wasm-unsafe-eval",
            "trusted-types-eval",
            "inline-speculation-rules");

    private static final Set<String> SCHEMES =
            Set.of("http", "https", "ws", "wss", "data", "blob", "filesystem", "mediastream");

    private static final String QUOTES = "'\"`";

    private SourceCheck() {}

    /** Returns what is wrong with a source, or null. */
    static @Nullable String mistake(String source) {
        boolean quoted = source.length() > 2 && source.startsWith("'") && source.endsWith("'");
        String bare = stripped(source);
        String lower = bare.toLowerCase(Locale.ROOT);
        if (KEYWORDS.contains(lower)) {
            return quoted ? null : "\"" + lower + "\" must be quoted: '" + lower + "'";
        }
        if (lower.startsWith("nonce-")) {
            return nonce(quoted, lower);
        }
        if (lower.startsWith("sha256-") || lower.startsWith("sha384-") || lower.startsWith("sha512-")) {
            return hash(quoted, bare);
        }
        if (source.contains(ContentSecurityPolicy.PLACEHOLDER)) {
            return "{nonce} stands outside of 'nonce-{nonce}'";
        }
        if (!bare.equals(source)) {
            return "a value in quotes is not a keyword that browsers know, such as 'self'";
        }
        if (SCHEMES.contains(lower)) {
            return "\"" + lower + "\" is read as a host; the scheme is written " + lower + ":";
        }
        return isScheme(source) || isHost(source) ? null : "a value is no host, scheme or keyword";
    }

    /** Returns what is wrong with a source of a directive that knows hosts, schemes, 'self' and 'none' only, or null. */
    static @Nullable String ancestorMistake(String source) {
        String mistake = mistake(source);
        if (mistake != null || !source.startsWith("'")) {
            return mistake;
        }
        boolean known = source.equalsIgnoreCase("'self'")
                || source.equalsIgnoreCase("'none'")
                || source.equalsIgnoreCase("'report-sample'");
        return known ? null : "only 'self' and 'none' mean something here";
    }

    private static String stripped(String source) {
        int from = 0;
        int to = source.length();
        while (from < to && QUOTES.indexOf(source.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && QUOTES.indexOf(source.charAt(to - 1)) >= 0) {
            to--;
        }
        return source.substring(from, to);
    }

    private static @Nullable String nonce(boolean quoted, String lower) {
        if (!quoted) {
            return "a nonce must be quoted: 'nonce-{nonce}'";
        }
        return lower.equals("nonce-" + ContentSecurityPolicy.PLACEHOLDER)
                ? null
                : "a fixed nonce protects as little as 'unsafe-inline'; write 'nonce-{nonce}'";
    }

    private static @Nullable String hash(boolean quoted, String bare) {
        if (!quoted) {
            return "a hash must be quoted, as in 'sha256-...='";
        }
        String value = bare.substring("sha256-".length());
        int digits = value.length();
        while (digits > 0 && value.charAt(digits - 1) == '=') {
            digits--;
        }
        // Base64 digits without padding that 256, 384 and 512 bits take.
        int wanted = bare.charAt(3) == '2' ? 43 : bare.charAt(3) == '3' ? 64 : 86;
        boolean fits = digits == wanted && value.length() - digits <= 2;
        for (int i = 0; i < digits; i++) {
            fits &= isLetterOrDigit(value.charAt(i)) || "+/-_".indexOf(value.charAt(i)) >= 0;
        }
        return fits ? null : "a hash does not have the length and digits of its kind in base64";
    }

    private static boolean isScheme(String source) {
        int last = source.length() - 1;
        return last > 0 && source.charAt(last) == ':' && isSchemeName(source, last);
    }

    private static boolean isSchemeName(String source, int to) {
        if (to == 0 || !isLetter(source.charAt(0))) {
            return false;
        }
        for (int i = 1; i < to; i++) {
            if (!isLetterOrDigit(source.charAt(i)) && "+-.".indexOf(source.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHost(String source) {
        int from = 0;
        int scheme = source.indexOf("://");
        if (scheme >= 0) {
            if (!isSchemeName(source, scheme)) {
                return false;
            }
            from = scheme + 3;
        }
        int slash = source.indexOf('/', from);
        int end = slash < 0 ? source.length() : slash;
        if (slash >= 0 && (source.indexOf('?', slash) >= 0 || source.indexOf('#', slash) >= 0)) {
            return false;
        }
        int colon = source.indexOf(':', from);
        if (colon >= 0 && colon < end) {
            return isName(source, from, colon) && isPort(source, colon + 1, end);
        }
        return isName(source, from, end);
    }

    private static boolean isName(String source, int from, int to) {
        if (to - from == 1 && source.charAt(from) == '*') {
            return true;
        }
        int label = source.startsWith("*.", from) ? from + 2 : from;
        for (int i = label; i < to; i++) {
            char c = source.charAt(i);
            if (c == '.' && i > label) {
                label = i + 1;
            } else if (!isLetterOrDigit(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return label < to;
    }

    private static boolean isPort(String source, int from, int to) {
        if (to - from == 1 && source.charAt(from) == '*') {
            return true;
        }
        for (int i = from; i < to; i++) {
            if (source.charAt(i) < '0' || source.charAt(i) > '9') {
                return false;
            }
        }
        return to > from && to - from <= 5;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLetterOrDigit(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }
}
