package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.testing.FakeTicker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlightsTest {

    private final FakeTicker ticker = new FakeTicker();
    private final FakeDependency dependency = new FakeDependency();
    private final Circuit circuit = new Circuit(
            "prompts", Rig.settings().build(), ticker, new BreakerTimer(ticker, false), SecurityEventListener.none());
    private final Shelf<String, String> shelf =
            new Shelf<>(StaleCacheSettings.builder().build(), ticker);
    private final Flights<String, String> flights = new Flights<>(circuit, shelf, dependency);

    @Test
    void whoever_looked_just_before_a_load_ended_begins_no_other() throws Throwable {
        // Seen by nobody when it was looked for, and on the shelf since.
        shelf.put("a", "new", ticker.nanos());
        Cached<String> answer = Rig.get(flights.join("a"));
        assertNotNull(answer);
        assertEquals("new", answer.value());
        assertEquals(0, dependency.calls());
        assertFalse(flights.isFlying("a"));
        circuit.shutDown();
    }

    @Test
    void a_key_is_in_flight_until_its_load_ends_and_joins_the_same() throws Throwable {
        dependency.hold();
        CompletableFuture<@Nullable Cached<String>> first = flights.join("a");
        assertEquals(first, flights.join("a"));
        dependency.release();
        Cached<String> answer = Rig.get(first);
        assertNotNull(answer);
        assertEquals("a1", answer.value());
        assertFalse(flights.isFlying("a"));
        assertEquals(1, dependency.calls());
        circuit.shutDown();
    }

    /** A key that throws once, as any code may with an Error. */
    private static final class Moody {
        static final AtomicInteger CALLS = new AtomicInteger();
        static volatile int throwsAt = -1;

        @Override
        public int hashCode() {
            if (CALLS.incrementAndGet() == throwsAt) {
                throw new StackOverflowError("once");
            }
            return 1;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Moody;
        }
    }

    /** Tells whether whoever meets the Error gets it, or a refusal, or the value all the same. */
    private static boolean isToldOrServed(StaleCache<Moody, String> cache) {
        try {
            Cached<String> served = cache.get(new Moody());
            return served != null && served.value().equals("new");
        } catch (StackOverflowError | DependencyUnavailableException told) {
            return true;
        }
    }

    @Test
    void an_error_at_any_point_leaves_no_key_locked() throws Throwable {
        for (int at = 1; at < 12; at++) {
            try (Rig rig = new Rig(CallWay.HAND_OFF)) {
                StaleCache<Moody, String> cache =
                        rig.breaker.cache(StaleCacheSettings.builder().build(), key -> "new");
                Moody.CALLS.set(0);
                Moody.throwsAt = at;
                assertTrue(isToldOrServed(cache));
                Moody.throwsAt = -1;
                CompletableFuture<Cached<String>> next = Rig.apart(() -> cache.get(new Moody()));
                try {
                    assertEquals("new", next.get(3, TimeUnit.SECONDS).value());
                } catch (TimeoutException e) {
                    throw new AssertionError("locked for ever after an Error at the use " + at + " of the key", e);
                }
            }
        }
    }
}
