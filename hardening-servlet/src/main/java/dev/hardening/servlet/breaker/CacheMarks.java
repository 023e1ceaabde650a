package dev.hardening.servlet.breaker;

import dev.hardening.core.breaker.Cached;
import dev.hardening.core.breaker.Freshness;
import jakarta.servlet.http.HttpServletResponse;

/** Tells the client where an answer comes from and how old it is (guide row V-42). */
public final class CacheMarks {

    private CacheMarks() {}

    /**
     * Marks an answer: {@code X-Cache} is {@code MISS} for a value that was loaded for this request, {@code HIT} for one that
     * was kept and counts as new, and {@code STALE} for one that is older than it should be. Of a value that was kept,
     * {@code Age} has the age in whole seconds (RFC 9111 section 5.1). Call it before the answer is on its way; what is set
     * already is replaced.
     */
    public static void write(HttpServletResponse response, Cached<?> cached) {
        response.setHeader("X-Cache", cached.freshness().text());
        if (cached.freshness() != Freshness.LOADED) {
            response.setHeader("Age", Long.toString(cached.age().toSeconds()));
        }
    }
}
