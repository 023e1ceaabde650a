package dev.hardening.core.errors;

/** Who writes the body when the application asks for an error page by {@code sendError}. */
public enum ErrorPages {
    /** This library, with a fixed text; what the application said is written to the log at most. */
    OWN,
    /**
     * The container, with the pages that the application declares. Where it declares none, the container's own page
     * tells the product's name and the application's message, so declare one for every status.
     */
    CONTAINER
}
