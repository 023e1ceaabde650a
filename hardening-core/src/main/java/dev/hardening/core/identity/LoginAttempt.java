package dev.hardening.core.identity;

import dev.hardening.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One try to log in. The password's characters are the caller's, who wipes them after the answer.
 *
 * @param name as it was typed
 * @param password as it was typed; never part of the text of this object
 * @param client the resolved address that the try comes from
 * @param device the value of the device cookie, or null when the client has none
 */
public record LoginAttempt(
        String name,
        char[] password,
        IpAddress client,
        @Nullable String device) {

    /** Says where it comes from and nothing else: people type passwords into the field for the name. */
    @Override
    public String toString() {
        return "LoginAttempt[from " + client + "]";
    }
}
