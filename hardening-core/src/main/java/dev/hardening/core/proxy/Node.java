package dev.hardening.core.proxy;

import dev.hardening.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Reads who stands at one hop: an address with or without a port, or a word that says that the proxy does not tell. */
final class Node {

    private static final String UNKNOWN = "unknown";

    private Node() {}

    /**
     * Reads the address.
     *
     * @param strict by RFC 7239 section 6: IPv6 stands in brackets, and a port may be a hidden one ({@code :_abc});
     *     otherwise IPv6 may stand without them, then without a port
     * @return the address, or null when there is no such thing
     */
    static @Nullable IpAddress address(String text, int from, int to, boolean strict) {
        if (from < to && text.charAt(from) == '[') {
            int close = indexOf(text, ']', from, to);
            boolean v6 = close > 0 && indexOf(text, ':', from, close) > 0;
            return v6 && isPort(text, close + 1, to, strict) ? IpAddress.tryParse(text, from + 1, close) : null;
        }
        int colon = indexOf(text, ':', from, to);
        if (colon < 0) {
            return IpAddress.tryParse(text, from, to);
        }
        if (indexOf(text, ':', colon + 1, to) >= 0) {
            return strict ? null : IpAddress.tryParse(text, from, to);
        }
        return isPort(text, colon, to, strict) ? IpAddress.tryParse(text, from, colon) : null;
    }

    /** Tells whether the proxy does not know or hides the address: {@code unknown}, or a word that begins with _. */
    static boolean isUnnamed(String text, int from, int to) {
        int colon = indexOf(text, ':', from, to);
        int end = colon < 0 ? to : colon;
        boolean unknown = end - from == UNKNOWN.length() && text.regionMatches(true, from, UNKNOWN, 0, end - from);
        return (unknown || isHidden(text, from, end)) && isPort(text, end, to, true);
    }

    /** Nothing, or a colon and a port behind it. */
    private static boolean isPort(String text, int from, int to, boolean mayBeHidden) {
        if (from == to) {
            return true;
        }
        if (text.charAt(from) != ':') {
            return false;
        }
        if (mayBeHidden && isHidden(text, from + 1, to)) {
            return true;
        }
        int digits = to - from - 1;
        int port = 0;
        for (int i = from + 1; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || digits > 5) {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return digits > 0 && port <= 65535;
    }

    private static boolean isHidden(String text, int from, int to) {
        if (to - from < 2 || text.charAt(from) != '_') {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            char c = text.charAt(i);
            boolean allowed = (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(String text, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }
}
