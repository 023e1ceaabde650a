package dev.hardening.core.ratelimit;

/** How "so many in so much time" is understood. */
public enum RateLimitAlgorithm {
    /** Never more than the maximum in any span as long as the window, wherever the span begins. */
    SLIDING_WINDOW("sliding-window"),

    /**
     * A bucket of {@code burst} tokens that refills evenly, {@code max} tokens in a window. A client that was quiet may
     * use the whole bucket at once and the refill after it: up to {@code burst + max} in one window.
     */
    TOKEN_BUCKET("token-bucket");

    private final String text;

    RateLimitAlgorithm(String text) {
        this.text = text;
    }

    /** Returns the name that settings use. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
