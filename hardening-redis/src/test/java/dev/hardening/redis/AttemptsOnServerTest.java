package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptDimension;
import dev.hardening.core.lockout.AttemptKey;
import dev.hardening.core.lockout.AttemptLimit;
import dev.hardening.core.lockout.AttemptReservation;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.lockout.AttemptStore.Outcome;
import dev.hardening.core.lockout.Lockout;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.testing.AttemptStoreContract;
import dev.hardening.testing.FakeTicker;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the counts of log-ins leave on a server, and what they ask of it. */
class AttemptsOnServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final AttemptKey ACCOUNT = AttemptStoreContract.key(AttemptDimension.ACCOUNT, 1, 0);
    private static final AttemptKey ADDRESS = AttemptStoreContract.key(AttemptDimension.ADDRESS, 0, 1);
    private static final AttemptKey PAIR = AttemptStoreContract.key(AttemptDimension.ACCOUNT_AND_ADDRESS, 1, 1);
    private static final List<AttemptCount> ALL = List.of(
            new AttemptCount(PAIR, new AttemptLimit(5, QUARTER, QUARTER, false)),
            new AttemptCount(ADDRESS, new AttemptLimit(50, QUARTER, QUARTER, false)),
            new AttemptCount(ACCOUNT, new AttemptLimit(20, AttemptLimit.LONGEST, QUARTER, true)));

    private static OwnServer server;

    private final FakeTicker ticker = new FakeTicker();

    @BeforeAll
    static void start() {
        server = new OwnServer();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.peek().commands().flushdb();
    }

    private SharedAttemptStore store() {
        return store(new FakeScriptClock(ticker));
    }

    private SharedAttemptStore store(ScriptClock clock) {
        return store(server.room(SharedRoom.LOCKOUT, FailurePolicy.CLOSED, clock));
    }

    private SharedAttemptStore store(RedisRoom room) {
        return new SharedAttemptStore(room, ticker, AttemptStore.inMemory(ticker, SecurityEventListener.none(), 100));
    }

    private static int granted(AttemptStore store, int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += store.reserve(ALL).isGranted() ? 1 : 0;
        }
        return granted;
    }

    @Test
    void by_the_server_s_clock_every_key_ends_when_it_no_longer_matters() {
        SharedAttemptStore store = store(ScriptClock.SERVER);
        AttemptReservation first = store.reserve(ALL);
        assertEquals(4, granted(store, 5));
        Duration wait = store.reserve(ALL).remaining();
        assertTrue(wait.compareTo(QUARTER) <= 0 && wait.compareTo(QUARTER.minusMinutes(1)) > 0, "it waits " + wait);
        store.unlock(AttemptStoreContract.key(AttemptDimension.ACCOUNT, 9, 0));
        assertLives("ACCOUNT_AND_ADDRESS:", QUARTER);
        assertLives(":ADDRESS:", QUARTER);
        assertLives(":ACCOUNT:", AttemptLimit.LONGEST);
        assertLives("UNLOCKED:", AttemptLimit.LONGEST.plusMinutes(1));
        store.settle(first, Outcome.NOT_MADE);
        assertTrue(store.reserve(ALL).isGranted(), "the first of the five was found by its stamp");
        server.peek()
                .keys("")
                .forEach(key -> assertTrue(server.peek().commands().pttl(key) > 0, key));
        assertEquals(4, server.peek().keys("").size());
    }

    private static void assertLives(String part, Duration most) {
        long millis = server.peek().commands().pttl(server.key(part));
        assertTrue(millis > most.toMillis() - 60_000 && millis <= most.toMillis() + 1, part + " lives " + millis);
    }

    @Test
    void what_is_taken_back_to_nothing_leaves_no_key() {
        SharedAttemptStore store = store();
        store.settle(store.reserve(ALL), Outcome.NOT_MADE);
        assertEquals(List.of(), server.peek().keys(""));
        store.settle(store.reserve(ALL), Outcome.SUCCEEDED);
        assertEquals(List.of(), server.peek().keys(""));
    }

    @Test
    void a_key_has_neither_names_nor_addresses_and_all_lie_in_one_slot() {
        LockoutSettings settings = LockoutSettings.builder()
                .secret(Secret.ofUtf8("LOCKOUT_SECRET", "0123456789abcdef0123456789abcdef"))
                .build();
        Lockout lockout = new Lockout(settings, store(), ticker, SecurityEventListener.none());
        lockout.begin(IpAddress.parse("192.0.2.77"), "alice", null).failed();
        lockout.begin(IpAddress.parse("192.0.2.77")).failed();
        lockout.unlock("bob");
        lockout.unlock(IpAddress.parse("192.0.2.78"));
        List<String> keys = server.peek().keys("");
        assertEquals(6, keys.size(), keys::toString);
        for (String key : keys) {
            assertTrue(
                    key.matches("own:\\{attempts}:[A-Z_]+(:row|:window)?:([A-Za-z0-9_-]{22})?:([A-Za-z0-9_-]{22})?"),
                    key);
            assertFalse(key.contains("alice") || key.contains("bob") || key.contains("192.0.2"), key);
        }
        assertEquals(1, keys.stream().map(SlotHash::getSlot).distinct().count());
    }

    @Test
    void a_value_is_as_large_as_its_limit_lets_it_be() {
        SharedAttemptStore store = store();
        List<AttemptCount> wide = List.of(new AttemptCount(ADDRESS, new AttemptLimit(300, QUARTER, QUARTER, false)));
        for (int i = 0; i < 305; i++) {
            AttemptReservation unused = store.reserve(wide);
        }
        assertFalse(store.reserve(wide).isGranted());
        long bytes = server.peek().commands().strlen(server.key("ADDRESS"));
        assertTrue(bytes > 2700 && bytes < 2750, "it has " + bytes);
    }

    @Test
    void every_call_is_one_round_trip_and_a_failure_is_none() {
        SharedAttemptStore store = store();
        store.settle(store.reserve(ALL), Outcome.NOT_MADE);
        store.unlock(ACCOUNT);
        long unused = server.roundTrips();

        AttemptReservation made = store.reserve(ALL);
        assertEquals(1, server.roundTrips());
        store.settle(made, Outcome.FAILED);
        assertEquals(0, server.roundTrips());
        store.settle(made, Outcome.NOT_MADE);
        assertEquals(1, server.roundTrips());
        store.settle(store.reserve(ALL), Outcome.SUCCEEDED);
        assertEquals(2, server.roundTrips());
        store.unlock(ACCOUNT);
        assertEquals(1, server.roundTrips());
    }

    @Test
    void who_tries_on_during_a_lock_costs_one_round_trip_a_second() {
        SharedAttemptStore store = store();
        assertEquals(5, granted(store, 6));
        long unused = server.roundTrips();
        ticker.advance(Duration.ofMillis(999));
        for (int i = 0; i < 100; i++) {
            assertEquals(QUARTER.minusMillis(999), store.reserve(ALL).remaining());
        }
        assertEquals(0, server.roundTrips());
        ticker.advance(Duration.ofMillis(1));
        assertEquals(QUARTER.minusSeconds(1), store.reserve(ALL).remaining());
        assertEquals(1, server.roundTrips());
        assertEquals(QUARTER.minusSeconds(1), store.reserve(ALL).remaining());
        assertEquals(0, server.roundTrips());
        assertTrue(store.reserve(ALL.subList(1, 3)).isGranted(), "what is known of the others says nothing against it");
    }

    @Test
    void another_instance_s_unlock_is_seen_within_a_second_and_one_s_own_at_once() {
        SharedAttemptStore one = store();
        SharedAttemptStore other = store();
        assertEquals(5, granted(one, 6));
        assertEquals(0, granted(other, 1));
        one.unlock(ACCOUNT);
        assertEquals(0, granted(other, 1));
        assertEquals(5, granted(one, 6));
        ticker.advance(Duration.ofSeconds(1));
        one.unlock(PAIR);
        assertEquals(5, granted(other, 6));
    }

    @Test
    void a_mark_that_has_ended_changes_nothing() {
        SharedAttemptStore store = store();
        assertEquals(5, granted(store, 6));
        store.unlock(ACCOUNT);
        assertEquals(2, granted(store, 2));
        server.peek().commands().del(server.key("UNLOCKED"));
        assertEquals(3, granted(store, 4), "two are still counted");
        ticker.advance(Duration.ofMillis(1));
        store.unlock(ACCOUNT);
        assertEquals(5, granted(store, 6), "a later mark is another one");
    }

    @Test
    void an_unlock_between_a_try_and_its_end_is_not_undone() {
        SharedAttemptStore store = store();
        AttemptReservation before = store.reserve(ALL);
        store.unlock(ACCOUNT);
        store.settle(before, Outcome.NOT_MADE);
        assertEquals(5, granted(store, 6));
    }

    @Test
    void values_that_nobody_here_has_written_make_it_the_policy_s_decision_and_nothing_is_half_counted() {
        SharedAttemptStore store = store();
        assertEquals(1, granted(store, 1));
        String address = server.key(":ADDRESS:");
        for (String other : List.of(server.key("ACCOUNT_AND_ADDRESS"), server.key(":ACCOUNT:"))) {
            server.peek().commands().del(other);
        }
        server.poison(address);
        assertThrows(StoreUnavailableException.class, () -> store.reserve(ALL));
        assertEquals(List.of(address), server.peek().keys(""));
        server.peek().commands().set(address, "\u0001 is no state");
        assertThrows(StoreUnavailableException.class, () -> store.reserve(ALL));
        assertEquals(List.of(address), server.peek().keys(""));
        server.peek().commands().del(address);

        store.unlock(ACCOUNT);
        server.poison(server.key("UNLOCKED"));
        assertThrows(StoreUnavailableException.class, () -> store.reserve(ALL));
        assertThrows(StoreUnavailableException.class, () -> store.unlock(ACCOUNT));
    }

    @Test
    void of_sixteen_threads_on_two_instances_exactly_as_many_pass_as_may_fail() throws Exception {
        SharedAttemptStore[] stores = {
            store(ScriptClock.SERVER),
            store(server.roomElsewhere(SharedRoom.LOCKOUT, FailurePolicy.CLOSED, ScriptClock.SERVER))
        };
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 30; round++) {
                List<AttemptCount> counts = List.of(
                        new AttemptCount(
                                AttemptStoreContract.key(AttemptDimension.ACCOUNT_AND_ADDRESS, 1 + round, 7),
                                new AttemptLimit(50, QUARTER, QUARTER, false)),
                        new AttemptCount(
                                AttemptStoreContract.key(AttemptDimension.ACCOUNT, 1 + round, 0),
                                new AttemptLimit(5, QUARTER, QUARTER, round % 2 == 0)));
                CyclicBarrier start = new CyclicBarrier(16);
                List<Future<AttemptReservation>> answers = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    AttemptStore mine = stores[i % 2];
                    answers.add(pool.submit(() -> {
                        start.await();
                        return mine.reserve(counts);
                    }));
                }
                List<AttemptReservation> granted = new ArrayList<>();
                for (Future<AttemptReservation> answer : answers) {
                    if (answer.get().isGranted()) {
                        granted.add(answer.get());
                    }
                }
                assertEquals(5, granted.size(), "round " + round);
                assertEquals(
                        List.of(Set.of(AttemptDimension.ACCOUNT)),
                        granted.stream()
                                .map(AttemptReservation::locking)
                                .filter(locking -> !locking.isEmpty())
                                .toList());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void the_stores_of_a_service_share_both_where_there_is_a_server() {
        AttemptStore attempts = AttemptStore.inMemory(ticker, SecurityEventListener.none(), 100);
        ReplayStore replays = ReplayStore.inMemory(ticker, ticker, 100);
        DistributedSettings settings = DistributedSettings.builder()
                .url(server.url())
                .timeout(PATIENCE)
                .build();
        try (RedisStores one = RedisStores.builder(settings).build()) {
            assertEquals(5, granted(one.attempts(attempts), 6));
            assertTrue(one.replays(replays).putIfAbsent("k", Instant.now().plusSeconds(60)));
            assertFalse(one.attempts(AttemptStore.inMemory(ticker, SecurityEventListener.none(), 100))
                    .reserve(ALL)
                    .isGranted());
            assertFalse(one.replays(ReplayStore.inMemory(ticker, ticker, 100))
                    .putIfAbsent("k", Instant.now().plusSeconds(60)));
        }
        DistributedSettings limitsOnly = DistributedSettings.builder()
                .rateLimitUrl(server.url())
                .timeout(PATIENCE)
                .build();
        try (RedisStores none = RedisStores.builder(limitsOnly).build()) {
            assertSame(attempts, none.attempts(attempts));
            assertSame(replays, none.replays(replays));
        }
    }
}
