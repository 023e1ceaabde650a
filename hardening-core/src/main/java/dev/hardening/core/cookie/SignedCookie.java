package dev.hardening.core.cookie;

import java.time.Instant;

/** A value whose MAC and times are right. Immutable. */
public final class SignedCookie implements CookieReading {

    private final byte[] payload;
    private final Instant issued;
    private final Instant expires;
    private final boolean oldKey;

    SignedCookie(byte[] payload, Instant issued, Instant expires, boolean oldKey) {
        this.payload = payload;
        this.issued = issued;
        this.expires = expires;
        this.oldKey = oldKey;
    }

    /** Returns a copy of the bytes that were signed. */
    public byte[] payload() {
        return payload.clone();
    }

    /** Returns when it was signed first, in whole seconds. */
    public Instant issued() {
        return issued;
    }

    /** Returns from when on it no longer counts, in whole seconds. */
    public Instant expires() {
        return expires;
    }

    /** Tells whether a previous key has signed it, so that it should be signed anew. */
    public boolean isOfOldKey() {
        return oldKey;
    }
}
