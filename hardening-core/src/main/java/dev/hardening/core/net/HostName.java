package dev.hardening.core.net;

import org.jspecify.annotations.Nullable;

/**
 * A host as it stands in a URL: a DNS name or an IP address.
 *
 * <p>A name has labels of letters, digits and inner hyphens, 1 to 63 characters each and 253 in all (RFC 1123 section
 * 2.1, RFC 1035 section 2.3.4). It is kept in lower case and without the dot that may end it. Underscores, percent
 * escapes and all but ASCII are refused; internationalised names come as {@code xn--…}. A name whose last label is a
 * number must be a strict IPv4 address, because browsers read {@code 127.1} and {@code 0x7f.1} as addresses (WHATWG URL
 * standard, host parsing). IPv6 stands in brackets, without zone; IPv4-mapped IPv6 becomes IPv4.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class HostName {

    /** Names may have 253 characters, a dot at their end, and no address is longer. */
    private static final int LONGEST = 254;

    private static final int LONGEST_LABEL = 63;

    private final String text;
    private final @Nullable IpAddress address;

    private HostName(String text, @Nullable IpAddress address) {
        this.text = text;
        this.address = address;
    }

    /**
     * Reads a host; IPv6 needs its brackets.
     *
     * @throws InvalidHostException when the text is anything else
     */
    public static HostName parse(CharSequence text) {
        HostName host = tryParse(text, 0, text.length());
        if (host == null) {
            throw HostProblem.of(text, "a host");
        }
        return host;
    }

    /** Reads a host; null when the text is anything else. */
    public static @Nullable HostName tryParse(CharSequence text) {
        return tryParse(text, 0, text.length());
    }

    /** The host that an address is. */
    public static HostName of(IpAddress address) {
        return new HostName(address.canonicalText(), address);
    }

    static @Nullable HostName tryParse(CharSequence text, int from, int to) {
        if (from == to || to - from > LONGEST) {
            return null;
        }
        if (text.charAt(from) == '[') {
            IpAddress v6 = text.charAt(to - 1) == ']' ? IpParser.v6(text, from + 1, to - 1) : null;
            return v6 == null ? null : of(v6);
        }
        long v4 = IpParser.v4(text, from, to);
        return v4 >= 0 ? of(IpAddress.ofV4(v4)) : name(text, from, to);
    }

    private static @Nullable HostName name(CharSequence text, int from, int end) {
        int to = text.charAt(end - 1) == '.' ? end - 1 : end;
        int label = from;
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '.') {
                if (!isLabel(text, label, i)) {
                    return null;
                }
                label = i + 1;
            }
        }
        if (to - from >= LONGEST || !isLabel(text, label, to) || isNumber(text, label, to)) {
            return null;
        }
        return new HostName(Ascii.lower(text, from, to), null);
    }

    private static boolean isLabel(CharSequence text, int from, int to) {
        if (from == to || to - from > LONGEST_LABEL || text.charAt(from) == '-' || text.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!Ascii.isLetterOrDigit(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Whether a browser takes the label for a number: decimal digits, or hexadecimal ones after {@code 0x}. */
    private static boolean isNumber(CharSequence text, int from, int to) {
        boolean hex = to - from >= 2 && text.charAt(from) == '0' && (text.charAt(from + 1) | 0x20) == 'x';
        for (int i = hex ? from + 2 : from; i < to; i++) {
            char c = text.charAt(i);
            if (hex ? Ascii.hex(c) < 0 : !Ascii.isDigit(c)) {
                return false;
            }
        }
        return true;
    }

    /** The name in lower case, or the canonical text of the address, without brackets. */
    public String text() {
        return text;
    }

    /** The host as a URL writes it: {@link #text()}, with brackets around IPv6. */
    public String uriText() {
        return address == null || address.isV4() ? text : "[" + text + "]";
    }

    /** The address, or null when this is a name. */
    public @Nullable IpAddress address() {
        return address;
    }

    /** Whether the host is this machine by definition: a loopback address, localhost or a name below it (RFC 6761). */
    public boolean isLoopback() {
        return address == null ? text.equals("localhost") || text.endsWith(".localhost") : address.isLoopback();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostName that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@link #uriText()}. */
    @Override
    public String toString() {
        return uriText();
    }
}
