package dev.hardening.core.decision;

import org.jspecify.annotations.Nullable;

/**
 * An exception that is no failure of the service and says by itself how the request that it ends is to be answered. The room
 * {@code errors} answers with the refusal wherever one is thrown; nothing of the exception's own message is shown.
 */
public interface RefusalSource {

    /** Returns what to tell the client as of now. */
    Refusal refusal();

    /** Returns a label for events and logs, such as the name of a dependency, or null; never anything that a client sent. */
    default @Nullable String refusedBy() {
        return null;
    }
}
