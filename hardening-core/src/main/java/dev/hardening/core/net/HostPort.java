package dev.hardening.core.net;

import org.jspecify.annotations.Nullable;

/**
 * A host with an optional port, as in the {@code Host} field (RFC 9110 section 7.2), in {@code X-Forwarded-Host} and in
 * lists of allowed hosts.
 *
 * <p>The host is read by the rules of {@link HostName}; the port is 1 to 65535 in decimal without leading zeros, and a
 * colon without a port is refused. So are user information, paths, blanks, control characters, percent signs and
 * anything above 255 characters.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class HostPort {

    private static final int LONGEST = 255;
    private static final int NO_PORT = 0;

    private final HostName host;
    private final int port;

    private HostPort(HostName host, int port) {
        this.host = host;
        this.port = port;
    }

    /**
     * Reads {@code example.org}, {@code 192.0.2.1:8080} or {@code [2001:db8::1]:8443}.
     *
     * @throws InvalidHostException when the text is anything else
     */
    public static HostPort parse(CharSequence text) {
        HostPort parsed = tryParse(text);
        if (parsed == null) {
            throw HostProblem.of(text, "a host with an optional port of 1 to 65535");
        }
        return parsed;
    }

    /** Reads a host with an optional port; null when the text is anything else. */
    public static @Nullable HostPort tryParse(CharSequence text) {
        return tryParse(text, 0);
    }

    static @Nullable HostPort tryParse(CharSequence text, int from) {
        int to = text.length();
        if (to - from > LONGEST) {
            return null;
        }
        int bracket = Ascii.indexOf(text, ']', from, to);
        int colon = Ascii.indexOf(text, ':', bracket < 0 ? from : bracket, to);
        HostName host = HostName.tryParse(text, from, colon < 0 ? to : colon);
        int port = colon < 0 ? NO_PORT : Ascii.decimal(text, colon + 1, to, 65535);
        return host == null || (colon >= 0 && port < 1) ? null : new HostPort(host, port);
    }

    /** The host. */
    public HostName host() {
        return host;
    }

    /** Whether a port was given. */
    public boolean hasPort() {
        return port != NO_PORT;
    }

    /** The port that was given, otherwise {@code defaultPort}. */
    public int portOr(int defaultPort) {
        return hasPort() ? port : defaultPort;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostPort that && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
        return host.hashCode() * 31 + port;
    }

    /** The canonical text, such as {@code [2001:db8::1]:8443}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return hasPort() ? host.uriText() + ":" + port : host.uriText();
    }
}
