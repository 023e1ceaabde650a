package dev.hardening.core.ratelimit;

/** Which header fields tell a client about its limits; {@code Retry-After} is in every 429 whatever is chosen. */
public enum RateLimitHeaders {
    /** {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers-11. */
    IETF,
    /** {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, the last one in seconds from now. */
    X,
    /** All five. */
    BOTH,
    /** None. */
    NONE;

    boolean hasIetf() {
        return this == IETF || this == BOTH;
    }

    boolean hasX() {
        return this == X || this == BOTH;
    }
}
