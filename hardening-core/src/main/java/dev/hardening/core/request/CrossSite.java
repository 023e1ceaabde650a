package dev.hardening.core.request;

/** How a route judges unsafe methods that a page of another site sends. */
public enum CrossSite {
    /** Refused when the browser tells of another site; a client that tells nothing is taken for no browser. */
    DEFAULT,
    /** Refused unless the browser tells of the same origin. */
    STRICT,
    /** Not asked. */
    ALLOWED
}
