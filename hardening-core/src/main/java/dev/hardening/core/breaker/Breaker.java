package dev.hardening.core.breaker;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards the calls to one dependency: each has a timeout, only so many are under way at once, and when too many fail none
 * is made until the dependency has had time to come back. Made by {@link Breakers}. Safe for use by many threads.
 */
public final class Breaker {

    private final Circuit circuit;
    private final boolean handsOff;
    private final List<StaleCache<?, ?>> caches;
    private final AtomicInteger made = new AtomicInteger();

    Breaker(Circuit circuit, List<StaleCache<?, ?>> caches) {
        this.circuit = circuit;
        this.handsOff = circuit.settings().way() == CallWay.HAND_OFF;
        this.caches = caches;
    }

    /**
     * Makes a call and returns what it returns, null included. What it throws counts as a failure, unless the settings say
     * otherwise, and passes through, {@link Error}s as well. An interrupt of the caller counts for nothing: the call is
     * given up, and so is a probe. Where the caller makes the call itself, that holds for {@link InterruptedException} only;
     * what the call wraps it in, or throws in its place, is a failure, and an interrupt that comes as the time is up is taken
     * for the breaker's own.
     *
     * @throws DependencyUnavailableException when the breaker is open, too many calls are under way, the time is up, or the
     *     service ends; and, where another thread makes the call, when the caller is interrupted, which it then still is
     * @throws E what the call throws
     */
    public <T extends @Nullable Object, E extends Exception> T call(GuardedCall<T, E> call) throws E {
        if (handsOff) {
            return handOff(call);
        }
        Place place = circuit.enter();
        return place.caller.make(call, place);
    }

    private <T extends @Nullable Object, E extends Exception> T handOff(GuardedCall<T, E> call) throws E {
        HandedCall<T> handed = HandedCall.start(circuit, call);
        try {
            return handed.answer().get();
        } catch (ExecutionException e) {
            throw Breaker.<E>thrownBy(e);
        } catch (InterruptedException e) {
            handed.abandon();
            Thread.currentThread().interrupt();
            throw circuit.unavailable(Reason.INTERRUPTED, e);
        }
    }

    /** The call's own type says that it throws nothing else. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E thrownBy(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return (E) (cause == null ? failed : cause);
    }

    /**
     * Begins an asynchronous call on the caller's thread. The returned future never takes longer than the timeout: then, or
     * when it is cancelled, the stage that the call gave is cancelled. A call that throws, or gives no stage, counts as
     * failed. The place of a call is free again when its stage has ended. What follows a timeout runs on a thread of this
     * breaker, and what blocks there keeps the place; anything else runs on the thread that ends the stage, or cancels.
     *
     * @return what the stage ends with, or a future that failed with {@link DependencyUnavailableException}; nothing is
     *     thrown
     */
    public <T extends @Nullable Object> CompletableFuture<T> callAsync(Supplier<? extends CompletionStage<T>> call) {
        try {
            return new AsyncCall<T>(circuit, circuit.enter()).start(call);
        } catch (DependencyUnavailableException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /**
     * Returns a new cache of what the dependency gives; closed with its {@link Breakers}, or before.
     *
     * @param settings how long values count as new and are kept, and how many
     * @param loader asks the dependency, always through this breaker
     */
    public <K, V> StaleCache<K, V> cache(StaleCacheSettings settings, CacheLoader<K, V> loader) {
        StaleCache<K, V> cache = new StaleCache<>(circuit, made.incrementAndGet(), settings, loader, caches::remove);
        caches.add(cache);
        return cache;
    }

    /** Returns the name of the dependency, a label for metrics and logs. */
    public String name() {
        return circuit.name();
    }

    /** Returns the settings. */
    public BreakerSettings settings() {
        return circuit.settings();
    }

    /** Returns the state as of now: half-open as soon as a probe may be made, whether anybody calls or not. */
    public BreakerState state() {
        return circuit.state();
    }

    /** Returns all that is known as of now. */
    public BreakerStatus status() {
        return circuit.status();
    }

    /**
     * Says how the dependency is, without asking it: a check for the health report.
     *
     * @return {@code closed}
     * @throws DependencyUnavailableException unless the breaker is closed
     */
    public String check() {
        if (!circuit.isClosed()) {
            throw circuit.unavailable(Reason.OPEN, null);
        }
        return BreakerState.CLOSED.text();
    }

    @Override
    public String toString() {
        return "Breaker[" + name() + ", " + state().text() + "]";
    }
}
