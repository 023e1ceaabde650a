package dev.hardening.core.net;

import org.jspecify.annotations.Nullable;

/**
 * A web origin: scheme, host and port (RFC 6454 section 4), http and https only.
 *
 * <p>Read from settings: the letters' case and the default port do not matter and are folded. Compared with what a
 * client sends by {@link #asciiText()}, the bytes a browser puts into the {@code Origin} field: parsing a client's
 * header and comparing the results would forgive spellings that no browser sends.
 *
 * <p>Refused are {@code null}, {@code *}, user information, paths, queries, a slash at the end, a dot at the end of the
 * host and IPv4-mapped IPv6 (browsers keep the last two apart from the origin they would fold to).
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Origin {

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private final boolean secure;
    private final HostName host;
    private final int port;
    private final String asciiText;

    private Origin(boolean secure, HostName host, int port) {
        this.secure = secure;
        this.host = host;
        this.port = port;
        String start = (secure ? HTTPS : HTTP) + host.uriText();
        this.asciiText = port == defaultPort(secure) ? start : start + ":" + port;
    }

    /**
     * Reads {@code https://app.example.org} or {@code http://localhost:3000}.
     *
     * @throws InvalidOriginException when the text is anything else
     */
    public static Origin parse(CharSequence text) {
        Origin origin = tryParse(text);
        if (origin == null) {
            throw new InvalidOriginException(Quoted.of(text)
                    + " is not a web origin; write scheme, host and at most a port, such as https://app.example.org"
                    + " (no path, no slash at the end)");
        }
        return origin;
    }

    /** Reads an origin; null when the text is anything else. */
    public static @Nullable Origin tryParse(CharSequence text) {
        boolean secure = startsWith(text, HTTPS);
        if (!secure && !startsWith(text, HTTP)) {
            return null;
        }
        int from = secure ? HTTPS.length() : HTTP.length();
        HostPort authority = HostPort.tryParse(text, from);
        if (authority == null || isFolded(text, from, authority.host())) {
            return null;
        }
        return new Origin(secure, authority.host(), authority.portOr(defaultPort(secure)));
    }

    /**
     * The origin of this host and port.
     *
     * @throws InvalidOriginException when the port is not within 1 to 65535
     */
    public static Origin of(boolean secure, HostName host, int port) {
        if (port < 1 || port > 65535) {
            throw new InvalidOriginException(port + " is not a port; ports are 1 to 65535");
        }
        return new Origin(secure, host, port);
    }

    private static boolean startsWith(CharSequence text, String scheme) {
        return text.length() > scheme.length()
                && Ascii.lower(text, 0, scheme.length()).equals(scheme);
    }

    /** Whether the host's text is shorter than what was written, by more than its case. */
    private static boolean isFolded(CharSequence text, int from, HostName host) {
        IpAddress address = host.address();
        if (address == null) {
            int end = from + host.text().length();
            return end < text.length() && text.charAt(end) == '.';
        }
        return address.isV4() && text.charAt(from) == '[';
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return secure ? "https" : "http";
    }

    /** The host. */
    public HostName host() {
        return host;
    }

    /** The port, the scheme's own where none was written. */
    public int port() {
        return port;
    }

    /** Whether the scheme is https. */
    public boolean isSecure() {
        return secure;
    }

    /** Whether the host is this machine by definition; see {@link HostName#isLoopback()}. */
    public boolean isLoopback() {
        return host.isLoopback();
    }

    /** The bytes that a browser sends for this origin (RFC 6454 section 6.2); to be compared literally. */
    public String asciiText() {
        return asciiText;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin that && asciiText.equals(that.asciiText);
    }

    @Override
    public int hashCode() {
        return asciiText.hashCode();
    }

    /** {@link #asciiText()}. */
    @Override
    public String toString() {
        return asciiText;
    }
}
