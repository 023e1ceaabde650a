package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptDimension;
import dev.hardening.core.lockout.AttemptKey;
import dev.hardening.core.lockout.AttemptLimit;
import dev.hardening.core.lockout.AttemptReservation;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.lockout.AttemptStore.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link AttemptStore} promises. A store's test extends this class and says how to make one. */
public abstract class AttemptStoreContract {

    private static final AttemptLimit FIVE = new AttemptLimit(5, Duration.ofMinutes(15), Duration.ofMinutes(15), false);

    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

    /** The clock that the store must read. */
    protected final FakeTicker ticker = new FakeTicker();

    /** Returns a new store that reads {@link #ticker} and has room for a thousand entries at least. */
    protected abstract AttemptStore store();

    /** Tells whether each answer is a round trip: then a tenth of the steps is tried. */
    protected boolean isRemote() {
        return false;
    }

    private int steps(int all) {
        return isRemote() ? all / 10 : all;
    }

    /** Returns a key of the n-th account or place. */
    public static AttemptKey key(AttemptDimension dimension, long account, long place) {
        return new AttemptKey(dimension, account, -account, place, -place);
    }

    private static AttemptCount pair(long account, long place) {
        return new AttemptCount(key(AttemptDimension.ACCOUNT_AND_ADDRESS, account, place), FIVE);
    }

    private static AttemptCount address(long place, int max) {
        return new AttemptCount(
                key(AttemptDimension.ADDRESS, 0, place), new AttemptLimit(max, FIVE.window(), FIVE.lock(), false));
    }

    private static AttemptCount account(long account, int max) {
        return new AttemptCount(
                key(AttemptDimension.ACCOUNT, account, 0),
                new AttemptLimit(max, AttemptLimit.LONGEST, FIVE.lock(), true));
    }

    private static int granted(AttemptStore store, int tries, AttemptCount... counts) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += store.reserve(List.of(counts)).isGranted() ? 1 : 0;
        }
        return granted;
    }

    /** The plainest count there is: every failure with its time, and when the lock ends. */
    private static final class Log {
        private final AttemptLimit limit;
        private final List<Long> times = new ArrayList<>();
        private boolean locked;
        private long end;
        private long first;
        private long last;

        Log(AttemptLimit limit) {
            this.limit = limit;
        }

        long remaining(long now) {
            if (locked && now >= end) {
                locked = false;
                times.clear();
            }
            if (locked) {
                return end - now;
            }
            long window = limit.window().toNanos();
            if (!limit.consecutive()) {
                times.removeIf(time -> now - time >= window);
            } else if (now - last >= window) {
                times.clear();
            }
            return 0;
        }

        boolean fail(long now) {
            first = times.isEmpty() ? now : first;
            last = now;
            times.add(now);
            if (times.size() == limit.max()) {
                locked = true;
                end = now + limit.lock().toNanos();
            }
            return locked;
        }

        void takeBack(long then, long now) {
            long unused = remaining(now);
            // Which of the consecutive ones is taken back makes no difference, if it is one of them.
            int at = limit.consecutive() ? (then < first ? -1 : times.size() - 1) : times.lastIndexOf(then);
            if (at >= 0) {
                times.remove(at);
                locked = false;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 2", "2, 4, 3", "5, 9, 20", "13, 40, 15"})
    void agrees_with_a_log_of_every_failure(int narrow, int wide, int consecutive) {
        long seed = 20260401L + narrow;
        Random random = new Random(seed);
        AttemptStore store = store();
        Duration window = Duration.ofSeconds(10);
        Duration lock = Duration.ofSeconds(7);
        Map<AttemptKey, Log> logs = new HashMap<>();
        Map<AttemptReservation, Long> open = new HashMap<>();
        int refused = 0;
        int locking = 0;
        for (int step = 0; step < steps(30_000); step++) {
            String where = "seed " + seed + ", step " + step;
            ticker.advance(Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(3000) : random.nextInt(1, 200)));
            long now = ticker.nanos();
            int account = 1 + random.nextInt(3);
            int place = 1 + random.nextInt(3);
            switch (random.nextInt(12)) {
                case 0 -> {
                    AttemptKey whole = random.nextBoolean()
                            ? key(AttemptDimension.ACCOUNT, account, 0)
                            : key(AttemptDimension.ADDRESS, 0, place);
                    if (random.nextInt(20) == 0) {
                        store.unlock(whole);
                        logs.keySet().removeIf(key -> key.isPartOf(whole));
                    }
                }
                case 1, 2 -> {
                    if (!open.isEmpty()) {
                        AttemptReservation one = open.keySet().iterator().next();
                        long then = Objects.requireNonNull(open.remove(one));
                        Outcome outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
                        store.settle(one, outcome);
                        settle(logs, one, then, now, outcome);
                    }
                }
                default -> {
                    List<AttemptCount> counts = List.of(
                            new AttemptCount(
                                    key(AttemptDimension.ACCOUNT_AND_ADDRESS, account, place),
                                    new AttemptLimit(narrow, window, lock, false)),
                            new AttemptCount(
                                    key(AttemptDimension.ADDRESS, 0, place),
                                    new AttemptLimit(wide, window, lock, false)),
                            new AttemptCount(
                                    key(AttemptDimension.ACCOUNT, account, 0),
                                    new AttemptLimit(consecutive, Duration.ofSeconds(4), lock, true)));
                    long wait = 0;
                    for (AttemptCount count : counts) {
                        wait = Math.max(wait, log(logs, count).remaining(now));
                    }
                    AttemptReservation made = store.reserve(counts);
                    assertEquals(Duration.ofNanos(wait), made.remaining(), where);
                    refused += made.isGranted() ? 0 : 1;
                    if (made.isGranted()) {
                        Set<AttemptDimension> locks = counts.stream()
                                .filter(count -> log(logs, count).fail(now))
                                .map(count -> count.key().dimension())
                                .collect(Collectors.toSet());
                        assertEquals(locks, made.locking(), where);
                        locking += locks.isEmpty() ? 0 : 1;
                        open.put(made, now);
                    }
                }
            }
        }
        assertTrue(refused > steps(500) && locking > steps(150), "the trace tries both: " + refused + ", " + locking);
    }

    private static Log log(Map<AttemptKey, Log> logs, AttemptCount count) {
        return logs.computeIfAbsent(count.key(), key -> new Log(count.limit()));
    }

    private static void settle(
            Map<AttemptKey, Log> logs, AttemptReservation one, long then, long now, Outcome outcome) {
        for (AttemptCount count : one.counts()) {
            if (outcome == Outcome.SUCCEEDED && count.key().dimension().isClearedBySuccess()) {
                logs.remove(count.key());
            } else if (outcome != Outcome.FAILED) {
                log(logs, count).takeBack(then, now);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // The fourth, fifth and sixth failure just before, at and after the end of the first one's window.
        "3, 899, true",
        "3, 900, true",
        "4, 899, true",
        "4, 900, true",
        "4, 901, true",
        "5, 899, false",
        "5, 901, true"
    })
    void B1_counts_what_lies_within_the_window_and_locks_with_the_last_failure(
            int before, int seconds, boolean granted) {
        AttemptStore store = store();
        assertEquals(before, granted(store, before, pair(1, 1)));
        ticker.advance(Duration.ofSeconds(seconds));
        AttemptReservation next = store.reserve(List.of(pair(1, 1)));
        assertEquals(granted, next.isGranted());
        boolean locks = before == 4 && seconds < 900;
        assertEquals(locks, !next.locking().isEmpty());
        assertEquals(!locks && granted, store.reserve(List.of(pair(1, 1))).isGranted());
    }

    @Test
    void B4_tries_during_a_lock_do_not_extend_it_and_its_end_leaves_nothing_behind() {
        AttemptStore store = store();
        assertEquals(5, granted(store, 5, pair(1, 1)));
        for (int second = 0; second < 900; second += 9) {
            AttemptReservation refused = store.reserve(List.of(pair(1, 1)));
            assertEquals(Duration.ofSeconds(900 - second), refused.remaining());
            ticker.advance(Duration.ofSeconds(9));
        }
        assertEquals(5, granted(store, 6, pair(1, 1)));
    }

    @Test
    void a_lock_ends_to_the_nanosecond() {
        AttemptStore store = store();
        assertEquals(5, granted(store, 5, pair(1, 1)));
        ticker.advance(Duration.ofMinutes(15).minusNanos(1));
        assertEquals(Duration.ofNanos(1), store.reserve(List.of(pair(1, 1))).remaining());
        ticker.advance(Duration.ofNanos(1));
        assertTrue(store.reserve(List.of(pair(1, 1))).isGranted());
    }

    @Test
    void what_one_count_refuses_no_other_counts() {
        AttemptStore store = store();
        assertEquals(5, granted(store, 5, pair(1, 1)));
        assertEquals(0, granted(store, 50, pair(1, 1), address(1, 5), account(1, 5)));
        assertEquals(5, granted(store, 9, address(1, 5)));
        assertEquals(5, granted(store, 9, account(1, 5)));
    }

    @Test
    void of_several_locks_the_longest_one_is_told() {
        AttemptStore store = store();
        assertEquals(5, granted(store, 5, pair(1, 1)));
        ticker.advance(Duration.ofMinutes(5));
        assertEquals(3, granted(store, 3, address(1, 3)));
        assertEquals(
                Duration.ofMinutes(15),
                store.reserve(List.of(pair(1, 1), address(1, 3))).remaining());
    }

    @Test
    void B5_a_success_forgets_the_account_s_failures_and_of_the_address_only_its_own_try() {
        AttemptStore store = store();
        AttemptCount[] counts = {pair(1, 1), address(1, 8), account(1, 8)};
        for (int round = 0; round < 2; round++) {
            assertEquals(3, granted(store, 3, counts));
            AttemptReservation good = store.reserve(List.of(counts));
            store.settle(good, Outcome.SUCCEEDED);
        }
        assertEquals(2, granted(store, 9, address(1, 8)), "six failures are left");
        assertEquals(5, granted(store, 9, pair(1, 1)));
        assertEquals(8, granted(store, 9, account(1, 8)));
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "NOT_MADE"})
    void a_lock_that_began_with_a_try_that_was_no_failure_ends_with_it(Outcome outcome) {
        AttemptStore store = store();
        AttemptCount[] counts = {pair(1, 1), address(1, 5)};
        assertEquals(4, granted(store, 4, counts));
        AttemptReservation fifth = store.reserve(List.of(counts));
        assertEquals(Set.of(AttemptDimension.ACCOUNT_AND_ADDRESS, AttemptDimension.ADDRESS), fifth.locking());
        assertFalse(store.reserve(List.of(counts)).isGranted());
        store.settle(fifth, outcome);
        assertEquals(1, granted(store, 5, counts));
    }

    @Test
    void what_was_not_made_is_taken_back_alone_and_once_its_lock_is_over_not_at_all() {
        AttemptStore store = store();
        assertEquals(2, granted(store, 2, pair(1, 1), account(1, 5)));
        AttemptReservation third = store.reserve(List.of(pair(1, 1), account(1, 5)));
        store.settle(third, Outcome.NOT_MADE);
        assertEquals(3, granted(store, 9, pair(1, 1), account(1, 5)));
        ticker.advance(FIVE.lock());
        assertEquals(4, granted(store, 4, pair(1, 1), account(1, 5)));
        store.settle(third, Outcome.NOT_MADE);
        assertEquals(1, granted(store, 9, pair(1, 1), account(1, 5)));
    }

    @Test
    void consecutive_failures_count_however_old_until_a_long_pause() {
        AttemptStore store = store();
        for (int i = 0; i < 4; i++) {
            assertEquals(1, granted(store, 1, account(1, 5)));
            ticker.advance(Duration.ofHours(23));
        }
        assertEquals(1, granted(store, 2, account(1, 5)));
        ticker.advance(FIVE.lock());
        assertEquals(4, granted(store, 4, account(1, 5)));
        ticker.advance(Duration.ofDays(1));
        assertEquals(5, granted(store, 6, account(1, 5)));
    }

    @Test
    void an_operator_unlocks_all_of_an_account_or_all_of_an_address_and_nothing_else() {
        AttemptStore store = store();
        List<AttemptCount> all = List.of(
                pair(1, 1),
                pair(1, 2),
                pair(2, 1),
                pair(2, 2),
                address(1, 5),
                address(2, 5),
                account(1, 5),
                account(2, 5));
        all.forEach(count -> granted(store, 5, count));
        assertEquals(0, all.stream().mapToInt(count -> granted(store, 1, count)).sum());

        store.unlock(key(AttemptDimension.ACCOUNT, 1, 0));
        assertEquals(List.of(pair(1, 1), pair(1, 2), account(1, 5)), free(store, all));

        all.forEach(count -> granted(store, 5, count));
        store.unlock(key(AttemptDimension.ADDRESS, 0, 2));
        assertEquals(List.of(pair(1, 2), pair(2, 2), address(2, 5)), free(store, all));
    }

    private static List<AttemptCount> free(AttemptStore store, List<AttemptCount> counts) {
        return counts.stream().filter(count -> granted(store, 1, count) == 1).toList();
    }

    @Test
    void B3_of_fifty_at_the_same_time_exactly_as_many_pass_as_may_fail() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(50);
        try {
            for (int round = 0; round < steps(20); round++) {
                AttemptStore store = store();
                CyclicBarrier start = new CyclicBarrier(50);
                List<Future<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    answers.add(pool.submit(() -> {
                        start.await();
                        return granted(store, 1, pair(1, 1), address(1, 50), account(1, 100));
                    }));
                }
                int granted = 0;
                for (Future<Integer> answer : answers) {
                    granted += answer.get();
                }
                assertEquals(5, granted);
                assertEquals(45, granted(store, 60, address(1, 50)));
                assertEquals(95, granted(store, 120, account(1, 100)));
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
