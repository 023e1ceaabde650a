package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.testing.ReplayStoreContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryReplayStoreTest extends ReplayStoreContract {

    @Override
    protected ReplayStore store(int mostEntries) {
        return ReplayStore.inMemory(ticker, ticker, mostEntries);
    }

    @Test
    void a_flood_neither_grows_it_nor_pushes_a_live_entry_out() {
        MemoryReplayStore store = new MemoryReplayStore(ticker, ticker, 10_000);
        Instant hour = ticker.instant().plusSeconds(3600);
        assertTrue(store.putIfAbsent("first", hour));
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            try {
                assertTrue(store.putIfAbsent("flood-" + i, hour));
            } catch (StoreUnavailableException full) {
                refused++;
            }
        }
        assertEquals(200_000 - 9_999, refused);
        assertEquals(10_000, store.size());
        assertFalse(store.putIfAbsent("first", hour));
    }

    @Test
    void what_is_over_makes_room_without_anybody_asking_for_it() {
        MemoryReplayStore store = new MemoryReplayStore(ticker, ticker, 100);
        for (int i = 0; i < 10_000; i++) {
            assertTrue(store.putIfAbsent("key-" + i, ticker.instant().plusMillis(50)));
            ticker.advance(Duration.ofMillis(1));
            assertTrue(store.size() <= 52, "round " + i + ": " + store.size());
        }
    }

    @Test
    void an_entry_that_is_over_already_takes_no_place() {
        MemoryReplayStore store = new MemoryReplayStore(ticker, ticker, 100);
        assertTrue(store.putIfAbsent("key", ticker.instant().minusMillis(1)));
        assertEquals(0, store.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 50_000_001})
    void its_size_is_bounded(int entries) {
        assertThrows(IllegalArgumentException.class, () -> ReplayStore.inMemory(ticker, ticker, entries));
    }

    @Test
    void a_clock_that_is_set_ahead_makes_nothing_older_and_one_that_is_set_back_nothing_younger() {
        MemoryReplayStore store = new MemoryReplayStore(ticker, ticker, 100);
        Instant end = ticker.instant().plusSeconds(60);
        assertTrue(store.putIfAbsent("key", end));
        ticker.setWallClock(ticker.instant().plusSeconds(3_600));
        assertFalse(store.putIfAbsent("key", end), "only the clock says that it is over");
        assertTrue(store.putIfAbsent("other", ticker.instant().plusSeconds(60)));
        assertEquals(2, store.size());
        ticker.setWallClock(ticker.instant().minusSeconds(3_600));
        assertFalse(store.putIfAbsent("key", end));
        ticker.advance(Duration.ofSeconds(61));
        assertTrue(store.putIfAbsent("key", end.plusSeconds(60)), "over by both");
        assertFalse(store.putIfAbsent("other", end), "the clock has not come to its end yet");
        assertEquals(2, store.size());
    }
}
