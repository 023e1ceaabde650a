package dev.hardening.core.cookie;

import dev.hardening.core.identity.Identity;
import java.time.Instant;

/**
 * A session that a cookie carries.
 *
 * @param caller whom it proves, with the session's id
 * @param issued when it began, in whole seconds
 * @param expires when it ends by itself, in whole seconds
 */
public record Session(Identity caller, Instant issued, Instant expires) {

    /** Returns the session's id: 22 characters that hold 128 random bits. */
    public String id() {
        String id = caller.session();
        if (id == null) {
            throw new IllegalStateException("a session without an id");
        }
        return id;
    }

    /** Says whose it is; the id is no credential, but nobody's business either. */
    @Override
    public String toString() {
        return "Session[" + caller.subject() + ", until " + expires + "]";
    }
}
