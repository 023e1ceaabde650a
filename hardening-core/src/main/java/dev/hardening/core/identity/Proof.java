package dev.hardening.core.identity;

/** How a caller proved who it is. */
public enum Proof {
    /** A shared key in a header. */
    API_KEY,
    /** A signed token in {@code Authorization: Bearer}. */
    TOKEN,
    /** A signed session cookie. */
    COOKIE
}
