package dev.hardening.core.breaker;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.reading.Readings;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The breakers of a service, one for each dependency, so that one that fails opens no other's (guide row V-44), and the
 * threads that they share. Safe for use by many threads.
 */
public final class Breakers implements AutoCloseable, Readings {

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final Ticker ticker;
    private final SecurityEventListener events;
    private final BreakerTimer timer;
    private final Map<String, Breaker> breakers = new LinkedHashMap<>();
    private final List<Circuit> circuits = new ArrayList<>();
    private final List<StaleCache<?, ?>> caches = new CopyOnWriteArrayList<>();
    private boolean closed;

    private Breakers(Builder builder) {
        this.ticker = builder.ticker;
        this.events = SecurityEventListener.all(builder.events);
        this.timer = new BreakerTimer(ticker, builder.threaded);
    }

    /** Returns breakers that measure by the system's ticker and publish to nobody. */
    public static Breakers standard() {
        return builder().build();
    }

    /** Starts with the system's ticker and no listener. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes the breaker of a dependency.
     *
     * @param name a letter and up to 63 letters, digits, dots, hyphens and underscores
     * @throws IllegalArgumentException for another name
     * @throws IllegalStateException when there is one of that name, or after {@link #close}
     */
    public synchronized Breaker add(String name, BreakerSettings settings) {
        if (closed) {
            throw new IllegalStateException("the breakers are closed");
        }
        if (breakers.containsKey(name)) {
            throw new IllegalStateException("there is a breaker of this name already: " + name);
        }
        Circuit circuit = new Circuit(name, settings, ticker, timer, events);
        Breaker breaker = new Breaker(circuit, caches);
        circuits.add(circuit);
        breakers.put(name, breaker);
        return breaker;
    }

    /** Returns the breaker of that name, if there is one. */
    public synchronized Optional<Breaker> find(String name) {
        return Optional.ofNullable(breakers.get(name));
    }

    /** Returns all breakers in the order in which they were added: for health and metrics. */
    public synchronized List<Breaker> all() {
        return List.copyOf(breakers.values());
    }

    /**
     * Returns the numbers of each breaker by its name, and of each of its caches by the order in which they were made:
     * state, calls by outcome, calls that were not made, openings, and the window. What is added later is in a later list,
     * and a cache that is closed in none; no other one gets its number.
     */
    @Override
    public List<Reading> readings() {
        List<Reading> all = new ArrayList<>();
        for (Breaker breaker : all()) {
            all.addAll(BreakerReadings.of(breaker));
            for (StaleCache<?, ?> cache : caches) {
                if (cache.isOf(breaker.name())) {
                    all.addAll(BreakerReadings.of(breaker.name(), Integer.toString(cache.number()), cache));
                }
            }
        }
        return all;
    }

    /** Does what is due, where nothing does it by itself. */
    void runDue() {
        timer.runDue();
    }

    /**
     * Ends every call under way, whose callers are told so, and every thread, for which it waits five seconds at most. Only a
     * call that ignores its interrupt keeps its daemon thread, until it ends.
     */
    @Override
    public void close() {
        List<Circuit> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(circuits);
        }
        for (StaleCache<?, ?> cache : caches) {
            try {
                cache.close();
            } catch (RuntimeException e) {
                LOG.warn("A cache could not be closed", e);
            }
        }
        ending.forEach(Circuit::shutDown);
        Ticker clock = Ticker.system();
        long until = clock.nanos() + CLOSE_WAIT.toNanos();
        try {
            for (Circuit circuit : ending) {
                circuit.awaitEnd(until - clock.nanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.close();
    }

    /** Collects what breakers share. Not safe for use by several threads. */
    public static final class Builder {
        private Ticker ticker = Ticker.system();
        private SecurityEventListener events = SecurityEventListener.none();
        private boolean threaded = true;

        private Builder() {}

        /** Replaces the ticker by which times are measured. */
        public Builder ticker(Ticker value) {
            this.ticker = Objects.requireNonNull(value, "ticker");
            return this;
        }

        /** Gives the listener to {@code BREAKER_OPENED}, {@code BREAKER_PROBING} and {@code BREAKER_CLOSED}. */
        public Builder events(SecurityEventListener value) {
            this.events = Objects.requireNonNull(value, "events");
            return this;
        }

        /** Has nothing done by itself: a test calls {@link #runDue}. */
        Builder withoutThread() {
            this.threaded = false;
            return this;
        }

        /** Returns the breakers, none so far. */
        public Breakers build() {
            return new Breakers(this);
        }
    }
}
