package dev.hardening.core.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.testing.RevocationStoreContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryRevocationStoreTest extends RevocationStoreContract {

    @Override
    protected RevocationStore store(int mostEntries) {
        return RevocationStore.inMemory(ticker, mostEntries);
    }

    @Test
    void S1_a_million_revocations_neither_grow_it_nor_push_a_live_one_out() {
        MemoryRevocationStore store = new MemoryRevocationStore(ticker, 10_000);
        Instant hour = ticker.instant().plusSeconds(3600);
        store.revokeToken("first", hour);
        int refused = 0;
        for (int i = 0; i < 1_000_000; i++) {
            try {
                store.revokeToken("flood-" + i, hour);
            } catch (StoreUnavailableException full) {
                refused++;
            }
        }
        assertEquals(1_000_000 - 9_999, refused);
        assertEquals(10_000, store.size());
        assertTrue(store.isRevoked("first", null, "alice", ticker.instant()));
    }

    @Test
    void a_million_short_revocations_fit_where_few_live_at_a_time() {
        MemoryRevocationStore store = new MemoryRevocationStore(ticker, 10_000);
        int most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            if (i % 100 == 0) {
                ticker.advance(Duration.ofMillis(100));
            }
            store.revokeToken("token-" + i, ticker.instant().plusSeconds(5));
            most = Math.max(most, i % 1000 == 0 ? store.size() : 0);
        }
        assertTrue(most <= 5200, "entries that are over are removed by those that come: " + most);
    }

    @Test
    void what_is_over_already_takes_no_room() {
        MemoryRevocationStore store = new MemoryRevocationStore(ticker, 1);
        store.revokeToken("old", ticker.instant().minusMillis(1));
        assertEquals(0, store.size());
        store.revokeToken("new", ticker.instant());
        assertEquals(1, store.size());
    }

    @Test
    void an_entry_that_lives_longer_than_it_was_queued_for_is_counted_once_and_removed_in_the_end() {
        MemoryRevocationStore store = new MemoryRevocationStore(ticker, 3);
        store.revokeSession("long", ticker.instant().plusSeconds(1));
        store.revokeSession("long", ticker.instant().plusSeconds(100));
        ticker.advance(Duration.ofSeconds(2));
        store.revokeToken("a", ticker.instant().plusSeconds(1));
        assertEquals(2, store.size());
        assertTrue(store.isRevoked(null, "long", "alice", ticker.instant()));
        ticker.advance(Duration.ofSeconds(100));
        store.revokeToken("b", ticker.instant().plusSeconds(1));
        assertEquals(1, store.size());
        assertFalse(store.isRevoked("a", "long", "alice", ticker.instant()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 50_000_001, Integer.MAX_VALUE})
    void a_size_that_makes_no_sense_is_refused(int size) {
        assertThrows(IllegalArgumentException.class, () -> RevocationStore.inMemory(ticker, size));
    }
}
