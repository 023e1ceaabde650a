package dev.hardening.core.breaker;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Loads values through the breaker, one load a key at a time: who wants the same key waits for the same load. There are
 * never more loads than the breaker has places, and never more who wait for the load of another. Those are counted apart,
 * because a key that many want, and that hangs, must not keep other keys from being loaded. Safe for use by many threads.
 */
final class Flights<K, V> {

    private final Circuit circuit;
    private final Shelf<K, V> shelf;
    private final CacheLoader<K, V> loader;
    private final Map<K, CompletableFuture<@Nullable Cached<V>>> flights = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Flights(Circuit circuit, Shelf<K, V> shelf, CacheLoader<K, V> loader) {
        this.circuit = circuit;
        this.shelf = shelf;
        this.loader = loader;
    }

    /** What the dependency gave; null says that there is no such value. */
    private record Answer<V>(@Nullable V value) {}

    boolean isFlying(K key) {
        return flying(key) != null;
    }

    private @Nullable CompletableFuture<@Nullable Cached<V>> flying(K key) {
        CompletableFuture<@Nullable Cached<V>> flight = flights.get(key);
        return flight == null || flight.isDone() ? null : flight;
    }

    /** Returns the load of the key that is under way, or begins one; it ends with null when there is no such value. */
    CompletableFuture<@Nullable Cached<V>> join(K key) {
        while (true) {
            CompletableFuture<@Nullable Cached<V>> flying = flying(key);
            if (flying == null) {
                flying = begin(key);
            }
            if (flying != null) {
                return flying;
            }
        }
    }

    /**
     * Waits for the load of the key that is under way, or for one that is begun now.
     *
     * @throws DependencyUnavailableException when too many wait for loads of others
     */
    @Nullable
    Cached<V> await(K key) throws ExecutionException, InterruptedException {
        while (true) {
            CompletableFuture<@Nullable Cached<V>> flying = flying(key);
            if (flying != null) {
                return follow(flying);
            }
            CompletableFuture<@Nullable Cached<V>> mine = begin(key);
            if (mine != null) {
                return mine.get();
            }
        }
    }

    private @Nullable Cached<V> follow(CompletableFuture<@Nullable Cached<V>> flying)
            throws ExecutionException, InterruptedException {
        try {
            if (waiting.incrementAndGet() > circuit.settings().maxConcurrent() && !flying.isDone()) {
                throw circuit.full();
            }
            return flying.get();
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Returns how many wait for the load of another. */
    int waiting() {
        return waiting.get();
    }

    /** Forgets the value of the key, and the load that is under way: what it brings is older than this. */
    void forget(K key) {
        flights.compute(key, (any, flying) -> {
            shelf.remove(key);
            return null;
        });
    }

    /** Begins a load of the key; returns null when one is under way. */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows throws nothing
    @Nullable
    CompletableFuture<@Nullable Cached<V>> begin(K key) {
        CompletableFuture<@Nullable Cached<V>> before = flights.get(key);
        if (before != null && !before.isDone()) {
            return null;
        }
        CompletableFuture<@Nullable Cached<V>> mine = new CompletableFuture<>();
        boolean begun = before == null ? flights.putIfAbsent(key, mine) == null : flights.replace(key, before, mine);
        if (!begun) {
            return null;
        }
        try {
            // Whoever looked just before another load ended needs none of his own.
            Cached<V> found = shelf.find(key);
            if (found != null && !found.isStale()) {
                land(key, mine, found, null);
                return mine;
            }
            long askedAt = circuit.ticker().nanos();
            HandedCall.start(circuit, () -> new Answer<>(loader.load(key)))
                    .answer()
                    .whenComplete((answer, thrown) -> landed(key, mine, answer, askedAt, thrown));
        } catch (RuntimeException | Error refused) {
            land(key, mine, null, refused);
        }
        return mine;
    }

    private void landed(
            K key,
            CompletableFuture<@Nullable Cached<V>> flight,
            @Nullable Answer<V> answer,
            long askedAt,
            @Nullable Throwable thrown) {
        Cached<V> loaded = null;
        Throwable failure = thrown;
        V value = answer == null ? null : answer.value();
        try {
            if (value != null) {
                loaded = shelf.pass(value, askedAt);
            }
            if (thrown == null) {
                // As one step, lest the key be forgotten in between. Afterwards nobody begins another load.
                flights.computeIfPresent(key, (any, flying) -> {
                    if (flying == flight) {
                        keep(key, value, askedAt);
                    }
                    return flying;
                });
            }
        } catch (RuntimeException | Error keyOfTheirs) {
            loaded = null;
            failure = keyOfTheirs;
        }
        land(key, flight, loaded, failure);
    }

    private void keep(K key, @Nullable V value, long askedAt) {
        if (value == null) {
            shelf.remove(key);
        } else {
            shelf.put(key, value, askedAt);
        }
    }

    private void land(
            K key,
            CompletableFuture<@Nullable Cached<V>> flight,
            @Nullable Cached<V> loaded,
            @Nullable Throwable thrown) {
        try {
            // The value is on the shelf before the load is over, so nobody begins another in between.
            flights.remove(key, flight);
        } finally {
            // Whatever the key does. A load that has ended is in nobody's way.
            if (thrown == null) {
                flight.complete(loaded);
            } else {
                flight.completeExceptionally(thrown);
            }
        }
    }
}
