package dev.hardening.core.breaker;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a dependency gave, for speed and for the time when it fails. Made by {@link Breaker#cache}. Safe for use by
 * many threads, which all get the same values.
 *
 * <p>An answer is, in this order, a value that counts as new; one that is loaded now, by one call a key at a time; one that
 * is older than it should be, {@linkplain Cached#isStale marked}, when the dependency fails; or a refusal. While the breaker
 * is not closed, whoever asks for a value that is kept never waits. What was served stale is loaded again in the background,
 * and while the breaker is open that load is its probe, so values become new although nobody asks.
 *
 * <p>Threads are bounded, too: as many as the breaker has places may load, and as many again may wait for a load that
 * another has begun. Whoever comes then, and for whom nothing is kept, is refused at once.
 *
 * @param <K> the type of keys, with a meaningful {@code equals}
 * @param <V> the type of values, best immutable
 */
public final class StaleCache<K, V> implements AutoCloseable {

    private final Circuit circuit;
    private final int number;
    private final StaleCacheSettings settings;
    private final Shelf<K, V> shelf;
    private final Flights<K, V> flights;
    private final Refresher<K, V> refresher;
    private final Consumer<StaleCache<?, ?>> whenClosed;
    private final LongAdder fresh = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder loaded = new LongAdder();
    private final LongAdder refused = new LongAdder();

    StaleCache(
            Circuit circuit,
            int number,
            StaleCacheSettings settings,
            CacheLoader<K, V> loader,
            Consumer<StaleCache<?, ?>> whenClosed) {
        this.circuit = circuit;
        this.number = number;
        this.whenClosed = whenClosed;
        this.settings = settings;
        this.shelf = new Shelf<>(settings, circuit.ticker());
        this.flights = new Flights<>(circuit, shelf, Objects.requireNonNull(loader, "loader"));
        this.refresher = new Refresher<>(circuit, shelf, flights);
        circuit.timer().watch(refresher);
    }

    /**
     * Returns the value of a key, or null when the dependency says that there is none, which is asked anew each time.
     *
     * @throws DependencyUnavailableException when there is no value and none can be had; what the dependency threw is its
     *     cause. Also when the thread is interrupted while it waits; it still is, then
     */
    public @Nullable Cached<V> get(K key) {
        Cached<V> kept = shelf.find(key);
        if (kept != null && !kept.isStale()) {
            fresh.increment();
            return kept;
        }
        if (kept != null && !circuit.isClosed()) {
            refresher.want(key);
            return serve(kept);
        }
        CompletableFuture<@Nullable Cached<V>> own = kept == null ? null : flights.begin(key);
        if (kept != null && own == null) {
            // Whoever has begun the load that is under way sees to what follows when it fails.
            return serve(kept);
        }
        try {
            Cached<V> answer = own == null ? flights.await(key) : own.get();
            loaded.increment();
            return answer;
        } catch (ExecutionException e) {
            // Looked at again, for it has become older while its successor was waited for.
            Cached<V> still = kept == null ? null : shelf.find(key);
            if (still != null) {
                refresher.want(key);
                return serve(still);
            }
            refused.increment();
            throw unavailable(e.getCause());
        } catch (DependencyUnavailableException full) {
            refused.increment();
            throw full;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw circuit.unavailable(Reason.INTERRUPTED, e);
        }
    }

    private Cached<V> serve(Cached<V> kept) {
        (kept.isStale() ? stale : fresh).increment();
        return kept;
    }

    private DependencyUnavailableException unavailable(@Nullable Throwable cause) {
        return cause instanceof DependencyUnavailableException already
                ? already
                : circuit.unavailable(Reason.FAILED, cause);
    }

    /**
     * Loads values in the background, over and over until all are there, and then runs something once: give it the opening of
     * a readiness gate (guide row H-11). A key for which the dependency has no value keeps it waiting. What is run may run on
     * a thread of the breaker; what it throws is logged.
     *
     * @throws IllegalArgumentException for more keys than the cache holds
     */
    public void warmUp(Collection<? extends K> keys, Runnable whenWarm) {
        Set<K> all = Set.copyOf(keys);
        if (all.size() > settings.maxSize()) {
            throw new IllegalArgumentException("the cache holds fewer values than are to be loaded");
        }
        refresher.need(all, whenWarm);
    }

    /**
     * Forgets the value of a key. A load that is under way still answers those who wait for it, but what it brings is not
     * kept, and whoever asks from now on has a load of his own.
     */
    public void invalidate(K key) {
        flights.forget(key);
    }

    /** Returns what the cache has done. */
    public CacheCounts counts() {
        return new CacheCounts(
                shelf.size(), fresh.sum(), stale.sum(), loaded.sum(), refused.sum(), refresher.refreshed());
    }

    boolean isOf(String dependency) {
        return circuit.name().equals(dependency);
    }

    /** Returns the how manieth of its breaker's caches this is, from 1 on. */
    int number() {
        return number;
    }

    /** Returns how many wait for a load that another has begun. */
    int waiting() {
        return flights.waiting();
    }

    /** Returns how many background loads are under way. */
    int refreshing() {
        return refresher.underWay();
    }

    /** Returns the settings. */
    public StaleCacheSettings settings() {
        return settings;
    }

    /** Ends the background loads; the values stay. Called when the {@link Breakers} are closed, if not before. */
    @Override
    public void close() {
        refresher.close();
        circuit.timer().forget(refresher);
        whenClosed.accept(this);
    }
}
