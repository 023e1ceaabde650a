package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.token.RefreshFamily;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.core.token.Rotation.Outcome;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What families and revocations do while their server is away, and when it is back, empty. */
class SharedSessionsAwayTest {

    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration LIFE = Duration.ofDays(30);
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final RedisServer server = RedisServer.start();
    private final List<RedisStores> opened = new ArrayList<>();
    private Instant now;

    @BeforeEach
    void look() {
        now = CLOCK.instant();
    }

    @AfterEach
    void close() {
        opened.forEach(RedisStores::close);
        server.close();
    }

    private RedisStores stores(FailurePolicy policy) {
        return stores(policy, Duration.ofSeconds(1));
    }

    private RedisStores stores(FailurePolicy policy, Duration timeout) {
        DistributedSettings.Builder settings =
                DistributedSettings.builder().url(server.url()).timeout(timeout);
        settings.onFailure(SharedRoom.REVOCATION, policy);
        if (policy != FailurePolicy.OPEN) {
            settings.onFailure(SharedRoom.REFRESH, policy);
        }
        RedisStores stores =
                RedisStores.builder(settings.build()).events(event -> {}).build();
        opened.add(stores);
        return stores;
    }

    private static RefreshFamilyStore families(RedisStores stores) {
        return stores.families(RefreshFamilyStore.inMemory(100));
    }

    private static RevocationStore revocations(RedisStores stores) {
        return stores.revocations(RevocationStore.inMemory(CLOCK, 100_000));
    }

    private RefreshFamily family(String id) {
        return new RefreshFamily(id, "alice", null, 0, now, now.plus(LIFE), now.plus(LIFE), false);
    }

    private Outcome use(RefreshFamilyStore store, String family, int generation) {
        return store.rotate(family, generation, now, GRACE, now.plus(LIFE)).outcome();
    }

    private static void assertUndecided(Executable decision) {
        assertThrows(StoreUnavailableException.class, decision);
    }

    private static boolean answers(RedisStores stores) {
        try {
            return !stores.check().isEmpty();
        } catch (StoreUnavailableException away) {
            return false;
        }
    }

    /** After the first failure every other one is certain: nothing is sent on a connection that is known to be lost. */
    private void kill(RedisStores stores) {
        server.kill();
        Eventually.until(() -> !answers(stores));
    }

    private void restart(RedisStores stores) {
        server.restart();
        Eventually.until(() -> answers(stores));
    }

    private static double decisions(RedisStores stores, String room, String by) {
        return stores.readings().stream()
                .filter(reading -> reading.labels().equals(Map.of("room", room, "by", by)))
                .mapToDouble(Reading::value)
                .sum();
    }

    @Test
    void closed_decides_nothing_without_the_server_and_goes_on_with_it() {
        RedisStores stores = stores(FailurePolicy.CLOSED);
        RefreshFamilyStore families = families(stores);
        RevocationStore revocations = revocations(stores);
        families.begin(family("before"), 8);
        kill(stores);
        assertUndecided(() -> families.begin(family("fam"), 8));
        assertUndecided(() -> families.create(family("fam")));
        assertUndecided(() -> use(families, "before", 0));
        assertUndecided(() -> families.revoke("before"));
        assertUndecided(() -> families.revokeAll("alice"));
        assertUndecided(() -> revocations.revokeToken("token", now.plusSeconds(60)));
        assertUndecided(() -> revocations.revokeSession("session", now.plusSeconds(60)));
        assertUndecided(() -> revocations.revokeSubject("alice", now, now.plusSeconds(60)));
        assertUndecided(() -> revocations.isRevoked(null, null, "alice", now));
        assertUndecided(() -> revocations.secondToBear("alice", now));
        assertEquals(5, decisions(stores, "refresh", "closed"));
        assertEquals(5, decisions(stores, "revocation", "closed"));
        restart(stores);
        assertEquals(Outcome.UNKNOWN, use(families, "before", 0), "the server has lost it");
        families.begin(family("after"), 8);
        assertEquals(Outcome.ROTATED, use(families, "after", 0));
        revocations.revokeToken("token", now.plusSeconds(60));
        assertTrue(revocations.isRevoked("token", null, "alice", now));
    }

    @Test
    void local_begins_families_here_and_leaves_those_of_the_server_for_another_try() {
        RedisStores stores = stores(FailurePolicy.LOCAL);
        RefreshFamilyStore families = families(stores);
        families.begin(family("server's"), 8);
        kill(stores);
        assertEquals(List.of(), families.begin(family("local"), 8));
        assertEquals(Outcome.ROTATED, use(families, "local", 0));
        assertEquals(Outcome.REPLAYED, use(families, "local", 0));
        assertUndecided(() -> use(families, "server's", 0));
        assertUndecided(() -> use(families, "never", 0));
        assertUndecided(() -> families.create(family("foreign")));
        assertUndecided(() -> families.revoke("server's"));
        families.begin(family("ended"), 8);
        assertTrue(families.revoke("ended"));
        assertFalse(families.revoke("ended"), "known to be over");
        assertEquals(Outcome.REVOKED, use(families, "ended", 0));
        restart(stores);
        RefreshFamilyStore elsewhere = families(stores(FailurePolicy.LOCAL));
        assertEquals(Outcome.UNKNOWN, use(elsewhere, "local", 1));
        assertEquals(Outcome.ROTATED, use(families, "local", 1), "it lives here, and goes on");
        families.begin(family("new"), 8);
        assertEquals(Outcome.ROTATED, use(elsewhere, "new", 0), "new ones are the server's again");
        assertEquals(2, families.revokeAll("alice"), "here and there");
        assertEquals(Outcome.REVOKED, use(families, "local", 2));
        assertEquals(Outcome.REVOKED, use(elsewhere, "new", 1));
        assertFalse(families.revoke("local"));
    }

    @Test
    void local_ends_what_is_here_and_says_that_it_may_not_be_all() {
        server.kill();
        RefreshFamilyStore families = families(stores(FailurePolicy.LOCAL));
        families.begin(family("local"), 8);
        assertUndecided(() -> families.revokeAll("alice"));
        assertEquals(Outcome.REVOKED, use(families, "local", 0));
        assertThrows(IllegalArgumentException.class, () -> families.begin(family("other"), 0));
        assertThrows(IllegalArgumentException.class, () -> families.begin(family("local"), 8));
    }

    @Test
    void a_log_in_that_the_server_gets_after_all_is_the_server_s_alone() {
        RedisStores stores = stores(FailurePolicy.LOCAL, Duration.ofMillis(500));
        RefreshFamilyStore families = families(stores);
        RefreshFamilyStore elsewhere = families(stores(FailurePolicy.LOCAL));
        families.begin(family("before"), 8); // the server knows the script from now on
        server.pause();
        assertEquals(List.of(), families.begin(family("asked"), 8));
        assertEquals(List.of(), families.begin(family("unasked"), 8));
        server.resume();
        try (RedisPeek peek = server.peek()) {
            Eventually.until(() -> peek.keys("").size() == 4);
        }
        Eventually.until(() -> answers(stores));
        assertEquals(Outcome.ROTATED, use(elsewhere, "unasked", 0));
        assertEquals(Outcome.ROTATED, use(families, "asked", 0));
        kill(stores);
        assertEquals(Outcome.REVOKED, use(families, "asked", 0), "there is no second one");
        assertUndecided(() -> use(families, "unasked", 0));
        assertUndecided(() -> families.revoke("unasked"));
    }

    @Test
    void a_log_in_that_the_server_never_got_waits_for_it_to_say_so() {
        RedisStores stores = stores(FailurePolicy.LOCAL, Duration.ofMillis(500));
        RefreshFamilyStore families = families(stores);
        server.pause();
        assertEquals(List.of(), families.begin(family("fam"), 8));
        kill(stores);
        assertUndecided(() -> use(families, "fam", 0));
        restart(stores);
        assertEquals(Outcome.ROTATED, use(families, "fam", 0));
        kill(stores);
        assertEquals(Outcome.ROTATED, use(families, "fam", 1));
    }

    @Test
    void open_lets_everything_pass_but_what_was_ended_here() {
        RedisStores stores = stores(FailurePolicy.OPEN);
        RevocationStore revocations = revocations(stores);
        revocations(stores(FailurePolicy.CLOSED)).revokeToken("elsewhere", now.plusSeconds(600));
        revocations.revokeToken("before", now.plusSeconds(600));
        kill(stores);
        revocations.revokeToken("after", now.plusSeconds(600));
        assertTrue(revocations.isRevoked("before", null, "alice", now));
        assertTrue(revocations.isRevoked("after", null, "alice", now));
        assertFalse(revocations.isRevoked("elsewhere", null, "alice", now));
        assertEquals(2, decisions(stores, "revocation", "open"), "an end and a question");
    }

    @Test
    void local_knows_what_was_ended_here_and_tells_the_server_when_it_is_back() {
        RedisStores stores = stores(FailurePolicy.LOCAL);
        RevocationStore revocations = revocations(stores);
        revocations(stores(FailurePolicy.CLOSED)).revokeToken("elsewhere", now.plusSeconds(600));
        revocations.revokeToken("before", now.plusSeconds(600));
        assertTrue(revocations.isRevoked("elsewhere", null, "alice", now));
        kill(stores);
        for (int i = 0; i < 7; i++) {
            revocations.revokeToken("t" + i, now.plusSeconds(600));
        }
        revocations.revokeSession("s", now.plusSeconds(600));
        revocations.revokeSubject("bob", now, now.plusSeconds(600));
        assertTrue(revocations.isRevoked("before", null, "alice", now));
        assertTrue(revocations.isRevoked("t5", null, "alice", now));
        assertTrue(revocations.isRevoked(null, "s", "alice", now));
        assertTrue(revocations.isRevoked(null, null, "bob", now));
        assertTrue(revocations.secondToBear("bob", now).isAfter(now));
        assertFalse(revocations.isRevoked("elsewhere", null, "alice", now), "who knows is away");
        assertEquals(Instant.ofEpochSecond(now.getEpochSecond()), revocations.secondToBear("alice", now));
        restart(stores);
        RevocationStore other = revocations(stores(FailurePolicy.CLOSED));
        assertFalse(other.isRevoked("t0", null, "alice", now), "nobody has told yet");
        assertFalse(revocations.isRevoked("none", null, "alice", now));
        assertTrue(other.isRevoked("t3", null, "alice", now), "the first answer was followed by four ends");
        assertFalse(other.isRevoked("t4", null, "alice", now));
        Instant unused = revocations.secondToBear("alice", now);
        assertTrue(other.isRevoked("t6", null, "alice", now));
        assertTrue(other.isRevoked(null, "s", "alice", now));
        assertFalse(other.isRevoked(null, null, "bob", now));
        revocations.revokeToken("later", now.plusSeconds(600));
        assertTrue(other.isRevoked(null, null, "bob", now));
    }

    @Test
    void what_waits_for_the_server_is_sent_at_the_end_at_the_latest() {
        RedisStores stores = stores(FailurePolicy.LOCAL);
        RevocationStore revocations = revocations(stores);
        kill(stores);
        for (int i = 0; i < 50; i++) {
            revocations.revokeSession("session-" + i, CLOCK.instant().plus(LIFE));
        }
        restart(stores);
        stores.close();
        RevocationStore others = revocations(stores(FailurePolicy.CLOSED));
        for (int i = 0; i < 50; i++) {
            assertTrue(others.isRevoked(null, "session-" + i, "alice", now), "session " + i);
        }
    }

    @Test
    void local_asks_nobody_about_what_it_has_ended_itself() {
        RedisStores stores = stores(FailurePolicy.LOCAL);
        RevocationStore revocations = revocations(stores);
        revocations.revokeSession("s", now.plusSeconds(60));
        revocations.revokeSubject("bob", now, now.plusSeconds(60));
        try (RedisPeek peek = server.peek()) {
            peek.commands().configResetstat();
            assertTrue(revocations.isRevoked("t", "s", "alice", now));
            assertEquals(0, peek.calls("mget"));
            peek.commands().flushall();
            assertTrue(revocations.isRevoked("t", "s", "alice", now), "nor forgets it with the server");
            assertTrue(revocations.secondToBear("bob", now).isAfter(now));
        }
        assertEquals(2, decisions(stores, "revocation", "known"));
    }

    @Test
    void a_full_store_of_this_process_is_an_error_only_while_the_server_is_away() {
        RedisStores stores = stores(FailurePolicy.LOCAL);
        RevocationStore revocations = stores.revocations(RevocationStore.inMemory(CLOCK, 1));
        revocations.revokeToken("one", now.plusSeconds(600));
        revocations.revokeToken("two", now.plusSeconds(600));
        assertTrue(revocations.isRevoked("two", null, "alice", now));
        kill(stores);
        assertUndecided(() -> revocations.revokeToken("three", now.plusSeconds(600)));
    }

    @Test
    void more_ends_than_may_wait_for_the_server_are_refused() {
        server.kill();
        RevocationStore revocations = revocations(stores(FailurePolicy.LOCAL));
        for (int i = 0; i < UnsentRevocations.MOST; i++) {
            revocations.revokeToken("t" + i, now.plusSeconds(600));
        }
        assertUndecided(() -> revocations.revokeToken("last", now.plusSeconds(600)));
        assertTrue(revocations.isRevoked("last", null, "alice", now), "though it is over here");
    }
}
