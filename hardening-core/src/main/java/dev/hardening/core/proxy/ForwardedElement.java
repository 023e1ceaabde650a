package dev.hardening.core.proxy;

import dev.hardening.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code Forwarded} (RFC 7239 section 4), read strictly: parameters once each, values that are tokens or
 * quoted strings, a node identifier in {@code for}. Blanks around a semicolon are let pass, because proxies write them.
 */
final class ForwardedElement {

    /** What is read of a field that is not there. */
    static final ForwardedElement EMPTY = new ForwardedElement("", 0, 0);

    private final String text;
    private final int to;
    private int at;
    private @Nullable IpAddress address;
    private @Nullable String node;
    private @Nullable String by;
    private @Nullable String proto;
    private @Nullable String host;

    private ForwardedElement(String text, int from, int to) {
        this.text = text;
        this.at = from;
        this.to = to;
    }

    /** Reads the element in that part of the text; null when it is empty or malformed. */
    static @Nullable ForwardedElement parse(String text, int from, int to) {
        ForwardedElement element = new ForwardedElement(text, from, to);
        return from < to && element.readPairs() && element.readNode() ? element : null;
    }

    /** The address of the hop, or null when the proxy does not tell it. */
    @Nullable
    IpAddress address() {
        return address;
    }

    /** The scheme as the proxy wrote it. */
    @Nullable
    String proto() {
        return proto;
    }

    /** The host as the proxy wrote it. */
    @Nullable
    String host() {
        return host;
    }

    private boolean readPairs() {
        while (at < to) {
            skipBlanks();
            int name = at;
            while (at < to && isTokenChar(text.charAt(at))) {
                at++;
            }
            if (at > name && !readValue(name, at)) {
                return false;
            }
            skipBlanks();
            if (at < to && text.charAt(at++) != ';') {
                return false;
            }
        }
        return true;
    }

    private boolean readValue(int name, int nameEnd) {
        if (at == to || text.charAt(at) != '=') {
            return false;
        }
        at++;
        String value = at < to && text.charAt(at) == '"' ? quotedString() : token();
        return value != null && keep(text.substring(name, nameEnd), value);
    }

    /** Keeps a parameter; false when it was there before. */
    private boolean keep(String name, String value) {
        if (name.equalsIgnoreCase("for")) {
            boolean first = node == null;
            node = value;
            return first;
        }
        if (name.equalsIgnoreCase("proto")) {
            boolean first = proto == null;
            proto = value;
            return first;
        }
        if (name.equalsIgnoreCase("host")) {
            boolean first = host == null;
            host = value;
            return first;
        }
        if (name.equalsIgnoreCase("by")) {
            boolean first = by == null;
            by = value;
            return first;
        }
        return true;
    }

    private boolean readNode() {
        String named = node;
        if (named != null) {
            address = Node.address(named, 0, named.length(), true);
            return address != null || Node.isUnnamed(named, 0, named.length());
        }
        return true;
    }

    private @Nullable String token() {
        int from = at;
        while (at < to && isTokenChar(text.charAt(at))) {
            at++;
        }
        return at == from ? null : text.substring(from, at);
    }

    private @Nullable String quotedString() {
        StringBuilder value = new StringBuilder();
        for (at++; at < to; at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && ++at < to) {
                c = text.charAt(at);
            }
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return null;
            }
            value.append(c);
        }
        return null;
    }

    private void skipBlanks() {
        while (at < to && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}
