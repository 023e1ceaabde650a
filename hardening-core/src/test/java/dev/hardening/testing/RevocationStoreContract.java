package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.RevocationStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every {@link RevocationStore} promises. A store's test extends this class and says how to make one. */
public abstract class RevocationStoreContract {

    /** The clock that the store must read. */
    protected final FakeTicker ticker = new FakeTicker();

    /** Returns a new store that reads {@link #ticker} and takes that many entries. */
    protected abstract RevocationStore store(int mostEntries);

    /** Tells whether the store refuses to take more than it was made for. */
    protected boolean isBounded() {
        return true;
    }

    /** Tells whether each answer is a round trip: then a tenth of the steps is tried. */
    protected boolean isRemote() {
        return false;
    }

    private Instant in(long seconds) {
        return ticker.instant().plusSeconds(seconds);
    }

    @Test
    void knows_nothing_at_first() {
        assertFalse(store(10).isRevoked("token", "session", "alice", ticker.instant()));
        assertFalse(store(10).isRevoked(null, null, "alice", ticker.instant()));
    }

    @Test
    void ends_one_token_and_nothing_else() {
        RevocationStore store = store(10);
        store.revokeToken("token", in(60));
        Instant issued = in(-10);
        assertTrue(store.isRevoked("token", null, "alice", issued));
        assertTrue(store.isRevoked("token", "session", "bob", issued));
        assertFalse(store.isRevoked("Token", null, "alice", issued));
        assertFalse(store.isRevoked("session", "token", "token", issued), "a session and a subject of that name");
        assertFalse(store.isRevoked(null, null, "alice", issued));
    }

    @Test
    void ends_a_session_with_all_its_tokens() {
        RevocationStore store = store(10);
        store.revokeSession("session", in(60));
        assertTrue(store.isRevoked("one", "session", "alice", in(-10)));
        assertTrue(store.isRevoked("two", "session", "alice", in(10)), "however late it was given");
        assertFalse(store.isRevoked("session", "other", "session", in(-10)));
        assertFalse(store.isRevoked("one", null, "alice", in(-10)));
    }

    @ParameterizedTest
    @CsvSource({"-3600, true", "-1, true", "0, true", "1, false", "60, false"})
    void ends_what_a_subject_was_given_up_to_a_moment_and_the_whole_second_counts(long after, boolean revoked) {
        RevocationStore store = store(10);
        ticker.advance(Duration.ofMillis(400));
        Instant moment = ticker.instant();
        store.revokeSubject("alice", moment, in(3600));
        Instant issued = moment.plusSeconds(after);
        assertEquals(revoked, store.isRevoked("t", "s", "alice", issued));
        assertEquals(revoked, store.isRevoked(null, null, "alice", Instant.ofEpochSecond(issued.getEpochSecond())));
        assertFalse(store.isRevoked("t", "s", "bob", issued));
        assertFalse(store.isRevoked("alice", "alice", "bob", issued));
    }

    @Test
    void what_a_subject_is_given_now_bears_the_first_second_that_was_not_ended() {
        RevocationStore store = store(10);
        ticker.advance(Duration.ofMillis(400));
        Instant second = Instant.ofEpochSecond(ticker.instant().getEpochSecond());
        for (int ends = 0; ends < 6; ends++) {
            Instant bears = store.secondToBear("alice", ticker.instant());
            assertEquals(second.plusSeconds(Math.min(ends, 3)), bears);
            assertEquals(ends > 3, store.isRevoked("t", "s", "alice", bears), "after " + ends + " ends");
            store.revokeSubject("alice", bears, in(3600));
            assertTrue(store.isRevoked("t", "s", "alice", bears));
        }
        assertEquals(second, store.secondToBear("bob", ticker.instant()));
    }

    @Test
    void a_subject_s_moment_never_goes_back() {
        RevocationStore store = store(10);
        Instant late = in(100);
        store.revokeSubject("alice", late, in(3600));
        store.revokeSubject("alice", in(-100), in(10));
        assertTrue(store.isRevoked(null, null, "alice", late));
        ticker.advance(Duration.ofSeconds(20));
        assertTrue(store.isRevoked(null, null, "alice", late), "nor does its end");
        store.revokeSubject("alice", late.plusSeconds(5), in(3600));
        assertTrue(store.isRevoked(null, null, "alice", late.plusSeconds(5)));
    }

    @Test
    void keeps_an_entry_until_its_end_and_a_later_end_wins() {
        RevocationStore store = store(10);
        store.revokeToken("token", in(60));
        store.revokeSession("session", in(60));
        store.revokeSession("session", in(120));
        store.revokeSession("session", in(5));
        ticker.advance(Duration.ofSeconds(60));
        assertTrue(store.isRevoked("token", null, "alice", in(-90)));
        ticker.advance(Duration.ofMillis(1));
        assertFalse(store.isRevoked("token", null, "alice", in(-90)));
        for (int i = 0; i < 20; i++) {
            store.revokeToken("other", in(600));
        }
        assertTrue(store.isRevoked("token", "session", "alice", in(-90)), "the clean-up takes the longer life as well");
        ticker.advance(Duration.ofSeconds(60));
        assertFalse(store.isRevoked("token", "session", "alice", in(-90)));
    }

    @Test
    void answers_as_a_plain_list_of_all_that_was_revoked_would() {
        long seed = 20260702L;
        Random random = new Random(seed);
        RevocationStore store = store(100_000);
        Map<String, Instant> model = new HashMap<>();
        for (int step = 0; step < (isRemote() ? 5_000 : 50_000); step++) {
            ticker.advance(Duration.ofMillis(random.nextInt(200)));
            String id = "id-" + random.nextInt(300);
            boolean token = random.nextBoolean();
            String key = (token ? "t" : "s") + id;
            if (random.nextInt(3) == 0) {
                Instant until = ticker.instant().plusMillis(random.nextInt(20_000));
                if (token) {
                    store.revokeToken(id, until);
                } else {
                    store.revokeSession(id, until);
                }
                model.merge(key, until, (old, now) -> old.isAfter(now) ? old : now);
            } else {
                Instant end = model.get(key);
                boolean expected = end != null && !ticker.instant().isAfter(end);
                boolean found = store.isRevoked(token ? id : null, token ? null : id, "alice", ticker.instant());
                assertEquals(expected, found, "seed " + seed + ", step " + step + ", " + key);
            }
        }
    }

    @Test
    void a_full_store_refuses_more_and_forgets_nobody() {
        if (!isBounded()) {
            return;
        }
        RevocationStore store = store(100);
        for (int i = 0; i < 100; i++) {
            store.revokeToken("kept-" + i, in(60 + i));
        }
        for (int i = 0; i < 1000; i++) {
            String id = "late-" + i;
            assertThrows(StoreUnavailableException.class, () -> store.revokeToken(id, in(60)));
        }
        assertThrows(StoreUnavailableException.class, () -> store.revokeSession("late", in(60)));
        assertThrows(StoreUnavailableException.class, () -> store.revokeSubject("late", in(0), in(60)));
        store.revokeToken("kept-0", in(61));
        for (int i = 0; i < 100; i++) {
            assertTrue(store.isRevoked("kept-" + i, null, "alice", in(0)), "entry " + i);
        }
        ticker.advance(Duration.ofSeconds(62));
        store.revokeToken("new", in(60));
        assertTrue(store.isRevoked("new", null, "alice", in(0)));
    }

    @Test
    void many_threads_lose_nothing() throws Exception {
        RevocationStore store = store(100_000);
        int threads = 16;
        int perThread = isRemote() ? 50 : 500;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<Boolean>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                done.add(pool.submit(() -> {
                    start.await();
                    boolean all = true;
                    for (int i = 0; i < perThread; i++) {
                        String own = thread + "-" + i;
                        store.revokeToken(own, in(60));
                        store.revokeSession("shared-" + i, in(60));
                        all &= store.isRevoked(own, null, "alice", in(0));
                        all &= store.isRevoked(null, "shared-" + i, "alice", in(0));
                    }
                    return all;
                }));
            }
            for (Future<Boolean> one : done) {
                assertTrue(one.get());
            }
        } finally {
            pool.shutdownNow();
        }
        for (int t = 0; t < threads; t++) {
            assertTrue(store.isRevoked(t + "-" + (perThread - 1), null, "alice", in(0)));
        }
    }
}
