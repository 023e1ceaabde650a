package dev.hardening.core.breaker;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.time.Ticker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {

    private static Places places(int size) {
        Circuit circuit = new Circuit(
                "any",
                BreakerSettings.builder().build(),
                Ticker.system(),
                new BreakerTimer(Ticker.system(), false),
                SecurityEventListener.none());
        return new Places(size, () -> new CallerCall(circuit));
    }

    /** Counts how often its time was up. */
    private static final class Counted implements Expiring {
        private final AtomicInteger times = new AtomicInteger();

        @Override
        public void timeIsUp() {
            times.incrementAndGet();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 1_000})
    void gives_each_place_to_one_taker_and_none_when_all_are_taken(int size) {
        Places places = places(size);
        Random random = new Random(7);
        List<Place> held = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextBoolean()) {
                Place place = places.take();
                assertEquals(held.size() == size, place == null);
                if (place != null) {
                    held.add(place);
                }
            } else if (!held.isEmpty()) {
                places.giveBack(held.remove(random.nextInt(held.size())));
            }
            assertEquals(held.size(), places.taken());
        }
        Set<Place> distinct = new HashSet<>(held);
        assertEquals(held.size(), distinct.size());
    }

    @Test
    void threads_that_take_and_give_back_at_once_never_share_a_place() throws Throwable {
        int size = 3;
        Places places = places(size);
        AtomicIntegerArray holders = new AtomicIntegerArray(size);
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Rig.apart(() -> {
                Rig.await(start);
                boolean alone = true;
                for (int i = 0; i < 10_000; i++) {
                    Place place = places.take();
                    if (place != null) {
                        taken.incrementAndGet();
                        alone &= holders.incrementAndGet(place.index) == 1;
                        holders.decrementAndGet(place.index);
                        places.giveBack(place);
                    }
                }
                return alone;
            }));
        }
        start.countDown();
        for (CompletableFuture<Boolean> thread : threads) {
            assertTrue(Rig.get(thread));
        }
        assertTrue(taken.get() > 10_000);
        assertEquals(0, places.taken());
        for (int i = 0; i < size; i++) {
            assertNotNull(places.take());
        }
        assertNull(places.take());
    }

    @Test
    void a_call_either_ends_or_its_time_is_up() {
        Places places = places(1);
        Place place = requireNonNull(places.take());
        Counted call = new Counted();
        long ticket = place.begin(call, 100);
        assertEquals(1, places.runDue(99));
        assertEquals(0, call.times.get());
        assertTrue(place.isRunning(ticket));
        assertEquals(BreakerTimer.FAR, places.runDue(100));
        assertEquals(1, call.times.get());
        assertFalse(place.isRunning(ticket));
        assertFalse(place.end(ticket));
        places.runDue(200);
        assertEquals(1, call.times.get());

        long second = place.begin(call, 300);
        assertFalse(place.end(ticket), "an old ticket ends nothing");
        place.expire(ticket);
        assertEquals(1, call.times.get(), "an old ticket expires nothing");
        assertTrue(place.end(second));
        assertEquals(BreakerTimer.FAR, places.runDue(400));
        assertEquals(1, call.times.get());
    }

    @Test
    void the_timer_never_takes_one_use_of_a_place_for_the_next() throws Throwable {
        Places places = places(1);
        Place place = requireNonNull(places.take());
        CountDownLatch start = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<String> timer = Rig.apart(() -> {
            start.countDown();
            while (!over.get()) {
                places.runDue(0);
            }
            return "over";
        });
        Rig.await(start);
        int expired = 0;
        for (int i = 0; i < 20_000; i++) {
            Counted call = new Counted();
            // Every other use has no time at all; the others all the time there is.
            boolean hopeless = i % 2 == 0;
            long ticket = place.begin(call, hopeless ? -1 : Long.MAX_VALUE);
            if (i % 100 == 0) {
                Rig.await(() -> !place.isRunning(ticket));
            }
            boolean inTime = place.end(ticket);
            if (!inTime) {
                place.awaitExpired(ticket);
                expired++;
                assertTrue(hopeless, "use " + i + " had time");
            }
            assertEquals(inTime ? 0 : 1, call.times.get(), "use " + i);
        }
        over.set(true);
        Rig.get(timer);
        assertTrue(expired >= 200);
    }

    @Test
    void a_use_that_was_given_up_is_never_taken_for_the_next_even_if_nobody_waits_for_its_end() throws Throwable {
        Place place = requireNonNull(places(1).take());
        AtomicLong current = new AtomicLong(-1);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<String> canceller = Rig.apart(() -> {
            while (!over.get()) {
                place.expire(current.get());
            }
            return "over";
        });
        int missed = 0;
        for (int i = 0; i < 100_000; i++) {
            Counted doomed = new Counted();
            long ticket = place.begin(doomed, Long.MAX_VALUE);
            current.set(ticket);
            Rig.await(() -> !place.isRunning(ticket));
            // What an asynchronous call leaves may be taken at once, with the end of its time still under way.
            Counted next = new Counted();
            assertTrue(place.end(place.begin(next, Long.MAX_VALUE)));
            Rig.await(() -> doomed.times.get() + next.times.get() > 0);
            missed += next.times.get();
        }
        over.set(true);
        Rig.get(canceller);
        assertEquals(0, missed, "calls that were given up in place of others");
    }
}
