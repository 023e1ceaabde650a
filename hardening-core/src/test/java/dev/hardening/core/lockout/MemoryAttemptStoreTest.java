package dev.hardening.core.lockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.AttemptStoreContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryAttemptStoreTest extends AttemptStoreContract {

    private static final AttemptLimit FIVE = new AttemptLimit(5, Duration.ofMinutes(15), Duration.ofMinutes(15), false);

    private final List<SecurityEvent> events = new ArrayList<>();

    @Override
    protected AttemptStore store() {
        return AttemptStore.inMemory(ticker, SecurityEventListener.none(), 1000);
    }

    private MemoryAttemptStore store(int entries) {
        return new MemoryAttemptStore(ticker, events::add, entries);
    }

    private static List<AttemptCount> one(long account) {
        return List.of(new AttemptCount(key(AttemptDimension.ACCOUNT, account, 0), FIVE));
    }

    private static void fail(AttemptStore store, long account, int times) {
        for (int i = 0; i < times; i++) {
            assertTrue(store.reserve(one(account)).isGranted());
        }
    }

    @Test
    void B9_a_million_names_do_not_push_out_the_one_that_was_guessed_at() {
        MemoryAttemptStore store = store(AttemptStore.DEFAULT_ENTRIES);
        fail(store, -1, 4);
        for (long name = 1; name <= 1_000_000; name++) {
            fail(store, name, 1);
        }
        assertEquals(AttemptStore.DEFAULT_ENTRIES, store.size(AttemptDimension.ACCOUNT));
        fail(store, -1, 1);
        assertFalse(store.reserve(one(-1)).isGranted());
        // One of the one million and one names holds an entry of the second line.
        assertEquals(900_001, store.evicted());
    }

    @Test
    void names_that_are_tried_twice_leave_a_fifth_of_the_room_to_the_others() {
        MemoryAttemptStore store = store(1000);
        for (long name = 1; name <= 5000; name++) {
            fail(store, name, 2);
        }
        fail(store, -1, 1);
        for (long name = 5001; name <= 5150; name++) {
            fail(store, name, 2);
        }
        assertEquals(Duration.ZERO, store.reserve(one(-1)).remaining());
        fail(store, -1, 3);
        assertFalse(store.reserve(one(-1)).isGranted());
        assertEquals(1000, store.size(AttemptDimension.ACCOUNT));
    }

    @Test
    void a_lock_outlives_names_that_are_tried_again_and_again() {
        MemoryAttemptStore store = store(1000);
        fail(store, -1, 5);
        for (long name = 1; name <= 790; name++) {
            fail(store, name, 3);
        }
        assertFalse(store.reserve(one(-1)).isGranted());
        for (long name = 800; name <= 3000; name++) {
            fail(store, name, 3);
        }
        assertFalse(store.reserve(one(-1)).isGranted());
    }

    @Test
    void what_is_over_goes_first_and_is_not_published() {
        MemoryAttemptStore store = store(100);
        for (long name = 1; name <= 100; name++) {
            fail(store, name, 1 + (int) (name % 5));
        }
        ticker.advance(Duration.ofMinutes(15));
        for (long name = 101; name <= 150; name++) {
            fail(store, name, 1);
        }
        assertEquals(0, store.evicted());
        assertTrue(store.size(AttemptDimension.ACCOUNT) <= 100);
        assertEquals(List.of(), events);
    }

    @Test
    void a_full_table_is_published_once_a_minute() {
        MemoryAttemptStore store = store(100);
        for (long name = 1; name <= 500; name++) {
            fail(store, name, 1);
        }
        assertEquals(List.of(SecurityEventType.LIMITER_OVERFLOWING), types());
        assertEquals(400, store.evicted());
        ticker.advance(Duration.ofMinutes(1));
        fail(store, 501, 1);
        fail(store, 502, 1);
        assertEquals(2, types().size());
    }

    private List<SecurityEventType> types() {
        return events.stream().map(SecurityEvent::type).toList();
    }

    @Test
    void each_dimension_has_room_of_its_own_and_successes_leave_nothing() {
        MemoryAttemptStore store = store(100);
        for (AttemptDimension dimension : AttemptDimension.values()) {
            List<AttemptCount> counts = List.of(new AttemptCount(key(dimension, 1, 1), FIVE));
            store.settle(store.reserve(counts), AttemptStore.Outcome.SUCCEEDED);
            assertEquals(0, store.size(dimension));
            AttemptReservation failed = store.reserve(counts);
            store.settle(failed, AttemptStore.Outcome.FAILED);
            assertEquals(1, store.size(dimension));
        }
    }

    @Test
    void an_entry_takes_as_many_bytes_as_the_manual_says() {
        int names = 10_000;
        long bytes = Allocations.least(() -> {
            MemoryAttemptStore store = store(names);
            for (long name = 1; name <= names; name++) {
                store.reserve(one(name));
            }
        });
        // Lists, keys and answers of the calls are in it, which are garbage soon.
        assertTrue(bytes / names < 700, "bytes for each name: " + bytes / names);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 10_000_001})
    void has_a_hundred_to_ten_million_entries(int entries) {
        assertThrows(IllegalArgumentException.class, () -> store(entries));
    }

    @Test
    void limits_stay_within_their_ranges() {
        Duration minute = Duration.ofMinutes(1);
        assertThrows(IllegalArgumentException.class, () -> new AttemptLimit(0, minute, minute, false));
        assertThrows(IllegalArgumentException.class, () -> new AttemptLimit(1001, minute, minute, false));
        assertThrows(IllegalArgumentException.class, () -> new AttemptLimit(1, Duration.ZERO, minute, false));
        assertThrows(IllegalArgumentException.class, () -> new AttemptLimit(1, minute, Duration.ofDays(2), true));
    }
}
