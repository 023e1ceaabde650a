package dev.hardening.core.net;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a list of allowed hosts: one host, or {@code *.example.org} for every name that has exactly one label in
 * front of {@code .example.org} (neither {@code example.org} nor {@code a.b.example.org}), as in RFC 9525 section 6.3.
 * With a port, only that port matches; without one, every port.
 *
 * <p>A wildcard needs at least two labels after it, so that {@code *.org} cannot be allowed by a slip; the names
 * reserved for private and local use ({@code localhost}, {@code local}, {@code internal}, {@code test}) may follow it alone.
 *
 * <p>Immutable and safe for use by many threads; matching allocates nothing.
 */
public final class HostPattern {

    private static final Set<String> LOCAL_SUFFIXES = Set.of("localhost", "local", "internal", "test");

    private final HostPort base;
    private final boolean wildcard;

    private HostPattern(HostPort base, boolean wildcard) {
        this.base = base;
        this.wildcard = wildcard;
    }

    /**
     * Reads a host or a wildcard, with an optional port.
     *
     * @throws InvalidHostException when the text is anything else
     */
    public static HostPattern parse(CharSequence text) {
        HostPattern pattern = tryParse(text);
        if (pattern == null) {
            throw HostProblem.of(text, "a host or wildcard with an optional port of 1 to 65535");
        }
        return pattern;
    }

    /** Reads a host or a wildcard, with an optional port; null when the text is anything else. */
    public static @Nullable HostPattern tryParse(CharSequence text) {
        boolean wildcard = text.length() > 2 && text.charAt(0) == '*' && text.charAt(1) == '.';
        HostPort base = HostPort.tryParse(text, wildcard ? 2 : 0);
        return base == null || (wildcard && !mayFollowWildcard(base.host())) ? null : new HostPattern(base, wildcard);
    }

    static boolean mayFollowWildcard(HostName suffix) {
        return suffix.address() == null && (Ascii.has(suffix.text(), '.') || LOCAL_SUFFIXES.contains(suffix.text()));
    }

    /**
     * Whether this authority is allowed.
     *
     * @param defaultPort the port that the request's scheme means where the authority names none
     */
    public boolean matches(HostPort authority, int defaultPort) {
        int port = authority.portOr(defaultPort);
        return base.portOr(port) == port && matches(authority.host());
    }

    /** Whether this host is allowed on any port that the pattern may name. */
    public boolean matches(HostName host) {
        if (!wildcard) {
            return base.host().equals(host);
        }
        String name = host.text();
        String suffix = base.host().text();
        int dot = name.length() - suffix.length() - 1;
        return dot > 0 && host.address() == null && name.indexOf('.') == dot && name.endsWith(suffix);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostPattern that && wildcard == that.wildcard && base.equals(that.base);
    }

    @Override
    public int hashCode() {
        return wildcard ? ~base.hashCode() : base.hashCode();
    }

    /** The canonical text; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return wildcard ? "*." + base : base.toString();
    }
}
