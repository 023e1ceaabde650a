package dev.hardening.core.ratelimit;

import dev.hardening.core.net.IpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is counted for. Keys of different kinds are never equal, so nobody can name himself like another
 * client's address. Immutable.
 */
public final class RateLimitKey {

    /** The kinds of keys, each with a number of its own in hashes and a word of its own in texts. */
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

    private final Kind kind;
    private final @Nullable IpAddress address;
    private final String text;

    private RateLimitKey(Kind kind, @Nullable IpAddress address, String text) {
        this.kind = kind;
        this.address = address;
        this.text = Objects.requireNonNull(text, "text");
    }

    /** Returns the key of an address: IPv4 whole, IPv6 by its /64 ({@link IpAddress#limitKey()}). */
    public static RateLimitKey address(IpAddress address) {
        return new RateLimitKey(Kind.ADDRESS, address.limitKey(), "");
    }

    /** Returns the key of a user who has proved who he is. */
    public static RateLimitKey user(String subject) {
        return new RateLimitKey(Kind.USER, null, subject);
    }

    /** Returns the key of the owner of an API key, by the API key's label; never give the API key itself. */
    public static RateLimitKey apiKey(String label) {
        return new RateLimitKey(Kind.API_KEY, null, label);
    }

    /** Returns the key of an agent whose signature was verified. */
    public static RateLimitKey agent(String id) {
        return new RateLimitKey(Kind.AGENT, null, id);
    }

    /** Returns the key of a tenant. */
    public static RateLimitKey tenant(String id) {
        return new RateLimitKey(Kind.TENANT, null, id);
    }

    /** Returns the key of whoever sends this header value; nothing proves that it is his. */
    public static RateLimitKey header(String value) {
        return new RateLimitKey(Kind.HEADER, null, value);
    }

    /**
     * Returns the one text of this key, for stores outside this process. It holds what the client sent, of any length;
     * a store hashes it.
     */
    public String canonicalText() {
        return kind.word + ":" + (address != null ? address.canonicalText() : text);
    }

    /** Returns the key's hash; without the secret nobody finds two keys that have the same. */
    long hash(SipHash secret) {
        return address != null
                ? secret.hash(kind.domain, address.high(), address.low())
                : secret.hash(kind.domain, text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitKey key
                && kind == key.kind
                && Objects.equals(address, key.address)
                && text.equals(key.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, address, text);
    }

    /** Says only of which kind the key is: what it holds may be a credential. */
    @Override
    public String toString() {
        return "RateLimitKey[" + kind.word + "]";
    }
}
