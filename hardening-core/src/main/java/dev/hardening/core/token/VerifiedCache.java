package dev.hardening.core.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers access tokens whose signature and claims were good, by their whole text, so that a caller's next request costs
 * no signature. What it remembers counts only with the very keys that it was checked with and until the token expires;
 * revocation is asked outside, every time. Bounded: 1,024 places for tokens of at most 2 KiB, a new one takes the place of
 * an old one. Only good tokens get in, so nobody without one can fill it. Safe for use by many threads.
 */
final class VerifiedCache {

    private static final int PLACES = 1024;
    private static final int LONGEST = 2048;
    private static final int MARK = 8;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(PLACES);
    private final Duration skew;

    VerifiedCache(Duration skew) {
        this.skew = skew;
    }

    /** Returns what was found when this very text was checked, unless its time is over, or null. */
    @Nullable
    Entry find(String compact, Instant now) {
        if (compact.length() < MARK || compact.length() > LONGEST) {
            return null;
        }
        Entry entry = entries.get(place(compact));
        if (entry == null || !entry.counts(now, skew)) {
            return null;
        }
        return MessageDigest.isEqual(compact.getBytes(StandardCharsets.ISO_8859_1), entry.text) ? entry : null;
    }

    void put(String compact, Object keys, AccessToken token, Instant now) {
        if (compact.length() >= MARK && compact.length() <= LONGEST) {
            byte[] text = compact.getBytes(StandardCharsets.ISO_8859_1);
            entries.set(place(compact), new Entry(text, keys, token, now));
        }
    }

    /** The end of a token is the end of its signature, which spreads well and nobody chooses. */
    private static int place(String compact) {
        long mark = 0;
        for (int i = compact.length() - MARK; i < compact.length(); i++) {
            mark = (mark << 7) ^ compact.charAt(i);
        }
        return (int) ((mark * SPREAD) >>> 32) & (PLACES - 1);
    }

    /** One good token, and the keys it was checked with. */
    static final class Entry {
        private final byte[] text;
        private final Object keys;
        private final AccessToken token;
        private final Instant checkedAt;

        private Entry(byte[] text, Object keys, AccessToken token, Instant checkedAt) {
            this.text = text;
            this.keys = keys;
            this.token = token;
            this.checkedAt = checkedAt;
        }

        Object keys() {
            return keys;
        }

        AccessToken token() {
            return token;
        }

        private boolean counts(Instant now, Duration skew) {
            return now.isBefore(token.expires().plus(skew)) && !now.isBefore(checkedAt);
        }
    }
}
