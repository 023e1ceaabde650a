package dev.hardening.core.net;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a list of allowed origins: one {@link Origin}, or {@code https://*.example.org} for every origin with
 * exactly one label in front of {@code .example.org}, and with the scheme and the port that the entry has. What may
 * follow a wildcard is as in {@link HostPattern}: two labels, or a name reserved for local use.
 *
 * <p>Immutable and safe for use by many threads; matching allocates nothing.
 */
public final class OriginPattern {

    private static final String WILDCARD = "*.";
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;

    private final Origin base;
    private final boolean wildcard;
    private final String start;
    private final String end;

    private OriginPattern(Origin base, boolean wildcard) {
        this.base = base;
        this.wildcard = wildcard;
        this.start = base.scheme() + "://";
        this.end = "." + base.asciiText().substring(start.length());
    }

    /** Returns the pattern that matches one origin. */
    public static OriginPattern of(Origin origin) {
        return new OriginPattern(origin, false);
    }

    /**
     * Reads {@code https://app.example.org} or {@code https://*.example.org:8443}.
     *
     * @throws InvalidOriginException when the text is anything else
     */
    public static OriginPattern parse(CharSequence text) {
        OriginPattern pattern = tryParse(text);
        if (pattern == null) {
            throw new InvalidOriginException(Quoted.of(text) + " is no origin: " + OriginProblem.cure(text));
        }
        return pattern;
    }

    /** Reads an origin or a wildcard; null when the text is anything else. */
    public static @Nullable OriginPattern tryParse(CharSequence text) {
        int slash = Ascii.indexOf(text, '/', 0, text.length());
        int from = slash + 2;
        boolean wildcard = slash > 0
                && from + WILDCARD.length() < text.length()
                && text.charAt(from) == '*'
                && text.charAt(from + 1) == '.';
        Origin base = Origin.tryParse(wildcard ? without(text, from, from + WILDCARD.length()) : text);
        return base == null || (wildcard && !HostPattern.mayFollowWildcard(base.host()))
                ? null
                : new OriginPattern(base, wildcard);
    }

    private static String without(CharSequence text, int from, int to) {
        return text.subSequence(0, from).toString() + text.subSequence(to, text.length());
    }

    /** Whether the entry stands for more than one origin. */
    public boolean isWildcard() {
        return wildcard;
    }

    /**
     * Whether the entry is a wildcard below a name where strangers register theirs, as {@code https://*.co.uk} or
     * {@code https://*.github.io}. Only common names are known, so false promises nothing.
     */
    public boolean isSharedWildcard() {
        return wildcard && SharedSuffixes.isShared(base.host().text());
    }

    /** Whether its origins use https. */
    public boolean isSecure() {
        return base.isSecure();
    }

    /** Whether its hosts are this machine by definition; see {@link HostName#isLoopback()}. */
    public boolean isLoopback() {
        return base.isLoopback();
    }

    /**
     * Whether the value of an {@code Origin} field is, byte for byte, what a browser sends for an origin of this entry
     * (RFC 6454 section 6.2).
     */
    public boolean matches(String value) {
        if (!wildcard) {
            return base.asciiText().equals(value);
        }
        int to = value.length() - end.length();
        return value.startsWith(start)
                && value.endsWith(end)
                && to - start.length() + 1 + base.host().text().length() <= LONGEST_NAME
                && isLabel(value, start.length(), to);
    }

    /** Whether this is one label as browsers spell it, in lower case. */
    private static boolean isLabel(String text, int from, int to) {
        if (to <= from || to - from > LONGEST_LABEL || text.charAt(from) == '-' || text.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (Ascii.isUpper(c) || (c != '-' && !Ascii.isLetterOrDigit(c))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OriginPattern that && wildcard == that.wildcard && base.equals(that.base);
    }

    @Override
    public int hashCode() {
        return wildcard ? ~base.hashCode() : base.hashCode();
    }

    /** The canonical text; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return wildcard ? start + "*" + end : base.asciiText();
    }
}
