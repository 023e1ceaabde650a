package dev.hardening.core.breaker;

import org.jspecify.annotations.Nullable;

/**
 * A call to a dependency. It may be interrupted, and it should be safe to leave alone: after its timeout nobody waits for
 * what it returns.
 *
 * @param <T> what it returns, null allowed
 * @param <E> the checked exception that it throws; inferred, {@link RuntimeException} when there is none
 */
@FunctionalInterface
public interface GuardedCall<T extends @Nullable Object, E extends Exception> {

    /**
     * Makes the call.
     *
     * @throws E when the dependency does not answer as it should
     */
    T run() throws E;
}
