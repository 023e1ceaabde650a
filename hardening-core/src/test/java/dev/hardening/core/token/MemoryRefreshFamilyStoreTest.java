package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.RefreshFamilyStoreContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryRefreshFamilyStoreTest extends RefreshFamilyStoreContract {

    @Override
    protected RefreshFamilyStore store(int mostFamilies) {
        return RefreshFamilyStore.inMemory(mostFamilies);
    }

    @Test
    void families_that_are_over_are_removed_by_those_that_come() {
        MemoryRefreshFamilyStore store = new MemoryRefreshFamilyStore(1000);
        for (int i = 0; i < 20_000; i++) {
            ticker.advance(Duration.ofHours(1));
            store.create(family("family-" + i, "user-" + i % 10));
        }
        assertTrue(
                store.ids().size() <= LIFE.toHours(), "there are " + store.ids().size());
        assertEquals(72, store.revokeAll("user-3"));
    }

    @Test
    void families_that_gave_their_place_leave_nothing_behind() {
        MemoryRefreshFamilyStore store = new MemoryRefreshFamilyStore(1000);
        for (int i = 0; i < 20_000; i++) {
            store.begin(family("family-" + i, "alice"), 4);
        }
        assertEquals(4, store.ids().size());
        assertEquals(4, store.ends());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 50_000_001})
    void a_size_that_makes_no_sense_is_refused(int size) {
        assertThrows(IllegalArgumentException.class, () -> RefreshFamilyStore.inMemory(size));
    }

    @Test
    void a_family_counts_from_zero_and_its_tokens_do_not_outlive_it() {
        Instant now = ticker.instant();
        assertThrows(
                IllegalArgumentException.class, () -> new RefreshFamily("f", "alice", null, -1, now, now, now, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RefreshFamily("f", "alice", null, 0, now, now.plusSeconds(1), now, false));
    }
}
