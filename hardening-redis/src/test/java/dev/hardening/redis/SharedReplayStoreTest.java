package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.ReplayStoreContract;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SharedReplayStoreTest extends ReplayStoreContract {

    @Override
    protected ReplayStore store(int mostEntries) {
        return store(Rooms.empty(SharedRoom.REPLAY, ticker), ticker);
    }

    private static ReplayStore store(RedisRoom room, FakeTicker clock) {
        return new SharedReplayStore(room, ReplayStore.inMemory(clock, clock, 1), clock);
    }

    @Override
    protected boolean isBounded() {
        return false;
    }

    @Test
    void what_one_instance_has_taken_another_one_refuses_whatever_its_clock_shows() {
        RedisRoom room = Rooms.empty(SharedRoom.REPLAY, ticker);
        FakeTicker ahead = FakeTicker.at(FakeTicker.START.plusSeconds(30));
        Instant until = FakeTicker.START.plusSeconds(60);
        assertTrue(store(room, ticker).putIfAbsent("k", until));
        assertFalse(store(room, ahead).putIfAbsent("k", until));
        assertTrue(store(room, ahead).putIfAbsent("other", until));
        assertFalse(store(room, ticker).putIfAbsent("other", until));
    }

    @Test
    void what_is_over_is_not_stored_but_found_if_it_is_known_for_longer() {
        ReplayStore store = store(1);
        assertTrue(store.putIfAbsent("k", ticker.instant().minusMillis(1)));
        assertTrue(store.putIfAbsent("k", ticker.instant()), "it was not stored");
        assertFalse(store.putIfAbsent("k", ticker.instant().minusMillis(1)));
        assertFalse(store.putIfAbsent("k", ticker.instant().plusMillis(1)));
    }
}
