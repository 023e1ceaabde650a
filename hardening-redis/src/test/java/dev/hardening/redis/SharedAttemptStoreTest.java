package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptDimension;
import dev.hardening.core.lockout.AttemptKey;
import dev.hardening.core.lockout.AttemptLimit;
import dev.hardening.core.lockout.AttemptReservation;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.testing.AttemptStoreContract;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedAttemptStoreTest extends AttemptStoreContract {

    private static final List<AttemptStore.Outcome> OUTCOMES = List.of(AttemptStore.Outcome.values());

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Override
    protected AttemptStore store() {
        return store(Rooms.empty(SharedRoom.LOCKOUT, ticker), ticker);
    }

    @Override
    protected boolean isRemote() {
        return true;
    }

    private static AttemptStore store(RedisRoom room, FakeTicker ticker) {
        return new SharedAttemptStore(room, ticker, inMemory(ticker));
    }

    private static AttemptStore inMemory(FakeTicker ticker) {
        return AttemptStore.inMemory(ticker, SecurityEventListener.none(), 1000);
    }

    private static List<AttemptCount> account(int max, boolean consecutive) {
        return List.of(new AttemptCount(
                key(AttemptDimension.ACCOUNT, 1, 0), new AttemptLimit(max, MINUTE, MINUTE, consecutive)));
    }

    private static int granted(AttemptStore store, int tries, List<AttemptCount> counts) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += store.reserve(counts).isGranted() ? 1 : 0;
        }
        return granted;
    }

    /** The counts of one try: at an account, at one from a known device, or at a secret without an account. */
    private static List<AttemptCount> counts(Random random, boolean strict) {
        long account = 1L + random.nextInt(3);
        long place = 1L + random.nextInt(3);
        Duration window = Duration.ofSeconds(10);
        Duration lock = Duration.ofSeconds(strict ? 13 : 8);
        AttemptCount address =
                new AttemptCount(key(AttemptDimension.ADDRESS, 0, place), new AttemptLimit(9, window, lock, false));
        AttemptLimit narrow = new AttemptLimit(strict ? 1 : 2, window, lock, false);
        AttemptLimit row = new AttemptLimit(strict ? 3 : 7, Duration.ofSeconds(5), lock, true);
        return switch (random.nextInt(5)) {
            case 0 -> List.of(new AttemptCount(key(AttemptDimension.ACCOUNT_AND_ADDRESS, 0, place), narrow), address);
            case 1, 2 ->
                List.of(
                        new AttemptCount(key(AttemptDimension.DEVICE, account, 10 + account), narrow),
                        new AttemptCount(
                                key(AttemptDimension.DEVICES_AT_ADDRESS, 0, place),
                                new AttemptLimit(6, window, Duration.ofSeconds(8), false)),
                        new AttemptCount(key(AttemptDimension.DEVICES_OF_ACCOUNT, account, 0), row));
            default ->
                List.of(
                        new AttemptCount(key(AttemptDimension.ACCOUNT_AND_ADDRESS, account, place), narrow),
                        address,
                        new AttemptCount(key(AttemptDimension.ACCOUNT, account, 0), row));
        };
    }

    /** Rarely one that has neither part, which is everything. */
    private static AttemptKey unlocked(Random random) {
        boolean all = random.nextInt(10) == 0;
        boolean account = !all && random.nextBoolean();
        boolean place = !all && (!account || random.nextInt(3) == 0);
        return key(AttemptDimension.ACCOUNT, account ? 1 + random.nextInt(3) : 0, place ? 1 + random.nextInt(3) : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answers_as_the_store_in_memory_does(boolean strict) {
        long seed = 20260707L;
        Random random = new Random(seed);
        AttemptStore shared = store();
        AttemptStore memory = inMemory(ticker);
        List<AttemptReservation> ours = new ArrayList<>();
        List<AttemptReservation> theirs = new ArrayList<>();
        int refused = 0;
        int locking = 0;
        for (int step = 0; step < 3000; step++) {
            String where = "seed " + seed + ", step " + step;
            switch (random.nextInt(8)) {
                case 0 -> ticker.advance(Duration.ofNanos(random.nextLong(6_000_000_000L)));
                case 1 -> ticker.advance(Duration.ofNanos(random.nextInt(2_000_000)));
                default -> ticker.advance(Duration.ofMillis(random.nextInt(300)));
            }
            int what = random.nextInt(12);
            if (what < 4 && !ours.isEmpty()) {
                int which = random.nextInt(ours.size());
                AttemptStore.Outcome outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
                shared.settle(ours.remove(which), outcome);
                memory.settle(theirs.remove(which), outcome);
            } else if (what == 4 && random.nextInt(3) == 0) {
                AttemptKey key = unlocked(random);
                shared.unlock(key);
                memory.unlock(key);
            } else {
                List<AttemptCount> counts = counts(random, strict);
                AttemptReservation expected = memory.reserve(counts);
                AttemptReservation made = shared.reserve(counts);
                assertEquals(expected.remaining(), made.remaining(), where);
                assertEquals(expected.locking(), made.locking(), where);
                assertEquals(counts, made.counts(), where);
                refused += made.isGranted() ? 0 : 1;
                locking += made.locking().isEmpty() ? 0 : 1;
                if (ours.size() < 40) {
                    ours.add(made);
                    theirs.add(expected);
                }
            }
        }
        assertTrue(refused > 180 && locking > 180, "the trace tries both: " + refused + ", " + locking);
    }

    @Test
    void an_unlock_at_the_same_moment_as_another_one_is_one_as_well() {
        AttemptStore store = store();
        for (int round = 0; round < 3; round++) {
            assertEquals(5, granted(store, 6, account(5, false)), "round " + round);
            store.unlock(key(AttemptDimension.ACCOUNT, 1, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_server_s_clock_that_is_set_back_makes_no_lock_longer(boolean consecutive) {
        RedisRoom before = Rooms.empty(SharedRoom.LOCKOUT, ticker);
        ticker.advance(Duration.ofHours(1));
        assertEquals(3, granted(store(before, ticker), 4, account(3, consecutive)));

        FakeTicker setBack = new FakeTicker();
        RedisRoom after = new RedisRoom(before.link(), before.keys(), new FakeScriptClock(setBack), before.counts());
        AttemptStore store = store(after, setBack);
        assertEquals(MINUTE, store.reserve(account(3, consecutive)).remaining());
        setBack.advance(MINUTE.minusNanos(1));
        assertEquals(Duration.ofNanos(1), store.reserve(account(3, consecutive)).remaining());
        setBack.advance(Duration.ofNanos(1));
        assertEquals(3, granted(store, 4, account(3, consecutive)));
    }

    @Test
    void failures_before_the_clock_was_set_back_count_no_longer_than_a_window_from_the_next_one() {
        RedisRoom before = Rooms.empty(SharedRoom.LOCKOUT, ticker);
        ticker.advance(Duration.ofHours(1));
        assertEquals(2, granted(store(before, ticker), 2, account(4, false)));

        FakeTicker setBack = new FakeTicker();
        AttemptStore store = store(
                new RedisRoom(before.link(), before.keys(), new FakeScriptClock(setBack), before.counts()), setBack);
        assertEquals(1, granted(store, 1, account(4, false)));
        setBack.advance(MINUTE);
        assertEquals(4, granted(store, 5, account(4, false)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_lower_limit_holds_for_what_is_counted_already(boolean consecutive) {
        AttemptStore store = store();
        assertEquals(7, granted(store, 7, account(10, consecutive)));
        assertEquals(1, granted(store, 9, account(5, consecutive)));
    }
}
