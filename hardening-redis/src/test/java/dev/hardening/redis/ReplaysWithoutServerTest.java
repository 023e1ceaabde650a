package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.testing.FakeTicker;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What signatures leave on a server, and what becomes of them when it goes away. */
class ReplaysWithoutServerTest {

    private static final String KEY = "nonce-of-alice-".repeat(3).substring(0, 43);

    private final FakeTicker ticker = new FakeTicker();
    private final OwnServer server = new OwnServer();

    @AfterEach
    void end() {
        server.close();
    }

    private SharedReplayStore store(FailurePolicy policy, int mostLocally) {
        return new SharedReplayStore(
                server.room(SharedRoom.REPLAY, policy, ScriptClock.SERVER),
                ReplayStore.inMemory(ticker, ticker, mostLocally),
                ticker);
    }

    private boolean take(ReplayStore store, String key) {
        return store.putIfAbsent(key, ticker.instant().plusSeconds(60));
    }

    @Test
    void a_key_is_hashed_and_ends_and_takes_one_round_trip() {
        SharedReplayStore store = store(FailurePolicy.CLOSED, 10);
        assertTrue(take(store, "first"));
        server.peek().commands().flushdb();
        long unused = server.roundTrips();
        assertTrue(take(store, KEY));
        assertEquals(1, server.roundTrips());
        assertFalse(take(store, KEY));
        assertEquals(1, server.roundTrips());
        assertTrue(store.putIfAbsent("over", ticker.instant().minusMillis(1)), "and is not stored");
        String key = server.key("replay");
        assertTrue(key.matches("own:replay:[A-Za-z0-9_-]{22}"), key);
        long millis = server.peek().commands().pttl(key);
        assertTrue(millis > 0 && millis <= 60_001, "it lives " + millis);
        assertEquals(List.of(key), server.peek().keys(""));
    }

    @Test
    void LOCAL_takes_nothing_twice_that_this_instance_took_before_or_while_the_server_was_away() {
        SharedReplayStore store = store(FailurePolicy.LOCAL, 10);
        assertTrue(take(store, "before"));
        String before = server.key("replay");
        server.poison(before);
        assertFalse(take(store, "before"), "it is known without the server");
        server.peek().commands().del(before);
        assertFalse(take(store, "before"), "and when the server has lost it");

        assertTrue(take(store, "while"));
        server.kill();
        assertFalse(take(store, "while"));
        assertTrue(take(store, "alone"));
        assertFalse(take(store, "alone"));
    }

    @Test
    void a_full_mirror_lets_the_server_decide_and_takes_nothing_alone() {
        SharedReplayStore store = store(FailurePolicy.LOCAL, 1);
        assertTrue(take(store, "one"));
        assertTrue(take(store, "two"));
        assertFalse(take(store, "two"));
        server.kill();
        assertFalse(take(store, "one"));
        assertThrows(StoreUnavailableException.class, () -> take(store, "two"));
        assertThrows(StoreUnavailableException.class, () -> take(store, "three"));
    }

    @Test
    void CLOSED_takes_none_and_OPEN_takes_all() {
        SharedReplayStore closed = store(FailurePolicy.CLOSED, 10);
        SharedReplayStore open = store(FailurePolicy.OPEN, 10);
        assertTrue(take(closed, "k"));
        assertFalse(take(open, "k"));
        server.poison(server.key("replay"));
        assertThrows(StoreUnavailableException.class, () -> take(closed, "k"));
        assertTrue(take(open, "k"));
        server.kill();
        assertThrows(StoreUnavailableException.class, () -> take(closed, "new"));
        assertTrue(take(open, "new"));
        assertTrue(take(open, "new"));
    }
}
