package dev.hardening.core.breaker;

/** Where a cached value comes from. The text is what {@code X-Cache} says. */
public enum Freshness {
    /** The dependency has just given it to this call. */
    LOADED("MISS"),
    /** It was kept, and is young enough to count as new. */
    FRESH("HIT"),
    /** It was kept for too long to count as new, and nothing newer can be had now. */
    STALE("STALE");

    private final String text;

    Freshness(String text) {
        this.text = text;
    }

    /** Returns {@code MISS}, {@code HIT} or {@code STALE}. */
    public String text() {
        return text;
    }
}
