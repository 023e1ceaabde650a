package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.signature.ReplayStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every {@link ReplayStore} promises. A store's test extends this class and says how to make one. */
public abstract class ReplayStoreContract {

    private static final int THREADS = 16;
    private static final long SEED = 20240920;

    /** The clock that the store must read. */
    protected final FakeTicker ticker = new FakeTicker();

    /** Returns a new, empty store that reads {@link #ticker} and takes that many entries. */
    protected abstract ReplayStore store(int mostEntries);

    /** Tells whether the store refuses to take more than it was made for. */
    protected boolean isBounded() {
        return true;
    }

    private static String key(int number) {
        return String.format("%043d", number);
    }

    private Instant in(long millis) {
        return ticker.instant().plusMillis(millis);
    }

    @Test
    void a_key_is_absent_once() {
        ReplayStore store = store(10);
        assertTrue(store.putIfAbsent(key(1), in(60_000)));
        assertFalse(store.putIfAbsent(key(1), in(60_000)));
        assertFalse(store.putIfAbsent(key(1), in(600_000)));
        assertTrue(store.putIfAbsent(key(2), in(60_000)), "another one");
    }

    @Test
    void a_key_counts_up_to_its_last_millisecond_and_not_longer() {
        ReplayStore store = store(10);
        assertTrue(store.putIfAbsent(key(1), in(60_000)));
        ticker.advance(Duration.ofMinutes(1));
        assertFalse(store.putIfAbsent(key(1), in(60_000)));
        ticker.advance(Duration.ofMillis(1));
        assertTrue(store.putIfAbsent(key(1), in(60_000)), "nobody could use it any more");
        assertFalse(store.putIfAbsent(key(1), in(60_000)), "and it is known again");
    }

    @Test
    void a_second_try_does_not_make_a_key_count_longer_or_shorter() {
        ReplayStore store = store(10);
        assertTrue(store.putIfAbsent(key(1), in(1_000)));
        assertTrue(store.putIfAbsent(key(2), in(1_000)));
        assertFalse(store.putIfAbsent(key(1), in(60_000)));
        assertFalse(store.putIfAbsent(key(2), in(1)));
        ticker.advance(Duration.ofSeconds(1));
        assertFalse(store.putIfAbsent(key(2), in(1)));
        ticker.advance(Duration.ofMillis(1));
        assertTrue(store.putIfAbsent(key(1), in(1)));
    }

    @Test
    void of_many_calls_at_once_exactly_one_finds_a_key_absent() throws Exception {
        ReplayStore store = store(1_000);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<Integer>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                all.add(threads.submit(() -> {
                    int absent = 0;
                    start.await();
                    for (int i = 0; i < 50; i++) {
                        absent += store.putIfAbsent(key(i), in(60_000)) ? 1 : 0;
                    }
                    return absent;
                }));
            }
            int absent = 0;
            for (Future<Integer> one : all) {
                absent += one.get();
            }
            assertEquals(50, absent);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_full_store_refuses_and_forgets_nothing() {
        Assumptions.assumeTrue(isBounded());
        ReplayStore store = store(3);
        for (int i = 0; i < 3; i++) {
            assertTrue(store.putIfAbsent(key(i), in(1_000L * (i + 1))));
        }
        assertThrows(StoreUnavailableException.class, () -> store.putIfAbsent(key(3), in(60_000)));
        for (int i = 0; i < 3; i++) {
            assertFalse(store.putIfAbsent(key(i), in(60_000)), "still known: " + i);
        }
        ticker.advance(Duration.ofMillis(1_001));
        assertTrue(store.putIfAbsent(key(3), in(60_000)), "there is a place again");
        assertThrows(StoreUnavailableException.class, () -> store.putIfAbsent(key(4), in(60_000)));
    }

    @Test
    void it_does_what_a_map_with_a_clock_does() {
        Random random = new Random(SEED);
        ReplayStore store = store(100_000);
        Map<String, Instant> model = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            String key = key(random.nextInt(60));
            Instant until = in(random.nextInt(5_000));
            Instant known = model.get(key);
            boolean absent = known == null || known.isBefore(ticker.instant());
            if (absent) {
                model.put(key, until);
            }
            assertEquals(absent, store.putIfAbsent(key, until), "seed " + SEED + ", step " + i);
            ticker.advance(Duration.ofMillis(random.nextInt(100)));
        }
    }
}
