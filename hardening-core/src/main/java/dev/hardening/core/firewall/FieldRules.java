package dev.hardening.core.firewall;

import java.util.Locale;
import java.util.Set;

/** What a header field may look like (RFC 9110 sections 5.1, 5.3 and 5.5). */
final class FieldRules {

    /**
     * Fields whose repetition makes two readers see two requests. Fields that are lists may repeat, and so may
     * {@code Cookie}, which HTTP/2 clients split.
     */
    private static final Set<String> SINGLE = Set.of(
            "access-control-request-method",
            "authorization",
            "content-length",
            "content-range",
            "content-type",
            "from",
            "host",
            "if-modified-since",
            "if-range",
            "if-unmodified-since",
            "max-forwards",
            "origin",
            "proxy-authorization",
            "range",
            "referer",
            "sec-fetch-dest",
            "sec-fetch-mode",
            "sec-fetch-site",
            "sec-fetch-user",
            "transfer-encoding",
            "user-agent");

    private static final int MAX_LENGTH_DIGITS = 18;

    private static final boolean[] TOKEN = token();

    private FieldRules() {}

    private static boolean[] token() {
        boolean[] table = new boolean[128];
        for (char c = 0; c < table.length; c++) {
            table[c] = (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
        return table;
    }

    static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Tells whether the value holds nothing but a tab, blanks, visible characters and bytes beyond ASCII. */
    static boolean isText(String value) {
        int outside = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            outside |= (c - ' ') | ('~' - c);
        }
        // The loop has no branches; only a value that is not all visible ASCII is looked at again.
        return outside >= 0 || hasNoControl(value);
    }

    private static boolean hasNoControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                return false;
            }
        }
        return true;
    }

    static boolean mayRepeat(String name) {
        return !SINGLE.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Digits only: neither a sign nor a list, nor more digits than a number of bytes can have. */
    static boolean isLength(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= MAX_LENGTH_DIGITS;
    }
}
