package dev.hardening.core.breaker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads in the background what was served stale, and what is needed for the start. While the breaker is open it waits; the
 * first load after the reset time is the probe; once that has succeeded a few are under way at a time. A key whose load
 * fails goes to the end of the queue and waits twice as long each time, up to the reset time or a minute, whichever is
 * less: no longer than if its failures had opened the breaker. Bounded: at most a thousand keys that were served stale; the
 * others are loaded when they are asked for next. Safe for use by many threads.
 */
final class Refresher<K, V> implements BreakerTimer.Watched {

    private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);

    static final int MOST_WANTED = 1_000;
    static final int AT_ONCE = 3;

    private static final long FIRST_WAIT = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_DOUBLINGS = 6;

    private final Circuit circuit;
    private final Shelf<K, V> shelf;
    private final Flights<K, V> flights;
    private final long firstWait;
    private final long longestWait;
    private final Map<K, Wanted> queue = new LinkedHashMap<>();
    /** How many in the queue somebody waits for. */
    private int needed;

    private int underWay;
    private long refreshed;
    private boolean closed;

    Refresher(Circuit circuit, Shelf<K, V> shelf, Flights<K, V> flights) {
        this.circuit = circuit;
        this.shelf = shelf;
        this.flights = flights;
        this.longestWait =
                Math.min(LONGEST_WAIT, circuit.settings().resetTimeout().toNanos());
        this.firstWait = Math.min(FIRST_WAIT, longestWait);
    }

    /** Why a key is wanted, and from when on. */
    private static final class Wanted {
        /** What to do when it is there; empty when it is only wanted for as long as a stale value is kept. */
        private final List<Runnable> needed = new ArrayList<>();

        private long notBefore;
        private int failures;

        Wanted(long notBefore) {
            this.notBefore = notBefore;
        }

        boolean isNeeded() {
            return !needed.isEmpty();
        }
    }

    /** Asks for a key that was served stale. */
    void want(K key) {
        long now = circuit.ticker().nanos();
        synchronized (this) {
            // Keys that are needed for the start take no place of those that were served stale.
            if (closed || queue.size() - needed >= MOST_WANTED || queue.containsKey(key)) {
                return;
            }
            // A load that has failed with the breaker closed was this moment; one that is refused is not asked for.
            queue.put(key, new Wanted(circuit.isClosed() ? now + firstWait : now));
        }
        circuit.timer().due(now);
    }

    /** Asks for keys until all are there. */
    void need(Set<K> keys, Runnable whenAll) {
        long now = circuit.ticker().nanos();
        AtomicInteger missing = new AtomicInteger(keys.size());
        Runnable one = () -> {
            if (missing.decrementAndGet() == 0) {
                whenAll.run();
            }
        };
        synchronized (this) {
            if (closed) {
                return;
            }
            // A key that is wanted already keeps whoever needs it, and comes at once.
            for (K key : keys) {
                Wanted wanted = queue.computeIfAbsent(key, any -> new Wanted(now));
                wanted.notBefore = now;
                needed += wanted.isNeeded() ? 0 : 1;
                wanted.needed.add(one);
            }
        }
        if (keys.isEmpty()) {
            tell(whenAll);
        }
        circuit.timer().due(now);
    }

    @Override
    public long runDue(long now) {
        if (circuit.state() == BreakerState.OPEN) {
            return isIdleAfterForgivingAll(now)
                    ? BreakerTimer.FAR
                    : Math.max(1, circuit.untilProbe().toNanos());
        }
        for (Map.Entry<K, Wanted> one : takeDue(now)) {
            load(one.getKey(), one.getValue());
        }
        return untilNext(now);
    }

    /** After an outage nobody waits for what failed during it. */
    private synchronized boolean isIdleAfterForgivingAll(long now) {
        for (Wanted wanted : queue.values()) {
            wanted.failures = 0;
            wanted.notBefore = now;
        }
        return queue.isEmpty();
    }

    private synchronized List<Map.Entry<K, Wanted>> takeDue(long now) {
        int room = room();
        List<Map.Entry<K, Wanted>> due = new ArrayList<>();
        Iterator<Map.Entry<K, Wanted>> all = queue.entrySet().iterator();
        while (!closed && due.size() < room && all.hasNext()) {
            Map.Entry<K, Wanted> next = all.next();
            if (next.getValue().notBefore - now <= 0) {
                due.add(Map.entry(next.getKey(), next.getValue()));
                needed -= next.getValue().isNeeded() ? 1 : 0;
                all.remove();
            }
        }
        underWay += due.size();
        return due;
    }

    private int room() {
        return (circuit.isClosed() ? AT_ONCE : 1) - underWay;
    }

    /** Without room the end of a load asks again. */
    private synchronized long untilNext(long now) {
        long next = BreakerTimer.FAR;
        if (room() > 0) {
            for (Wanted wanted : queue.values()) {
                next = Math.min(next, wanted.notBefore - now);
            }
        }
        return Math.max(1, next);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what follows throws nothing
    private void load(K key, Wanted wanted) {
        Cached<V> kept = shelf.find(key);
        boolean isNew = kept != null && !kept.isStale();
        boolean isGone = kept == null && !wanted.isNeeded();
        if (isNew || isGone) {
            ended(key, wanted, isNew, null);
        } else {
            flights.join(key).whenComplete((value, thrown) -> {
                count(value);
                ended(key, wanted, value != null, thrown);
            });
        }
    }

    private synchronized void count(@Nullable Cached<V> value) {
        refreshed += value == null ? 0 : 1;
    }

    private void ended(K key, Wanted wanted, boolean isThere, @Nullable Throwable thrown) {
        if (isThere) {
            wanted.needed.forEach(whenThere -> circuit.follow(() -> tell(whenThere)));
        }
        leave(key, wanted, !isThere && (thrown != null || wanted.isNeeded()), thrown);
    }

    /** Runs what is theirs; nothing else depends on how it ends. */
    private void tell(Runnable whenThere) {
        try {
            whenThere.run();
        } catch (RuntimeException | Error theirs) {
            LOG.error("What was to be done when the cache of {} was warm failed", circuit.name(), theirs);
        }
    }

    private void leave(K key, Wanted wanted, boolean again, @Nullable Throwable thrown) {
        long now = circuit.ticker().nanos();
        synchronized (this) {
            underWay--;
            if (again && !closed) {
                wanted.notBefore = now + wait(wanted, thrown);
                Wanted other = queue.putIfAbsent(key, wanted);
                needed += wanted.isNeeded() && (other == null || !other.isNeeded()) ? 1 : 0;
                if (other != null) {
                    other.needed.addAll(wanted.needed);
                }
            }
        }
        circuit.timer().due(now);
    }

    private long wait(Wanted wanted, @Nullable Throwable thrown) {
        if (thrown instanceof DependencyUnavailableException unavailable && unavailable.wasNotAsked()) {
            return firstWait;
        }
        int doublings = Math.min(MOST_DOUBLINGS, wanted.failures);
        wanted.failures = doublings + 1;
        return Math.min(longestWait, firstWait << doublings);
    }

    synchronized int underWay() {
        return underWay;
    }

    synchronized long refreshed() {
        return refreshed;
    }

    synchronized void close() {
        closed = true;
        queue.clear();
        needed = 0;
    }
}
