package dev.hardening.core.identity;

import org.jspecify.annotations.Nullable;

/** The application's users. Implementations must be safe for use by many threads. */
@FunctionalInterface
public interface Accounts {

    /**
     * Returns the account of this name, or null when there is none, or none that may be used at the moment: one that was
     * switched off is none. Asked at every log-in and every refresh, so that a role that was taken away is gone with the
     * next one.
     *
     * @throws dev.hardening.core.decision.StoreUnavailableException when it cannot be told now
     */
    @Nullable
    Account find(String name);

    /**
     * Stores a stronger hash of the same password, if the stored one is still {@code oldHash}; by default it is not kept.
     * Whatever it throws keeps nobody out.
     *
     * @throws dev.hardening.core.decision.StoreUnavailableException when it cannot be stored now
     */
    default void rehashed(String name, String oldHash, String newHash) {}
}
