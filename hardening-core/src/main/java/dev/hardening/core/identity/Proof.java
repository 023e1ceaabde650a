package dev.hardening.core.identity;

/** How a caller proved who it is. */
public enum Proof {
    /** A shared key in a header. */
    API_KEY
}
