package dev.hardening.core.ratelimit;

import static dev.hardening.core.ratelimit.RateLimitOutcome.isGranted;
import static dev.hardening.testing.RateLimitStoreContract.network;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads in a table so small that slots are claimed, swept, shared and given to others all the time. The threads move
 * the clock themselves, so nothing sleeps.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlidingWindowTableStressTest {

    private static final long WINDOW = Duration.ofSeconds(1).toNanos();
    private static final int SLOTS = 104;
    private final Crowd.Clock clock = new Crowd.Clock();

    /** A request that was granted at some time from before the call to after it. */
    private record Grant(int client, long before, long after) {}

    private SlidingWindowTable table(int max, int trackedKeys) {
        return new SlidingWindowTable(
                RateLimit.slidingWindow("s", max, Duration.ofNanos(WINDOW)), clock, trackedKeys, new SipHash(3, 4));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 11", "2, 1, 12", "3, 100, 13", "14, 1, 14", "30, 1, 15"})
    void nobody_is_certain_to_have_had_more_than_the_limit_in_a_window(int max, int trackedKeys, long seed)
            throws Exception {
        SlidingWindowTable table = table(max, trackedKeys);
        clock.holdUp();
        RateLimitKey[] keys = new RateLimitKey[400];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = network(i);
        }
        List<List<Grant>> grants = Crowd.inThreads(
                Crowd.THREADS + 1, thread -> crowd(table, keys, new SplittableRandom(31 * seed + thread)));
        List<List<Grant>> ofClients = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            ofClients.add(new ArrayList<>());
        }
        grants.forEach(some -> some.forEach(grant -> ofClients.get(grant.client).add(grant)));
        int all = 0;
        for (List<Grant> one : ofClients) {
            all += one.size();
            assertEquals("", excess(one, max), "seed " + seed);
        }
        assertTrue(all > 2000, "the trace grants some: " + all);
    }

    private List<Grant> crowd(SlidingWindowTable table, RateLimitKey[] keys, SplittableRandom random) {
        List<Grant> grants = new ArrayList<>();
        long held = 0;
        Grant heldGrant = null;
        int lateClient = 0;
        int rarely = random.nextInt(4, 200);
        long late = clock.read();
        for (int i = 0; i < 25_000; i++) {
            int dice = random.nextInt(8192);
            clock.advance(dice == 0 ? WINDOW + random.nextInt(500) : dice < 16 ? WINDOW / 5 : random.nextInt(200_000));
            long windows = clock.read() / WINDOW + 100;
            int client = switch (random.nextInt(8)) {
                case 0, 1 -> random.nextInt(6);
                case 2, 3, 4 -> random.nextInt(30);
                // For eight windows as many clients as there are slots come and go, and for eight too many.
                default ->
                    (windows & 8) == 0
                            ? (int) (30 + (windows * 16 + random.nextInt(40)) % (keys.length - 30))
                            : random.nextInt(keys.length);
            };
            long before = clock.read();
            if (random.nextInt(rarely) == 0) {
                // As when a thread loses its processor between its reading and the table: a request read before comes
                // now.
                int otherClient = lateClient;
                long other = late;
                lateClient = client;
                late = before;
                client = otherClient;
                before = other;
            }
            long outcome = table.acquire(keys[client], before);
            if (!isGranted(outcome)) {
                continue;
            }
            Grant grant = new Grant(client, before, clock.read());
            int what = random.nextInt(8);
            if (what == 0) {
                table.refund(keys[client], before, outcome);
            } else if (what == 1 && heldGrant == null) {
                held = outcome;
                heldGrant = grant;
            } else {
                grants.add(grant);
            }
            if (heldGrant != null && random.nextInt(32) == 0) {
                table.refund(keys[heldGrant.client], heldGrant.before, held);
                heldGrant = null;
            }
        }
        return grants;
    }

    /**
     * Describes a span in which more grants certainly lie than any history allows that keeps the limit: a closed span has
     * room for {@code max} of each window that begins in it.
     */
    private static String excess(List<Grant> grants, int max) {
        Grant[] byStart = grants.toArray(new Grant[0]);
        Arrays.sort(byStart, (a, b) -> Long.compare(a.before, b.before));
        for (int first = 0; first < byStart.length; first++) {
            long from = byStart[first].before;
            List<Long> ends = new ArrayList<>();
            for (int i = first; i < byStart.length && byStart[i].before - from < 3 * WINDOW; i++) {
                ends.add(byStart[i].after);
            }
            Collections.sort(ends);
            for (int i = 0; i < ends.size(); i++) {
                long span = ends.get(i) - from;
                if (i + 1 > max * (span / WINDOW + 1)) {
                    return "client " + byStart[first].client + ": " + (i + 1) + " of at most " + max + " a window in "
                            + span + " ns from " + from;
                }
            }
        }
        return "";
    }

    @Test
    void the_check_finds_one_too_many_and_only_that() {
        List<Grant> fine = List.of(new Grant(1, 0, 0), new Grant(1, 5, WINDOW), new Grant(1, 2 * WINDOW, 2 * WINDOW));
        assertEquals("", excess(fine, 1));
        List<Grant> pair = List.of(new Grant(1, 0, 0), new Grant(1, 5, WINDOW - 1));
        assertFalse(excess(pair, 1).isEmpty());
        assertEquals("", excess(pair, 2));
        List<Grant> noRoomBetween =
                List.of(new Grant(1, 0, 0), new Grant(1, 5, WINDOW + 5), new Grant(1, WINDOW + 9, WINDOW + 9));
        assertFalse(excess(noRoomBetween, 1).isEmpty());
    }

    /** How the threads of a round come, to a full table in which at most the first client's slot has expired. */
    private enum Round {
        ONE_NEW_CLIENT,
        THE_FIRST_CLIENT,
        THE_FIRST_CLIENT_AND_A_NEW_ONE,
        AS_MANY_NEW_ONES_AS_THREADS,
        ONE_NEW_CLIENT_WITHOUT_ROOM
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void of_many_at_the_same_time_exactly_as_many_pass_as_the_limit_says(int max) throws Exception {
        long seed = 100L + max;
        SplittableRandom random = new SplittableRandom(seed);
        SlidingWindowTable table = table(max, 1);
        clock.holdUp();
        int requests = max + 3;
        AtomicInteger arrived = new AtomicInteger();
        int rounds = 60;
        int[][] granted = new int[Crowd.THREADS][1];
        RateLimitKey[] clients = new RateLimitKey[Crowd.THREADS];
        int[] number = {0};
        Crowd.inThreads(Crowd.THREADS, thread -> {
            for (int round = 0; round < rounds; round++) {
                Round kind = Round.values()[round % Round.values().length];
                if (thread == 0) {
                    prepare(table, kind, clients, number, max, random);
                }
                Crowd.meet(arrived, Crowd.THREADS);
                granted[thread][0] = pass(table, clients[thread], requests);
                Crowd.meet(arrived, Crowd.THREADS);
                if (thread == 0) {
                    check(kind, clients, granted, max, table.isOverflowing(), "seed " + seed + ", round " + round);
                }
                if (kind == Round.ONE_NEW_CLIENT_WITHOUT_ROOM) {
                    moveToOwnSlot(table, thread, clients, granted, arrived, max);
                }
            }
            return thread;
        });
    }

    private int pass(SlidingWindowTable table, RateLimitKey client, int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            clock.advance(1);
            granted += isGranted(table.acquire(client, clock.read())) ? 1 : 0;
        }
        return granted;
    }

    /** Fills all slots; the first client's is half a window older than the others, which only some rounds wait for. */
    private void prepare(
            SlidingWindowTable table,
            Round kind,
            RateLimitKey[] clients,
            int[] number,
            int max,
            SplittableRandom random) {
        clock.advance(2 * WINDOW + random.nextInt(1000));
        RateLimitKey first = network(number[0]++);
        pass(table, first, 1 + random.nextInt(max));
        clock.advance(WINDOW / 2);
        for (int i = 1; i < SLOTS; i++) {
            assertEquals(1, pass(table, network(number[0]++), 1));
        }
        clock.advance(kind == Round.ONE_NEW_CLIENT_WITHOUT_ROOM ? 0 : WINDOW / 2 + 200);
        RateLimitKey fresh = network(number[0]++);
        for (int thread = 0; thread < clients.length; thread++) {
            clients[thread] = switch (kind) {
                case ONE_NEW_CLIENT, ONE_NEW_CLIENT_WITHOUT_ROOM -> fresh;
                case THE_FIRST_CLIENT -> first;
                case THE_FIRST_CLIENT_AND_A_NEW_ONE -> thread % 2 == 0 ? first : fresh;
                case AS_MANY_NEW_ONES_AS_THREADS -> network(number[0]++);
            };
        }
    }

    private static void check(
            Round kind, RateLimitKey[] clients, int[][] granted, int max, boolean overflowing, String where) {
        int all = 0;
        for (int i = 0; i < clients.length; i++) {
            int his = 0;
            for (int j = 0; j < clients.length; j++) {
                his += clients[i].equals(clients[j]) ? granted[j][0] : 0;
            }
            assertTrue(his <= max, kind + " was granted " + his + ", " + where);
            all += granted[i][0];
        }
        boolean alone = kind == Round.ONE_NEW_CLIENT || kind == Round.THE_FIRST_CLIENT;
        boolean shared = kind != Round.ONE_NEW_CLIENT && kind != Round.THE_FIRST_CLIENT;
        assertEquals(alone || kind == Round.ONE_NEW_CLIENT_WITHOUT_ROOM ? max : 2 * max, all, kind + ", " + where);
        assertEquals(shared, overflowing, kind + ", " + where);
    }

    /** Who used his limit up in the shared slot has none when he gets one of his own, and all of it a window later. */
    private void moveToOwnSlot(
            SlidingWindowTable table,
            int thread,
            RateLimitKey[] clients,
            int[][] granted,
            AtomicInteger arrived,
            int max)
            throws InterruptedException {
        for (int late = 0; late < 2; late++) {
            if (thread == 0) {
                clock.advance(late == 0 ? WINDOW / 2 + 200 : WINDOW);
            }
            Crowd.meet(arrived, Crowd.THREADS);
            granted[thread][0] = pass(table, clients[thread], max + 3);
            Crowd.meet(arrived, Crowd.THREADS);
            if (thread == 0) {
                int all = 0;
                for (int[] one : granted) {
                    all += one[0];
                }
                assertEquals(late * max, all);
            }
        }
    }

    @Test
    void all_groups_together_share_one_slot() throws Exception {
        int max = 40;
        SlidingWindowTable table = table(max, 1000);
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        Crowd.inThreads(Crowd.THREADS, thread -> {
            for (int round = 0; round < 100; round++) {
                if (thread == 0) {
                    clock.advance(2 * WINDOW);
                    // All slots are in use when what was shared at first has expired.
                    for (int again = 0; again < 2; again++) {
                        for (int i = 0; i < 2000; i++) {
                            table.acquire(network(i), clock.read());
                        }
                        clock.advance(again == 0 ? WINDOW - 1000 : 2000);
                    }
                    granted.set(0);
                    assertFalse(table.isOverflowing());
                }
                Crowd.meet(arrived, Crowd.THREADS);
                for (int i = 0; i < max; i++) {
                    granted.addAndGet(pass(table, network((round * max + i) * Crowd.THREADS + thread + 2000), 1));
                }
                Crowd.meet(arrived, Crowd.THREADS);
                assertEquals(max, granted.get(), "round " + round);
                Crowd.meet(arrived, Crowd.THREADS);
            }
            return thread;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 40})
    void refunds_at_the_same_time_take_back_nobody_else_s_request(int max) throws Exception {
        SlidingWindowTable table = table(max, 1);
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger kept = new AtomicInteger();
        Crowd.inThreads(Crowd.THREADS, thread -> {
            SplittableRandom random = new SplittableRandom(41 * max + thread);
            for (int round = 0; round < 100; round++) {
                RateLimitKey client = network(round);
                for (int i = 0; i < 3 * max; i++) {
                    long now = clock.read();
                    long outcome = table.acquire(client, now);
                    if (isGranted(outcome) && random.nextInt(8) != 0) {
                        table.refund(client, now, outcome);
                    } else if (isGranted(outcome)) {
                        kept.incrementAndGet();
                    }
                }
                Crowd.meet(arrived, Crowd.THREADS);
                if (thread == 0) {
                    kept.addAndGet(pass(table, client, max + 1));
                    assertTrue(kept.getAndSet(0) <= max, "round " + round);
                }
                Crowd.meet(arrived, Crowd.THREADS);
            }
            return thread;
        });
    }

    /** Two threads a few nanoseconds apart, as often as some tenths of a second allow. */
    @Test
    void the_first_two_requests_of_a_client_are_two() throws Exception {
        SlidingWindowTable table = table(1, 1);
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger(40_000);
        RateLimitKey[] clients = new RateLimitKey[300];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = network(i);
        }
        long end = System.nanoTime() + Duration.ofMillis(400).toNanos();
        Crowd.inThreads(2, thread -> {
            SplittableRandom random = new SplittableRandom(71 + thread);
            while (rounds.get() > 0) {
                int round = rounds.get();
                int pause = random.nextInt(30);
                Crowd.meet(arrived, 2);
                for (int i = 0; i < pause; i++) {
                    Thread.onSpinWait();
                }
                boolean passed = isGranted(table.acquire(clients[round % clients.length], clock.read()));
                granted.addAndGet(passed ? 1 : 0);
                Crowd.meet(arrived, 2);
                if (thread == 0) {
                    assertEquals(1, granted.getAndSet(0), "round " + round);
                    clock.advance(2 * WINDOW);
                    rounds.set(System.nanoTime() - end < 0 ? round - 1 : 0);
                }
                Crowd.meet(arrived, 2);
            }
            return thread;
        });
        assertTrue(arrived.get() > 0);
    }
}
