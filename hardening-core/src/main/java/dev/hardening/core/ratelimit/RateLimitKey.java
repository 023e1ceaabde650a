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

    /** The sorts of keys, each with a number of its own in the hash and a word of its own in the text. */
    private enum Kind {
        ADDRESS(1, "ip"),
        USER(2, "user"),
        API_KEY(3, "apikey"),
        AGENT(4, "agent"),
        TENANT(5, "tenant"),
        HEADER(6, "header");

        private final int domain;
        private final String word;

        Kind(int domain, String word) {
            this.domain = domain;
            this.word = word;
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

    /** Returns the key of the owner of an API key, by the key's label, never the key itself. */
    public static RateLimitKey apiKey(String label) {
        return new RateLimitKey(Kind.API_KEY, 0, 0, label);
    }

    /** Returns the key of an agent whose signature was verified. */
    public static RateLimitKey agent(String id) {
        return new RateLimitKey(Kind.AGENT, 0, 0, id);
    }

    /** Returns the key of a tenant. */
    public static RateLimitKey tenant(String id) {
        return new RateLimitKey(Kind.TENANT, 0, 0, id);
    }

    /** Returns the key of whoever sent this header value; nobody has proved it. */
    public static RateLimitKey header(String value) {
        return new RateLimitKey(Kind.HEADER, 0, 0, value);
    }

    /** Returns the key's 64-bit hash under a secret; nobody without the secret can find two keys with the same hash. */
    long hash(SipHash secret) {
        return kind == Kind.ADDRESS ? secret.hash(kind.domain, high, low) : secret.hash(kind.domain, text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitKey key
                && kind == key.kind
                && high == key.high
                && low == key.low
                && text.equals(key.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, high, low, text);
    }

    @Override
    public String toString() {
        return kind.word + ":" + (kind == Kind.ADDRESS ? Long.toHexString(high) + ":" + Long.toHexString(low) : text);
    }
}
