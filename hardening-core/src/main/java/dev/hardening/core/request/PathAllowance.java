package dev.hardening.core.request;

/** What a path may hold only where its route says so, because not everybody who reads the path reads it alike. */
public enum PathAllowance {
    /** A semicolon, sent as such or as {@code %3B}: containers take what follows for a path parameter and drop it. */
    SEMICOLON,
    /** A slash sent as {@code %2F}: some see one segment and some see two. The container has to let it pass as well. */
    ENCODED_SLASH
}
