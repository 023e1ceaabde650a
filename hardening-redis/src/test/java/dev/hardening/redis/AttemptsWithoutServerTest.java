package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptDimension;
import dev.hardening.core.lockout.AttemptKey;
import dev.hardening.core.lockout.AttemptLimit;
import dev.hardening.core.lockout.AttemptReservation;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.lockout.AttemptStore.Outcome;
import dev.hardening.core.lockout.Lockout;
import dev.hardening.core.lockout.LockoutAttempt;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.reading.Reading;
import dev.hardening.testing.AttemptStoreContract;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of log-ins when the server goes away, in which moment ever. */
class AttemptsWithoutServerTest {

    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final AttemptKey ACCOUNT = AttemptStoreContract.key(AttemptDimension.ACCOUNT, 1, 0);
    private static final List<AttemptCount> COUNTS =
            List.of(new AttemptCount(ACCOUNT, new AttemptLimit(5, QUARTER, QUARTER, false)));

    private final FakeTicker ticker = new FakeTicker();
    private final OwnServer server = new OwnServer();
    private final Recorder local = new Recorder(AttemptStore.inMemory(ticker, SecurityEventListener.none(), 100));
    private final Map<FailurePolicy, RedisRoom> rooms = new EnumMap<>(FailurePolicy.class);

    @AfterEach
    void end() {
        server.close();
    }

    /** The local store, and what was asked of it. */
    private record Recorder(AttemptStore store, List<AttemptReservation> made, List<AttemptReservation> settled)
            implements AttemptStore {

        Recorder(AttemptStore store) {
            this(store, new ArrayList<>(), new ArrayList<>());
        }

        @Override
        public AttemptReservation reserve(List<AttemptCount> counts) {
            made.add(store.reserve(counts));
            return made.get(made.size() - 1);
        }

        @Override
        public void settle(AttemptReservation reservation, Outcome outcome) {
            settled.add(reservation);
            store.settle(reservation, outcome);
        }

        @Override
        public void unlock(AttemptKey key) {
            store.unlock(key);
        }
    }

    private SharedAttemptStore store(FailurePolicy policy) {
        RedisRoom room = server.room(SharedRoom.LOCKOUT, policy, new FakeScriptClock(ticker));
        rooms.put(policy, room);
        return new SharedAttemptStore(room, ticker, local);
    }

    private static int granted(AttemptStore store, int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += store.reserve(COUNTS).isGranted() ? 1 : 0;
        }
        return granted;
    }

    private Map<String, Double> decisions(FailurePolicy policy) {
        Map<String, Double> all = new TreeMap<>();
        for (Reading reading :
                Objects.requireNonNull(rooms.get(policy)).counts().readings()) {
            all.put(reading.labels().get("by"), reading.value());
        }
        return all;
    }

    @Test
    void LOCAL_counts_alone_and_knows_nothing_of_what_the_server_has_counted() {
        SharedAttemptStore store = store(FailurePolicy.LOCAL);
        assertEquals(4, granted(store, 4));
        server.kill();
        assertEquals(5, granted(store, 9));
        assertEquals(QUARTER, store.reserve(COUNTS).remaining());
        assertEquals(Map.of("shared", 4.0, "known", 0.0, "local", 10.0), decisions(FailurePolicy.LOCAL));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSED", "OPEN"})
    void without_LOCAL_there_is_no_try(FailurePolicy policy) {
        SharedAttemptStore store = store(policy);
        assertTrue(store.reserve(COUNTS).isGranted());
        server.kill();
        assertThrows(StoreUnavailableException.class, () -> store.reserve(COUNTS));
        String word = policy.name().toLowerCase(Locale.ROOT);
        assertEquals(Map.of("shared", 1.0, "known", 0.0, word, 1.0), decisions(policy));
        assertEquals(List.of(), local.made());
        assertEquals(List.of(), local.settled());
    }

    @Test
    void right_passwords_lock_nobody_while_the_server_is_slow() {
        AttemptStore patient = store(FailurePolicy.CLOSED);
        AttemptStore hurried = new SharedAttemptStore(
                server.hurried(SharedRoom.LOCKOUT, FailurePolicy.LOCAL, new FakeScriptClock(ticker)), ticker, local);
        AttemptReservation first = hurried.reserve(COUNTS);
        server.pause();
        hurried.settle(first, Outcome.SUCCEEDED);
        for (int i = 0; i < 6; i++) {
            AttemptReservation made = hurried.reserve(COUNTS);
            assertTrue(made.isGranted());
            hurried.settle(made, Outcome.SUCCEEDED);
        }
        server.resume();
        // What came too late is taken back as soon as it has come.
        Eventually.until(() -> server.peek().keys(OwnServer.PREFIX).isEmpty());
        assertEquals(5, granted(patient, 9));
    }

    private void underEveryPolicy(Consumer<SharedAttemptStore> before, Consumer<SharedAttemptStore> after) {
        List<SharedAttemptStore> stores =
                Stream.of(FailurePolicy.values()).map(this::store).toList();
        stores.forEach(before);
        server.kill();
        stores.forEach(after);
    }

    @Test
    void the_end_of_a_try_that_the_server_does_not_hear_of_is_lost_without_a_word() {
        List<AttemptReservation> made = new ArrayList<>();
        underEveryPolicy(store -> made.add(store.reserve(COUNTS)), store -> {
            for (Outcome outcome : Outcome.values()) {
                made.forEach(one -> store.settle(one, outcome));
            }
        });
        assertEquals(3, made.stream().filter(AttemptReservation::isGranted).count());
        assertEquals(List.of(), local.settled(), "it has not made them");
    }

    @Test
    void an_unlock_that_the_server_does_not_hear_of_is_told_and_made_here() {
        underEveryPolicy(store -> store.unlock(ACCOUNT), store -> {
            assertEquals(5, granted(local, 6));
            assertThrows(StoreUnavailableException.class, () -> store.unlock(ACCOUNT));
        });
        assertEquals(1, granted(local, 1));
    }

    @Test
    void a_lock_that_is_known_needs_no_server_for_a_second() {
        underEveryPolicy(
                store -> assertEquals(0, granted(store, 5) % 5),
                store -> assertFalse(store.reserve(COUNTS).isGranted(), "and not what its policy says"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "NOT_MADE"})
    void each_try_ends_at_the_store_that_has_made_it(Outcome outcome) {
        SharedAttemptStore store = store(FailurePolicy.LOCAL);
        AttemptReservation first = store.reserve(COUNTS);
        String key = server.key("ACCOUNT");
        assertEquals(3, granted(store, 3));
        server.peek().commands().rename(key, "aside");
        server.poison(key);
        AttemptReservation second = store.reserve(COUNTS);
        assertEquals(4, granted(local.store(), 5));

        store.settle(second, outcome);
        assertEquals(List.of(local.made().get(0)), local.settled(), "as it was made, without the mark of its origin");
        assertEquals(outcome == Outcome.SUCCEEDED ? 5 : 1, granted(local.store(), 6));

        server.peek().commands().rename("aside", key);
        store.settle(first, outcome);
        assertEquals(1, local.settled().size());
        assertEquals(outcome == Outcome.SUCCEEDED ? 5 : 2, granted(store, 6));
    }

    @Test
    void who_was_let_in_stays_in_when_the_server_goes_away_in_between() {
        List<SecurityEvent> events = new ArrayList<>();
        Lockout lockout =
                new Lockout(LockoutSettings.builder().build(), store(FailurePolicy.CLOSED), ticker, events::add);
        LockoutAttempt attempt = lockout.begin(IpAddress.parse("192.0.2.1"), "alice", null);
        assertNull(attempt.refusal());
        server.kill();
        attempt.succeeded("alice");
        assertEquals(
                List.of(SecurityEventType.AUTHENTICATION_SUCCEEDED),
                events.stream().map(SecurityEvent::type).toList());
    }
}
