package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.token.RefreshFamily;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.core.token.Rotation;
import dev.hardening.core.token.Rotation.Outcome;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances, the second with a clock five minutes ahead, on one server that nobody else uses. */
class SharedSessionsTest {

    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final Duration LIFE = Duration.ofDays(30);
    private static final InstantSource CLOCK = InstantSource.system();
    private static final InstantSource FAST = () -> CLOCK.instant().plus(AHEAD);

    private static RedisServer server;
    private static RedisPeek peek;

    private final List<RedisStores> opened = new ArrayList<>();
    private RefreshFamilyStore one;
    private RefreshFamilyStore other;
    private RevocationStore revocations;
    private RevocationStore otherRevocations;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
        peek = server.peek();
    }

    @AfterAll
    static void stop() {
        peek.close();
        server.close();
    }

    @BeforeEach
    void open() {
        peek.commands().flushall();
        RedisStores first = stores(CLOCK);
        RedisStores second = stores(FAST);
        one = first.families(RefreshFamilyStore.inMemory(10));
        other = second.families(RefreshFamilyStore.inMemory(10));
        revocations = first.revocations(RevocationStore.inMemory(CLOCK, 10));
        otherRevocations = second.revocations(RevocationStore.inMemory(FAST, 10));
    }

    @AfterEach
    void close() {
        opened.forEach(RedisStores::close);
    }

    private RedisStores stores(InstantSource clock) {
        DistributedSettings settings = DistributedSettings.builder()
                .url(server.url())
                .timeout(Duration.ofSeconds(10))
                .build();
        RedisStores stores =
                RedisStores.builder(settings).time(Ticker.system(), clock).build();
        opened.add(stores);
        return stores;
    }

    private static RefreshFamily family(String id, String subject, Instant now, Duration idle) {
        return new RefreshFamily(id, subject, "demo", 0, now, now.plus(idle), now.plus(LIFE), false);
    }

    private static Rotation use(RefreshFamilyStore store, InstantSource clock, String family, int generation) {
        Instant now = clock.instant();
        return store.rotate(family, generation, now, GRACE, now.plus(Duration.ofDays(7)));
    }

    private static RefreshFamily existing(@Nullable RefreshFamily value) {
        assertNotNull(value);
        return value;
    }

    @Test
    void of_sixteen_threads_on_two_instances_exactly_one_rotates_each_of_two_hundred_families() throws Exception {
        int threads = 16;
        int families = 200;
        Instant now = CLOCK.instant();
        for (int i = 0; i < families; i++) {
            one.begin(family("family-" + i, "user-" + i % 50, now, LIFE), 8);
        }
        CyclicBarrier start = new CyclicBarrier(threads);
        List<List<Outcome>> answers = inParallel(threads, thread -> () -> {
            List<Outcome> own = new ArrayList<>();
            for (int i = 0; i < families; i++) {
                start.await();
                own.add((thread % 2 == 0 ? one : other)
                        .rotate("family-" + i, 0, now, Duration.ZERO, now.plus(LIFE))
                        .outcome());
            }
            return own;
        });
        for (int i = 0; i < families; i++) {
            Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
            for (List<Outcome> own : answers) {
                counts.merge(own.get(i), 1, Integer::sum);
            }
            assertEquals(
                    Map.of(Outcome.ROTATED, 1, Outcome.REUSE, 1, Outcome.REVOKED, threads - 2), counts, "family " + i);
        }
    }

    @Test
    void log_ins_at_the_same_time_leave_no_more_families_than_may_be() throws Exception {
        int threads = 16;
        List<Integer> ended = inParallel(threads, thread -> () -> {
            int gone = 0;
            for (int i = 0; i < 20; i++) {
                RefreshFamily family = family(thread + "-" + i, "alice", CLOCK.instant(), LIFE);
                gone += (thread % 2 == 0 ? one : other).begin(family, 4).size();
            }
            return gone;
        });
        assertEquals(
                threads * 20 - 4, ended.stream().mapToInt(Integer::intValue).sum());
        assertEquals(4, one.revokeAll("alice"));
        assertEquals(5, peek.keys("").size(), "four families and their index");
    }

    private static <T> List<T> inParallel(int threads, Function<Integer, Callable<T>> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> started = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                started.add(pool.submit(work.apply(i)));
            }
            List<T> done = new ArrayList<>();
            for (Future<T> one : started) {
                done.add(one.get());
            }
            return done;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void instances_whose_clocks_differ_agree_about_grace_and_ends() {
        one.begin(family("fam", "alice", CLOCK.instant(), Duration.ofMinutes(2)), 8);
        assertEquals(Outcome.ROTATED, use(other, FAST, "fam", 0).outcome(), "not idle by the server's clock");
        assertEquals(Outcome.REPLAYED, use(one, CLOCK, "fam", 0).outcome());
        Rotation rotation = use(one, CLOCK, "fam", 1);
        assertEquals(Outcome.ROTATED, rotation.outcome());
        Rotation replayed = use(other, FAST, "fam", 1);
        assertEquals(Outcome.REPLAYED, replayed.outcome(), "a moment ago by the server's clock");
        assertEquals(rotation.family(), replayed.family(), "with the very instants of the first answer");
        Instant now = FAST.instant();
        other.begin(new RefreshFamily("his", "bob", null, 0, now, now, now.plus(LIFE), false), 8);
        assertEquals(Outcome.EXPIRED, use(one, CLOCK, "his", 0).outcome(), "though five minutes are left here");
    }

    @Test
    void instances_whose_clocks_differ_agree_about_what_is_revoked() {
        Instant issued = CLOCK.instant().minusSeconds(100);
        revocations.revokeToken("token", CLOCK.instant().plusSeconds(30));
        otherRevocations.revokeSession("session", FAST.instant().plusSeconds(30));
        for (RevocationStore store : List.of(revocations, otherRevocations)) {
            assertTrue(store.isRevoked("token", null, "alice", issued));
            assertTrue(store.isRevoked("other", "session", "alice", issued));
            assertFalse(store.isRevoked("other", "other", "alice", issued));
        }
    }

    @Test
    void a_fail_over_that_loses_a_rotation_ends_the_family_and_does_not_rotate_twice() {
        one.begin(family("fam", "alice", CLOCK.instant(), LIFE), 8);
        String key = key("family");
        Map<String, String> before = peek.commands().hgetall(key);
        assertEquals(Outcome.ROTATED, use(one, CLOCK, "fam", 0).outcome());
        peek.commands().hset(key, before);
        assertEquals(Outcome.REUSE, use(other, FAST, "fam", 1).outcome());
        assertEquals(Outcome.REVOKED, use(one, CLOCK, "fam", 0).outcome());
    }

    @Test
    void without_grace_the_second_use_ends_the_family_although_the_server_s_clock_was_set_back() {
        Instant now = CLOCK.instant();
        one.begin(family("fam", "alice", now, LIFE), 8);
        assertEquals(Outcome.ROTATED, use(one, CLOCK, "fam", 0).outcome());
        long later = now.plusSeconds(3600).toEpochMilli() * 1000;
        peek.commands().hset(key("family"), "rotated", Long.toString(later));
        assertEquals(
                Outcome.REUSE,
                one.rotate("fam", 0, now, Duration.ZERO, now.plus(LIFE)).outcome());
    }

    @Test
    void every_key_ends_by_itself_and_tells_nobody_s_name() {
        Instant now = CLOCK.instant();
        fillBoth(now);
        List<String> keys = peek.keys("");
        assertEquals(8, keys.size(), keys.toString());
        for (String key : keys) {
            assertTrue(
                    key.matches("hardening:(\\{families}:(family|subject)|ended-(token|session|subject)):[\\w-]{22}"),
                    key);
            long left = peek.commands().pttl(key);
            assertTrue(left > 0, key + " has " + left);
            if (key.contains("families")) {
                assertBetween(LIFE.minusMinutes(5), LIFE, left, key);
            } else {
                assertBetween(Duration.ofSeconds(100), Duration.ofSeconds(160), left, key);
            }
        }
    }

    private static void assertBetween(Duration least, Duration most, long millis, String key) {
        assertTrue(millis >= least.toMillis() && millis <= most.toMillis(), key + " has " + millis);
    }

    /** Makes three families, two indexes, and three ends. */
    private void fillBoth(Instant now) {
        one.begin(family("SeCrEt-1", "SeCrEt-alice", now, Duration.ofDays(7)), 8);
        one.begin(family("SeCrEt-2", "SeCrEt-alice", now, Duration.ofDays(7)), 8);
        one.create(family("SeCrEt-3", "SeCrEt-bob", now, Duration.ofDays(7)));
        use(one, CLOCK, "SeCrEt-1", 0);
        one.revoke("SeCrEt-2");
        use(one, CLOCK, "SeCrEt-3", 5);
        one.revokeAll("SeCrEt-alice");
        revocations.revokeToken("SeCrEt-t", now.plusSeconds(100));
        revocations.revokeSession("SeCrEt-s", now.plusSeconds(100));
        revocations.revokeSubject("SeCrEt-alice", now, now.plusSeconds(100));
        revocations.revokeSubject("SeCrEt-alice", now.minusSeconds(9), now.plusSeconds(10));
    }

    @Test
    void nothing_is_left_of_a_family_that_gave_its_place_away_and_of_one_that_is_over() {
        Instant now = CLOCK.instant();
        one.begin(family("first", "alice", now, LIFE), 1);
        assertEquals(1, one.begin(family("second", "alice", now, LIFE), 1).size());
        assertEquals(2, peek.keys("").size(), "one family and the index");
        String index = key("subject");
        assertEquals(1, peek.commands().zcard(index));
        peek.commands().zadd(index, 1, "over");
        one.begin(family("third", "alice", now, LIFE), 8);
        assertEquals(2, peek.commands().zcard(index), "the one that is over is gone");
        peek.commands().del(key("family"));
        assertEquals(1, one.revokeAll("alice"), "one that the server has lost counts for nothing");
        assertTrue(peek.keys("").stream().allMatch(name -> peek.commands().pttl(name) > 0));
    }

    @Test
    void an_index_lives_as_long_as_its_longest_member() {
        Instant now = CLOCK.instant();
        Instant hour = now.plusSeconds(3600);
        one.begin(family("long", "alice", now, LIFE), 8);
        one.begin(new RefreshFamily("short", "alice", null, 0, now, hour, hour, false), 8);
        assertBetween(LIFE.minusMinutes(5), LIFE, peek.commands().pttl(key("subject")), "the index");
    }

    @Test
    void every_decision_is_one_round_trip() {
        fillBoth(CLOCK.instant()); // from now on the server knows the scripts
        Instant now = CLOCK.instant();
        assertRoundTrips(1, 0, () -> one.begin(family("a", "alice", now, LIFE), 1));
        assertRoundTrips(1, 0, () -> one.begin(family("b", "alice", now, LIFE), 1));
        assertRoundTrips(1, 0, () -> one.create(family("c", "alice", now, LIFE)));
        assertRoundTrips(1, 0, () -> use(one, CLOCK, "b", 0));
        assertRoundTrips(1, 0, () -> use(one, CLOCK, "b", 7));
        assertRoundTrips(1, 0, () -> one.revoke("b"));
        assertRoundTrips(1, 0, () -> one.revokeAll("alice"));
        assertRoundTrips(1, 0, () -> revocations.revokeToken("t", now.plusSeconds(9)));
        assertRoundTrips(1, 0, () -> revocations.revokeSession("s", now.plusSeconds(9)));
        assertRoundTrips(1, 0, () -> revocations.revokeSubject("alice", now, now.plusSeconds(9)));
        assertRoundTrips(0, 1, () -> revocations.isRevoked("t", "s", "alice", now));
        assertRoundTrips(0, 1, () -> revocations.isRevoked(null, null, "alice", now));
        assertRoundTrips(0, 1, () -> revocations.secondToBear("alice", now));
    }

    private static void assertRoundTrips(int scripts, int questions, Runnable decision) {
        peek.commands().configResetstat();
        decision.run();
        assertEquals(scripts, peek.calls("evalsha"));
        assertEquals(questions, peek.calls("mget"));
        assertEquals(0, peek.calls("eval") + peek.calls("script|load"));
    }

    private static String key(String kind) {
        return peek.keys("").stream()
                .filter(key -> key.contains(":" + kind + ":"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void something_else_under_a_family_s_key_is_no_answer_and_stays_as_it_is() {
        one.begin(family("fam", "alice", CLOCK.instant(), LIFE), 8);
        String key = key("family");
        peek.commands().del(key);
        peek.commands().lpush(key, "something else");
        assertThrows(StoreUnavailableException.class, () -> use(one, CLOCK, "fam", 0));
        assertThrows(StoreUnavailableException.class, () -> one.revoke("fam"));
        assertThrows(
                StoreUnavailableException.class, () -> other.begin(family("fam", "alice", CLOCK.instant(), LIFE), 8));
        assertThrows(StoreUnavailableException.class, () -> other.revokeAll("alice"));
        assertEquals("list", peek.commands().type(key));
    }

    @ParameterizedTest
    @CsvSource({"generation, x", "over, x", "absoluteExpiry, tomorrow", "id, ''", "generation, -1", "tenant, ''"})
    void a_family_that_was_written_by_somebody_else_is_no_answer(String field, String value) {
        one.begin(family("fam", "alice", CLOCK.instant(), LIFE), 8);
        if (value.isEmpty()) {
            peek.commands().hdel(key("family"), field);
        } else {
            peek.commands().hset(key("family"), field, value);
        }
        assertThrows(StoreUnavailableException.class, () -> use(one, CLOCK, "fam", 0));
    }

    @Test
    void something_else_under_an_index_begins_nothing() {
        one.begin(family("fam", "alice", CLOCK.instant(), LIFE), 8);
        String index = key("subject");
        peek.commands().set(index, "something else");
        assertThrows(
                StoreUnavailableException.class, () -> one.begin(family("new", "alice", CLOCK.instant(), LIFE), 8));
        assertThrows(StoreUnavailableException.class, () -> one.create(family("new", "alice", CLOCK.instant(), LIFE)));
        assertThrows(StoreUnavailableException.class, () -> one.revokeAll("alice"));
        assertEquals(2, peek.keys("").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "something else", "1", "1 ", " 1", "1 2 3", "-", "1 99999999999999999999"})
    void an_end_that_was_written_by_somebody_else_is_no_answer(String value) {
        revocations.revokeToken("token", CLOCK.instant().plusSeconds(60));
        String key = key("ended-token");
        peek.commands().set(key, value);
        assertThrows(
                StoreUnavailableException.class, () -> revocations.isRevoked("token", null, "alice", CLOCK.instant()));
    }

    @Test
    void nothing_is_ended_under_a_key_of_another_kind_and_whoever_ends_it_hears_that() {
        revocations.revokeToken("token", CLOCK.instant().plusSeconds(60));
        String key = key("ended-token");
        peek.commands().del(key);
        peek.commands().lpush(key, "something else");
        assertThrows(
                StoreUnavailableException.class,
                () -> revocations.revokeToken("token", CLOCK.instant().plusSeconds(60)));
        assertFalse(revocations.isRevoked("token", null, "alice", CLOCK.instant()));
    }

    @Test
    void what_is_over_long_ago_is_not_stored_and_what_never_ends_is_kept_for_a_hundred_years() {
        revocations.revokeToken("old", CLOCK.instant().minusSeconds(3600));
        assertEquals(List.of(), peek.keys(""));
        revocations.revokeToken("new", Instant.MAX);
        assertBetween(
                Duration.ofDays(36_499),
                Duration.ofDays(36_501),
                peek.commands().pttl(key("ended-token")),
                "it");
        Instant now = CLOCK.instant();
        assertTrue(one.create(new RefreshFamily("f", "alice", null, 0, now, Instant.MAX, Instant.MAX, false)));
        assertEquals(Outcome.ROTATED, use(one, CLOCK, "f", 0).outcome());
        assertEquals(Instant.MAX, existing(use(one, CLOCK, "f", 1).family()).absoluteExpiry());
        assertTrue(one.create(new RefreshFamily("over", "alice", null, 0, now, now, now, false)));
        Outcome outcome = use(one, CLOCK, "over", 0).outcome();
        assertTrue(outcome == Outcome.EXPIRED || outcome == Outcome.UNKNOWN, outcome.toString());
    }

    @Test
    void instants_come_back_as_they_were_given_to_the_nanosecond() {
        Instant now = Instant.ofEpochSecond(1_800_000_000L, 123_456_789);
        one.begin(
                new RefreshFamily("f", "a", null, 0, now, now.plusNanos(1_000_000_000_001L), now.plus(LIFE), false), 2);
        Instant later = now.plusNanos(987_654_321);
        RefreshFamily family = existing(one.rotate("f", 0, later, GRACE, later.plusNanos(60_000_000_007L))
                .family());
        assertEquals(later, family.rotatedAt());
        assertEquals(later.plusNanos(60_000_000_007L), family.idleExpiry());
        assertEquals(now.plus(LIFE), family.absoluteExpiry());
        assertNull(family.tenant());
    }
}
