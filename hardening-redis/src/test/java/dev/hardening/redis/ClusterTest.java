package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.SharedStores;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptDimension;
import dev.hardening.core.lockout.AttemptLimit;
import dev.hardening.core.lockout.AttemptReservation;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.token.RefreshFamily;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.core.token.Rotation.Outcome;
import dev.hardening.testing.AttemptStoreContract;
import dev.hardening.testing.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster takes a command only if all its keys are in one slot, and a client that knows which node that is. */
class ClusterTest {

    @TempDir
    private static Path directory;

    private static RedisServer server;

    private final Instant now = Instant.now();
    private SharedStores stores;

    @BeforeAll
    static void start() {
        server = RedisServer.startCluster(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        DistributedSettings.Builder settings = DistributedSettings.builder()
                .url("redis-cluster://127.0.0.1:" + server.port())
                .timeout(Duration.ofSeconds(10));
        for (SharedRoom room : SharedRoom.values()) {
            settings.onFailure(room, FailurePolicy.CLOSED);
        }
        stores = RedisStores.builder(settings.build()).build();
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void it_answers_from_the_first_question_on() {
        assertEquals("answers", stores.check());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void limits_of_many_clients_are_counted_wherever_their_keys_lie(boolean sliding) {
        RateLimitStore limits = stores.rateLimits(RateLimitStore.inMemory(Ticker.system(), 1000));
        Duration hour = Duration.ofHours(1);
        RateLimitCounter counter = limits.counter(
                sliding ? RateLimit.slidingWindow("window", 3, hour) : RateLimit.tokenBucket("bucket", 3, hour, 3));
        for (int client = 0; client < 100; client++) {
            RateLimitKey key = RateLimitKey.user("client-" + client);
            long first = counter.acquire(key, System.nanoTime());
            counter.refund(key, System.nanoTime(), first);
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        i < 3, RateLimitOutcome.isGranted(counter.acquire(key, System.nanoTime())), "request " + i);
            }
        }
    }

    @Test
    void all_counts_of_a_try_are_in_one_slot() {
        AttemptStore attempts =
                stores.attempts(AttemptStore.inMemory(Ticker.system(), SecurityEventListener.none(), 1000));
        AttemptLimit limit = new AttemptLimit(3, Duration.ofMinutes(1), Duration.ofMinutes(1), false);
        List<AttemptCount> counts = List.of(
                new AttemptCount(AttemptStoreContract.key(AttemptDimension.ACCOUNT_AND_ADDRESS, 1, 2), limit),
                new AttemptCount(AttemptStoreContract.key(AttemptDimension.ADDRESS, 0, 2), limit),
                new AttemptCount(AttemptStoreContract.key(AttemptDimension.ACCOUNT, 1, 0), limit));
        AttemptReservation first = attempts.reserve(counts);
        attempts.settle(first, AttemptStore.Outcome.NOT_MADE);
        for (int i = 0; i < 5; i++) {
            assertEquals(i < 3, attempts.reserve(counts).isGranted());
        }
        attempts.unlock(AttemptStoreContract.key(AttemptDimension.ACCOUNT, 1, 0));
        attempts.unlock(AttemptStoreContract.key(AttemptDimension.ADDRESS, 0, 2));
        assertTrue(attempts.reserve(counts).isGranted());
    }

    @Test
    void families_and_the_index_of_their_subject_are_in_one_slot() {
        RefreshFamilyStore families = stores.families(RefreshFamilyStore.inMemory(100));
        Instant end = now.plusSeconds(600);
        for (int i = 0; i < 5; i++) {
            RefreshFamily family = new RefreshFamily("family-" + i, "alice", null, 0, now, end, end, false);
            assertEquals(i < 3 ? 0 : 1, families.begin(family, 3).size());
        }
        assertEquals(
                Outcome.ROTATED,
                families.rotate("family-4", 0, now, Duration.ZERO, end).outcome());
        assertEquals(
                Outcome.REUSE,
                families.rotate("family-4", 0, now, Duration.ZERO, end).outcome());
        assertTrue(families.revoke("family-3"));
        assertEquals(1, families.revokeAll("alice"));
    }

    @Test
    void a_token_a_session_and_a_subject_may_lie_on_different_nodes() {
        RevocationStore revocations = stores.revocations(RevocationStore.inMemory(InstantSource.system(), 1000));
        Instant until = now.plusSeconds(600);
        for (int i = 0; i < 50; i++) {
            String name = "-" + i;
            assertFalse(revocations.isRevoked("token" + name, "session" + name, "subject" + name, now));
            switch (i % 3) {
                case 0 -> revocations.revokeToken("token" + name, until);
                case 1 -> revocations.revokeSession("session" + name, until);
                default -> revocations.revokeSubject("subject" + name, now, until);
            }
            assertTrue(revocations.isRevoked("token" + name, "session" + name, "subject" + name, now));
        }
    }

    @Test
    void a_signature_is_taken_once() {
        ReplayStore replays = stores.replays(ReplayStore.inMemory(InstantSource.system(), 1000));
        for (int i = 0; i < 50; i++) {
            String key = String.format("%043d", i);
            assertTrue(replays.putIfAbsent(key, now.plusSeconds(600)));
            assertFalse(replays.putIfAbsent(key, now.plusSeconds(600)));
        }
    }
}
