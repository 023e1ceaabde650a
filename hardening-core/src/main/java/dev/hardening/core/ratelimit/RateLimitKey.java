package dev.hardening.core.ratelimit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is counted for. Keys of different kinds are never equal, so that nobody can name himself like another
 * client's address.
 *
 * <p>Immutable.
 */
public final class RateLimitKey {

    private final Kind kind;
    private final long high;
    private final long low;
    private final String text;

    private RateLimitKey(Kind kind, long high, long low, String text) {
        this.kind = kind;
        this.high = high;
        this.low = low;
        this.text = text;
    }

    /** The sorts of keys. The numbers are part of what a store keeps and never change. */
    enum Kind {
        ADDRESS("ip"),
        USER("user");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** Returns the key of an address, given as 128 bits. The caller has reduced IPv6 to its /64 prefix. */
    public static RateLimitKey address(long high, long low) {
        return new RateLimitKey(Kind.ADDRESS, high, low, "");
    }

    /** Returns the key of a user who has proved who he is. */
    public static RateLimitKey user(String subject) {
        return new RateLimitKey(Kind.USER, 0, 0, subject);
    }

    /** Returns the key's 64-bit hash under a secret; nobody without the secret can find two keys with the same hash. */
    long hash(SipHash secret) {
        return kind == Kind.ADDRESS ? secret.hash(kind.ordinal(), high, low) : secret.hash(kind.ordinal(), text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitKey
                && kind == ((RateLimitKey) other).kind
                && high == ((RateLimitKey) other).high
                && low == ((RateLimitKey) other).low
                && text.equals(((RateLimitKey) other).text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, high, low, text);
    }

    @Override
    public String toString() {
        return kind.text + ":" + (kind == Kind.ADDRESS ? Long.toHexString(high) + ":" + Long.toHexString(low) : text);
    }
}
