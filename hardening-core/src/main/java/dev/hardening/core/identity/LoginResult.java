package dev.hardening.core.identity;

import dev.hardening.core.decision.Refusal;
import org.jspecify.annotations.Nullable;

/** What became of a try to log in. */
public sealed interface LoginResult {

    /**
     * The password was right.
     *
     * @param account whose it is
     * @param device a new value for the client's device cookie, or null when it has none or keeps it
     */
    record Accepted(Account account, @Nullable String device) implements LoginResult {}

    /** Nobody was logged in; the answer is the same for every account, whether it exists or not. */
    record Refused(Refusal refusal) implements LoginResult {}
}
