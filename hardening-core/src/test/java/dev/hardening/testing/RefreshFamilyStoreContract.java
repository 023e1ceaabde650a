package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.token.RefreshFamily;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.core.token.Rotation;
import dev.hardening.core.token.Rotation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link RefreshFamilyStore} promises. A store's test extends this class and says how to make one. */
public abstract class RefreshFamilyStoreContract {

    /** How long a token lives in these tests. */
    protected static final Duration IDLE = Duration.ofDays(7);

    /** How long a family lives in these tests. */
    protected static final Duration LIFE = Duration.ofDays(30);

    private static final Duration GRACE = Duration.ofSeconds(10);

    /** The clock of the caller. */
    protected final FakeTicker ticker = new FakeTicker();

    /** Returns a new store for that many families. */
    protected abstract RefreshFamilyStore store(int mostFamilies);

    /** Tells whether the store refuses to take more than it was made for. */
    protected boolean isBounded() {
        return true;
    }

    /** Tells whether each answer is a round trip: then a fifth of the rounds is raced. */
    protected boolean isRemote() {
        return false;
    }

    private RefreshFamilyStore withFamily() {
        RefreshFamilyStore store = store(100);
        assertTrue(store.create(family("fam", "alice")));
        return store;
    }

    /** Returns a family that begins now. */
    protected RefreshFamily family(String id, String subject) {
        Instant now = ticker.instant();
        return new RefreshFamily(id, subject, "demo", 0, now, now.plus(IDLE), now.plus(LIFE), false);
    }

    private Rotation use(RefreshFamilyStore store, int generation) {
        return use(store, generation, GRACE);
    }

    private Rotation use(RefreshFamilyStore store, int generation, Duration grace) {
        Instant now = ticker.instant();
        return store.rotate("fam", generation, now, grace, now.plus(IDLE));
    }

    private static RefreshFamily of(Rotation rotation) {
        RefreshFamily family = rotation.family();
        assertNotNull(family);
        return family;
    }

    @Test
    void the_newest_token_rotates_and_the_answer_tells_the_family() {
        RefreshFamilyStore store = withFamily();
        Instant born = ticker.instant();
        for (int generation = 0; generation < 20; generation++) {
            ticker.advance(Duration.ofHours(1));
            Rotation rotation = use(store, generation);
            assertEquals(Outcome.ROTATED, rotation.outcome());
            RefreshFamily family = of(rotation);
            assertEquals("fam", family.id());
            assertEquals("alice", family.subject());
            assertEquals("demo", family.tenant());
            assertEquals(generation + 1, family.generation());
            assertEquals(ticker.instant(), family.rotatedAt());
            assertEquals(ticker.instant().plus(IDLE), family.idleExpiry());
            assertEquals(born.plus(LIFE), family.absoluteExpiry());
            assertFalse(family.revoked());
        }
    }

    @Test
    void a_family_without_a_tenant_has_none_afterwards() {
        RefreshFamilyStore store = store(10);
        Instant now = ticker.instant();
        store.create(new RefreshFamily("fam", "alice", null, 0, now, now.plus(IDLE), now.plus(LIFE), false));
        assertNull(of(use(store, 0)).tenant());
    }

    @Test
    void a_family_of_the_same_id_is_not_made_twice_and_not_brought_back() {
        RefreshFamilyStore store = withFamily();
        assertFalse(store.create(family("fam", "mallory")));
        assertEquals("alice", of(use(store, 0)).subject());
        store.revoke("fam");
        assertFalse(store.create(family("fam", "alice")));
        assertEquals(Outcome.REVOKED, use(store, 1).outcome());
    }

    @ParameterizedTest
    @CsvSource({"0, REPLAYED", "1, REPLAYED", "9999, REPLAYED", "10000, REUSE", "10001, REUSE", "3600000, REUSE"})
    void the_token_right_before_is_replayed_for_less_than_the_grace(long millis, Outcome expected) {
        RefreshFamilyStore store = withFamily();
        RefreshFamily successor = of(use(store, 0));
        ticker.advance(Duration.ofMillis(millis));
        Rotation again = use(store, 0);
        assertEquals(expected, again.outcome());
        if (expected == Outcome.REPLAYED) {
            assertEquals(successor, again.family(), "the very same successor");
            assertEquals(successor, use(store, 0).family(), "as often as it is asked for");
            assertEquals(Outcome.ROTATED, use(store, 1).outcome());
        } else {
            assertTrue(of(again).revoked());
            assertEquals(Outcome.REVOKED, use(store, 1).outcome(), "the newest one is dead as well");
        }
    }

    @Test
    void a_replay_does_not_lengthen_the_grace() {
        RefreshFamilyStore store = withFamily();
        use(store, 0);
        ticker.advance(Duration.ofSeconds(9));
        assertEquals(Outcome.REPLAYED, use(store, 0).outcome());
        ticker.advance(Duration.ofSeconds(1));
        assertEquals(Outcome.REUSE, use(store, 0).outcome());
    }

    @Test
    void without_grace_the_second_use_ends_the_family_at_once_whatever_the_clock_does() {
        RefreshFamilyStore store = withFamily();
        use(store, 0, Duration.ZERO);
        ticker.setWallClock(ticker.instant().minusSeconds(5));
        assertEquals(Outcome.REUSE, use(store, 0, Duration.ZERO).outcome());
        assertEquals(Outcome.REVOKED, use(store, 1, Duration.ZERO).outcome());
    }

    @Test
    void a_grandparent_ends_the_family_within_the_grace_too() {
        RefreshFamilyStore store = withFamily();
        use(store, 0);
        use(store, 1);
        assertEquals(Outcome.REUSE, use(store, 0).outcome());
        assertEquals(Outcome.REVOKED, use(store, 2).outcome(), "the current token is dead");
        assertEquals(Outcome.REVOKED, use(store, 1).outcome());
    }

    @Test
    void a_fork_ends_the_family_for_both() {
        RefreshFamilyStore store = withFamily();
        use(store, 0);
        ticker.advance(Duration.ofMinutes(15));
        use(store, 1);
        ticker.advance(Duration.ofMinutes(15));
        assertEquals(Outcome.REUSE, use(store, 1).outcome(), "the thief comes second");
        assertEquals(Outcome.REVOKED, use(store, 2).outcome(), "and the owner logs in again");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1000, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void a_generation_that_was_never_given_ends_the_family(int generation) {
        RefreshFamilyStore store = withFamily();
        assertEquals(Outcome.REUSE, use(store, generation).outcome());
        assertEquals(Outcome.REVOKED, use(store, 0).outcome());
    }

    @ParameterizedTest
    @CsvSource({"-1, ROTATED", "0, EXPIRED", "1, EXPIRED"})
    void a_token_that_nobody_used_ends_with_its_idle_time(long millis, Outcome expected) {
        RefreshFamilyStore store = withFamily();
        ticker.advance(IDLE.plusMillis(millis));
        assertEquals(expected, use(store, 0).outcome());
    }

    @Test
    void however_often_it_is_refreshed_a_family_ends_at_its_absolute_expiry() {
        RefreshFamilyStore store = withFamily();
        Instant end = ticker.instant().plus(LIFE);
        int generation = 0;
        while (ticker.instant().plus(Duration.ofDays(3)).isBefore(end)) {
            ticker.advance(Duration.ofDays(3));
            RefreshFamily family = of(use(store, generation++));
            assertFalse(family.idleExpiry().isAfter(end), "no token outlives its family");
        }
        ticker.advance(Duration.between(ticker.instant(), end).minusMillis(1));
        RefreshFamily last = of(use(store, generation));
        assertEquals(end, last.idleExpiry());
        ticker.advance(Duration.ofMillis(1));
        Outcome outcome = use(store, generation + 1).outcome();
        assertTrue(Set.of(Outcome.EXPIRED, Outcome.UNKNOWN).contains(outcome), outcome.toString());
    }

    @Test
    void nothing_of_an_ended_family_is_good_until_its_absolute_expiry() {
        RefreshFamilyStore store = withFamily();
        use(store, 0);
        assertTrue(store.revoke("fam"));
        assertFalse(store.revoke("fam"), "it was ended before");
        for (int generation = -1; generation < 4; generation++) {
            assertEquals(Outcome.REVOKED, use(store, generation).outcome());
        }
        ticker.advance(LIFE.minusMillis(1));
        store.create(family("other", "bob"));
        assertEquals(Outcome.REVOKED, use(store, 1).outcome());
    }

    @Test
    void an_unknown_family_stays_unknown() {
        RefreshFamilyStore store = store(10);
        assertEquals(new Rotation(Outcome.UNKNOWN, null), use(store, 0));
        assertFalse(store.revoke("fam"));
        assertEquals(Outcome.UNKNOWN, use(store, 0).outcome());
    }

    @Test
    void all_families_of_a_subject_end_together_and_those_of_others_do_not() {
        RefreshFamilyStore store = withFamily();
        store.create(family("two", "alice"));
        store.create(family("three", "alice"));
        store.create(family("his", "bob"));
        store.revoke("three");
        assertEquals(2, store.revokeAll("alice"));
        assertEquals(0, store.revokeAll("alice"));
        assertEquals(0, store.revokeAll("nobody"));
        Instant now = ticker.instant();
        assertEquals(Outcome.REVOKED, use(store, 0).outcome());
        assertEquals(
                Outcome.REVOKED,
                store.rotate("two", 0, now, GRACE, now.plus(IDLE)).outcome());
        assertEquals(
                Outcome.ROTATED,
                store.rotate("his", 0, now, GRACE, now.plus(IDLE)).outcome());
    }

    private RefreshFamily begun(RefreshFamilyStore store, String id, String subject, int most) {
        RefreshFamily family = family(id, subject);
        List<RefreshFamily> ended = store.begin(family, most);
        assertEquals(List.of(), ended, "nothing had to go for " + id);
        return family;
    }

    private Outcome use(RefreshFamilyStore store, RefreshFamily family) {
        Instant now = ticker.instant();
        return store.rotate(family.id(), family.generation(), now, GRACE, now.plus(IDLE))
                .outcome();
    }

    @Test
    void a_log_in_takes_the_place_of_the_family_that_was_rotated_the_longest_ago_of_the_same_subject() {
        RefreshFamilyStore store = store(100);
        RefreshFamily oldest = begun(store, "oldest", "alice", 3);
        ticker.advance(Duration.ofMinutes(1));
        RefreshFamily second = begun(store, "second", "alice", 3);
        RefreshFamily his = begun(store, "his", "bob", 3);
        ticker.advance(Duration.ofMinutes(1));
        RefreshFamily third = begun(store, "third", "alice", 3);
        ticker.advance(Duration.ofMinutes(1));
        assertEquals(Outcome.ROTATED, use(store, oldest));
        ticker.advance(Duration.ofMinutes(1));
        assertEquals(List.of(second), store.begin(family("fourth", "alice"), 3));
        assertEquals(Outcome.UNKNOWN, use(store, second));
        assertFalse(store.revoke("second"), "it is not there any more");
        assertEquals(
                Outcome.REPLAYED,
                store.rotate("oldest", 0, ticker.instant(), Duration.ofDays(1), ticker.instant())
                        .outcome());
        assertEquals(Outcome.ROTATED, use(store, third));
        assertEquals(Outcome.ROTATED, use(store, his));
        assertEquals(3, store.revokeAll("alice"));
    }

    @Test
    void ended_families_and_those_that_nobody_used_in_time_go_first_and_are_not_told() {
        RefreshFamilyStore store = store(100);
        RefreshFamily idle = begun(store, "idle", "alice", 3);
        ticker.advance(IDLE);
        RefreshFamily used = begun(store, "used", "alice", 3);
        ticker.advance(Duration.ofMinutes(1));
        RefreshFamily ended = begun(store, "ended", "alice", 3);
        assertTrue(store.revoke("ended"));
        begun(store, "fourth", "alice", 3);
        assertEquals(Outcome.UNKNOWN, use(store, ended));
        assertEquals(Outcome.EXPIRED, use(store, idle));
        begun(store, "fifth", "alice", 3);
        assertEquals(Outcome.UNKNOWN, use(store, idle));
        assertEquals(Outcome.ROTATED, use(store, used));
    }

    @Test
    void a_smaller_number_ends_as_many_as_are_too_many() {
        RefreshFamilyStore store = store(100);
        for (int i = 0; i < 10; i++) {
            begun(store, "family-" + i, "alice", 10);
            ticker.advance(Duration.ofSeconds(1));
        }
        List<RefreshFamily> ended = store.begin(family("last", "alice"), 4);
        assertEquals(
                List.of("family-0", "family-1", "family-2", "family-3", "family-4", "family-5", "family-6"),
                ended.stream().map(RefreshFamily::id).toList());
        assertEquals(4, store.revokeAll("alice"));
    }

    @Test
    void what_another_maker_has_given_is_remembered_however_often_its_subject_logs_in() {
        RefreshFamilyStore store = store(100);
        RefreshFamily foreign = family("foreign", "alice");
        assertTrue(store.create(foreign));
        assertEquals(Outcome.ROTATED, use(store, foreign));
        store.revoke("foreign");
        for (int i = 0; i < 50; i++) {
            ticker.advance(Duration.ofMinutes(1));
            store.begin(family("family-" + i, "alice"), 2);
        }
        assertEquals(Outcome.REVOKED, use(store, foreign));
        assertFalse(store.create(foreign), "it never begins again");
        assertEquals(2, store.revokeAll("alice"));
    }

    @Test
    void one_subject_that_logs_in_again_and_again_leaves_room_for_others() {
        RefreshFamilyStore store = store(20);
        for (int i = 0; i < 1000; i++) {
            store.begin(family("family-" + i, "mallory"), 8);
            if (i % 2 == 0) {
                store.revoke("family-" + i);
            }
        }
        for (int i = 0; i < 12; i++) {
            begun(store, "his-" + i, "user-" + i, 8);
        }
        if (isBounded()) {
            assertThrows(StoreUnavailableException.class, () -> store.begin(family("one", "too many"), 8));
            assertThrows(StoreUnavailableException.class, () -> store.create(family("one", "too many")));
        }
        List<RefreshFamily> unused = store.begin(family("again", "mallory"), 8);
        assertEquals(Outcome.ROTATED, use(store, family("again", "mallory")), "who has families can always log in");
    }

    @Test
    void a_log_in_begins_a_new_family_and_leaves_one_at_least() {
        RefreshFamilyStore store = withFamily();
        assertThrows(IllegalArgumentException.class, () -> store.begin(family("fam", "alice"), 8));
        assertThrows(IllegalArgumentException.class, () -> store.begin(family("other", "alice"), 0));
        assertEquals(Outcome.ROTATED, use(store, 0).outcome());
    }

    @Test
    void a_full_store_takes_no_more_and_forgets_no_family_before_its_end() {
        if (!isBounded()) {
            return;
        }
        RefreshFamilyStore store = withFamily();
        for (int i = 1; i < 100; i++) {
            store.create(family("family-" + i, "user-" + i % 7));
        }
        store.revoke("family-1");
        for (int i = 0; i < 1000; i++) {
            String id = "late-" + i;
            assertThrows(StoreUnavailableException.class, () -> store.create(family(id, "mallory")));
        }
        Instant now = ticker.instant();
        assertFalse(store.create(family("fam", "alice")));
        assertEquals(Outcome.ROTATED, use(store, 0).outcome());
        assertEquals(
                Outcome.REVOKED,
                store.rotate("family-1", 0, now, GRACE, now.plus(IDLE)).outcome());
        ticker.advance(LIFE);
        for (int i = 0; i < 100; i++) {
            assertTrue(store.create(family("new-" + i, "alice")), "when the old ones are over there is room again");
        }
        assertEquals(100, store.revokeAll("alice"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0, 1, 14", "10, 1, 15, 0, 0"})
    void of_sixteen_at_the_same_time_exactly_one_rotates(
            int graceSeconds, int rotated, int replayed, int reused, int revoked) throws Exception {
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < (isRemote() ? 40 : 200); round++) {
                RefreshFamilyStore store = withFamily();
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<Outcome>> answers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    answers.add(pool.submit(() -> {
                        start.await();
                        return use(store, 0, Duration.ofSeconds(graceSeconds)).outcome();
                    }));
                }
                Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
                for (Future<Outcome> answer : answers) {
                    counts.merge(answer.get(), 1, Integer::sum);
                }
                assertEquals(rotated, counts.getOrDefault(Outcome.ROTATED, 0), "round " + round + ": " + counts);
                assertEquals(replayed, counts.getOrDefault(Outcome.REPLAYED, 0), "round " + round + ": " + counts);
                assertEquals(reused, counts.getOrDefault(Outcome.REUSE, 0), "round " + round + ": " + counts);
                assertEquals(revoked, counts.getOrDefault(Outcome.REVOKED, 0), "round " + round + ": " + counts);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
