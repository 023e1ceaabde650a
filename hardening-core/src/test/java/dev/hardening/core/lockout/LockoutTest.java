package dev.hardening.core.lockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LockoutTest {

    private static final IpAddress HERE = IpAddress.parse("192.0.2.1");
    private static final Secret SECRET = Secret.ofUtf8("LOGIN_BRUTE_SECRET", "0123456789abcdef0123456789abcdef");

    private final FakeTicker clock = new FakeTicker();
    private final List<SecurityEvent> events = new ArrayList<>();

    private Lockout lockout(LockoutSettings.Builder settings) {
        return new Lockout(settings.build(), clock, clock, events::add);
    }

    private final Lockout lockout = lockout(LockoutSettings.builder());

    private static IpAddress address(int n) {
        return IpAddress.ofBytes(new byte[] {10, (byte) (n >> 16), (byte) (n >> 8), (byte) n});
    }

    private static RefusalCode fail(Lockout lockout, IpAddress client, String name) {
        return fail(lockout, client, name, null);
    }

    /** Tries with a wrong password, and returns the code of the answer. */
    private static RefusalCode fail(Lockout lockout, IpAddress client, String name, @Nullable String device) {
        LockoutAttempt attempt = lockout.begin(client, name, device);
        Refusal locked = attempt.refusal();
        return (locked != null ? locked : attempt.failed()).code();
    }

    private static void fail(Lockout lockout, IpAddress client, String name, int times) {
        for (int i = 0; i < times; i++) {
            assertEquals(RefusalCode.LOGIN_FAILED, fail(lockout, client, name), name + " " + i);
        }
    }

    private static boolean isLocked(Lockout lockout, IpAddress client, String name) {
        try (LockoutAttempt attempt = lockout.begin(client, name, null)) {
            return attempt.refusal() != null;
        }
    }

    @Test
    void E_08_five_failures_are_401_and_the_sixth_try_is_429_with_the_time_to_wait() {
        fail(lockout, HERE, "alice", 5);
        LockoutAttempt sixth = lockout.begin(HERE, "alice", null);
        Refusal refusal = sixth.refusal();
        assertNotNull(refusal);
        assertEquals(RefusalCode.LOGIN_LOCKED, refusal.code());
        assertEquals(429, refusal.status());
        assertEquals(Duration.ofMinutes(15), refusal.retryAfter());
        assertThrows(IllegalStateException.class, sixth::failed);
        assertThrows(IllegalStateException.class, () -> sixth.succeeded("alice"));
        assertFalse(isLocked(lockout, HERE, "bob"));
        assertFalse(isLocked(lockout, address(1), "alice"));
    }

    @Test
    void E_09_a_window_that_is_over_and_a_success_begin_anew() {
        Lockout quick = lockout(LockoutSettings.builder().window(Duration.ofMillis(1500)));
        fail(quick, HERE, "alice", 4);
        clock.advance(Duration.ofMillis(1600));
        fail(quick, HERE, "alice", 4);
        quick.begin(HERE, "alice", null).succeeded("alice");
        fail(quick, HERE, "alice", 4);
        assertFalse(isLocked(quick, HERE, "alice"));
    }

    @Test
    void E_10_a_lock_lifts_by_itself() {
        Lockout quick = lockout(LockoutSettings.builder().lock(Duration.ofMillis(1500)));
        fail(quick, HERE, "alice", 5);
        Refusal refusal = quick.begin(HERE, "alice", null).refusal();
        assertNotNull(refusal);
        assertEquals(Duration.ofMillis(1500), refusal.retryAfter());
        clock.advance(Duration.ofMillis(1500));
        assertNull(quick.begin(HERE, "alice", null).refusal());
    }

    @Test
    void the_status_during_a_lock_can_be_423() {
        Lockout other = lockout(LockoutSettings.builder().status(423).maxAttempts(1));
        fail(other, HERE, "alice", 1);
        Refusal refusal = other.begin(HERE, "alice", null).refusal();
        assertNotNull(refusal);
        assertEquals(423, refusal.status());
    }

    @Test
    void B6_one_address_that_tries_many_names_is_locked_at_the_fiftieth_failure() {
        for (int i = 0; i < 50; i++) {
            fail(lockout, HERE, "user" + i, 1);
        }
        assertTrue(isLocked(lockout, HERE, "user50"));
        assertFalse(isLocked(lockout, address(1), "user50"));
    }

    @Test
    void B5_logging_in_to_an_own_account_does_not_reset_the_address() {
        for (int i = 0; i < 50; i++) {
            fail(lockout, HERE, "user" + i, 1);
            if (i % 4 == 0 && i < 48) {
                lockout.begin(HERE, "mallory", null).succeeded("mallory");
            }
        }
        assertTrue(isLocked(lockout, HERE, "mallory"));
    }

    @Test
    void a_thousand_right_passwords_from_one_address_lock_nothing() {
        for (int i = 0; i < 1000; i++) {
            lockout.begin(HERE, "user" + i, null).succeeded("user" + i);
        }
        assertFalse(isLocked(lockout, HERE, "user"));
    }

    @Test
    void B6_many_addresses_that_try_one_account_lock_it_at_the_hundredth_failure() {
        for (int i = 0; i < 100; i++) {
            fail(lockout, address(i), "alice", 1);
        }
        assertTrue(isLocked(lockout, HERE, "alice"));
        assertFalse(isLocked(lockout, HERE, "bob"));
    }

    @Test
    void B6_addresses_of_one_64_are_one_client() {
        for (int i = 0; i < 5; i++) {
            fail(lockout, IpAddress.parse("2001:db8:1:2::" + i), "alice", 1);
        }
        assertTrue(isLocked(lockout, IpAddress.parse("2001:db8:1:2:ffff::1"), "alice"));
        assertFalse(isLocked(lockout, IpAddress.parse("2001:db8:1:3::1"), "alice"));
        fail(lockout, IpAddress.parse("::ffff:192.0.2.9"), "alice", 5);
        assertTrue(isLocked(lockout, IpAddress.parse("192.0.2.9"), "alice"));
    }

    @ParameterizedTest
    @CsvSource({"ACCOUNT, true, false", "ADDRESS, false, true", "ACCOUNT_AND_ADDRESS, false, false"})
    void counts_the_few_failures_by_what_the_setting_says(LockoutKey key, boolean elsewhere, boolean others) {
        Lockout by = lockout(LockoutSettings.builder().key(key));
        fail(by, HERE, "alice", 5);
        assertTrue(isLocked(by, HERE, "alice"));
        assertEquals(elsewhere, isLocked(by, address(1), "alice"));
        assertEquals(others, isLocked(by, HERE, "bob"));
    }

    @Test
    void B10_two_nodes_on_one_store_share_counts_and_need_the_same_secret() {
        AttemptStore store = AttemptStore.inMemory(clock, SecurityEventListener.none(), 1000);
        LockoutSettings settings = LockoutSettings.builder().secret(SECRET).build();
        Lockout one = new Lockout(settings, store, clock, events::add);
        Lockout two = new Lockout(settings, store, clock, events::add);
        Lockout stranger = new Lockout(LockoutSettings.builder().build(), store, clock, events::add);
        fail(one, HERE, "alice", 3);
        fail(two, HERE, "alice", 2);
        assertTrue(isLocked(one, HERE, "alice"));
        assertFalse(isLocked(stranger, HERE, "alice"));
        two.unlock("alice");
        assertFalse(isLocked(one, HERE, "alice"));
    }

    /** A store that is down while told to be. */
    private final class Flaky implements AttemptStore {
        private final AttemptStore store = AttemptStore.inMemory(clock, SecurityEventListener.none(), 1000);
        private boolean down;

        private AttemptStore up() {
            if (down) {
                throw new StoreUnavailableException("down");
            }
            return store;
        }

        @Override
        public AttemptReservation reserve(List<AttemptCount> counts) {
            return up().reserve(counts);
        }

        @Override
        public void settle(AttemptReservation reservation, Outcome outcome) {
            up().settle(reservation, outcome);
        }

        @Override
        public void unlock(AttemptKey key) {
            up().unlock(key);
        }
    }

    @Test
    void B10_while_the_store_is_down_nobody_logs_in() {
        Flaky store = new Flaky();
        store.down = true;
        Lockout lockout = new Lockout(LockoutSettings.builder().build(), store, clock, events::add);
        assertEquals(RefusalCode.STORE_UNAVAILABLE, fail(lockout, HERE, "alice"));
        assertEquals(RefusalCode.STORE_UNAVAILABLE, code(lockout.guard(HERE, "alice", () -> true)));
        Lockout shadow = new Lockout(
                LockoutSettings.builder().enforcement(Enforcement.SHADOW).build(), store, clock, events::add);
        assertTrue(shadow.guard(HERE, "alice", () -> true).isAllowed());
        assertThrows(StoreUnavailableException.class, () -> lockout.unlock("alice"));
    }

    @Test
    void a_store_that_goes_down_in_between_lets_a_right_password_in() {
        Flaky store = new Flaky();
        Lockout lockout = new Lockout(LockoutSettings.builder().build(), store, clock, events::add);
        LockoutAttempt attempt = lockout.begin(HERE, "alice", null);
        store.down = true;
        assertNull(attempt.succeeded("alice"));
        assertEquals(List.of(SecurityEventType.STORE_FAILED, SecurityEventType.AUTHENTICATION_SUCCEEDED), types());
    }

    @ParameterizedTest
    @CsvSource({
        "alice, ALICE",
        "alice, ' alice '",
        "alice, \uff41lice",
        "alice, \u24d0lice",
        "alice, ali\u200bce",
        "alice, \u2003Alice\u2003",
        "stra\u00dfe, STRASSE",
        "\u00e9va, e\u0301VA",
        "\u03c3\u03c2, \u03a3\u03a3",
        "\ufb01n, FIN",
        "\ud801\udc28x, \ud801\udc00X"
    })
    void B11_spellings_of_a_name_share_one_count(String name, String spelling) {
        fail(lockout, HERE, name, 3);
        fail(lockout, HERE, spelling, 2);
        assertTrue(isLocked(lockout, HERE, name));
        assertTrue(isLocked(lockout, HERE, spelling));
        assertFalse(isLocked(lockout, HERE, name + "x"));
    }

    @Test
    void B11_names_that_no_account_can_have_are_counted_as_one_and_answered_like_others() {
        List<String> names =
                List.of("", " ", "a\0b", "a\nb", "\ud800", "x".repeat(257), "x".repeat(1_000_000), "\u0085", "\u200b");
        for (String name : names) {
            LockoutAttempt attempt = lockout.begin(address(names.indexOf(name)), name, null);
            assertFalse(attempt.hasUsableName());
            assertEquals(RefusalCode.LOGIN_FAILED, attempt.failed().code());
        }
        for (int i = 0; i < 5; i++) {
            fail(lockout, HERE, names.get(i), 1);
        }
        assertTrue(isLocked(lockout, HERE, "x".repeat(1_000_000)));
        assertTrue(lockout.begin(HERE, "x".repeat(256), null).hasUsableName());
        assertTrue(lockout.begin(HERE, "\ufdfa".repeat(256), null).hasUsableName());
    }

    private final Lockout devices = lockout(LockoutSettings.builder().secret(SECRET));

    private String device(String name) {
        String value = devices.begin(HERE, name, null).succeeded(name);
        assertNotNull(value);
        return value;
    }

    @Test
    void B12_a_known_device_logs_in_while_others_attack_from_everywhere_and_from_its_own_address() {
        String device = device("alice");
        for (int i = 0; i < 100; i++) {
            fail(devices, address(i), "alice", 1);
        }
        for (int i = 0; i < 50; i++) {
            fail(devices, HERE, "user" + i, 1);
        }
        assertTrue(isLocked(devices, HERE, "alice"));
        LockoutAttempt attempt = devices.begin(HERE, " ALICE", device);
        assertNull(attempt.refusal());
        assertNull(attempt.succeeded("alice"), "the device keeps what it has");
        assertTrue(isLocked(devices, HERE, "alice"));
    }

    @Test
    void B12_a_device_has_five_failures_of_its_own() {
        String device = device("alice");
        String another = device("alice");
        assertNotEquals(device, another);
        for (int i = 0; i < 5; i++) {
            assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, address(i), "alice", device));
        }
        assertEquals(RefusalCode.LOGIN_LOCKED, fail(devices, HERE, "alice", device));
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, HERE, "alice", another));
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, HERE, "alice"));
        devices.unlock("Alice");
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, HERE, "alice", device));
    }

    @Test
    void B12_one_device_gets_five_guesses_in_a_window_however_long_it_goes_on_and_wherever_it_is() {
        String device = device("alice");
        int guesses = 0;
        for (int minute = 0; minute < 24 * 60; minute++) {
            for (int i = 0; i < 10; i++) {
                guesses += fail(devices, address(minute * 10 + i), "alice", device) == RefusalCode.LOGIN_FAILED ? 1 : 0;
            }
            clock.advance(Duration.ofMinutes(1));
        }
        assertEquals(5 * 24 * 4, guesses);
    }

    @Test
    void B12_devices_that_somebody_has_collected_are_fifty_guesses_for_an_address_and_locked_out_of_nothing_else() {
        List<String> collected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            collected.add(device("alice"));
        }
        String own = device("bob");
        int guesses = 0;
        for (String device : collected) {
            guesses += fail(devices, HERE, "alice", device) == RefusalCode.LOGIN_FAILED ? 1 : 0;
            // An own account on an own device does not begin the count anew.
            devices.begin(HERE, "bob", own).close();
            if (guesses == 30) {
                devices.begin(HERE, "bob", own).succeeded("bob");
            }
        }
        assertEquals(50, guesses);
        assertEquals(RefusalCode.LOGIN_LOCKED, fail(devices, HERE, "alice", collected.get(59)));
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, HERE, "alice"), "others at the address are not hit");
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, address(1), "alice", collected.get(59)));
        devices.unlock(HERE);
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, HERE, "alice", collected.get(58)));
    }

    @Test
    void B12_devices_that_somebody_has_collected_are_a_hundred_guesses_at_the_account_from_many_addresses() {
        List<String> collected = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            collected.add(device("alice"));
        }
        int guesses = 0;
        for (int i = 0; i < 120; i++) {
            guesses += fail(devices, address(i), "alice", collected.get(i)) == RefusalCode.LOGIN_FAILED ? 1 : 0;
        }
        assertEquals(100, guesses);
        LockoutAttempt stranger = devices.begin(HERE, "alice", null);
        assertNull(stranger.refusal(), "the owner can still log in without a device");
        stranger.succeeded("alice");
        assertEquals(RefusalCode.LOGIN_LOCKED, fail(devices, HERE, "alice", collected.get(119)));
        clock.advance(Duration.ofMinutes(15));
        LockoutAttempt again = devices.begin(HERE, "alice", collected.get(119));
        assertNull(again.refusal());
        again.succeeded("alice");
    }

    @Test
    void B12_a_value_of_another_account_another_key_or_with_any_character_changed_is_no_device() {
        String device = device("alice");
        fail(devices, HERE, "alice", 5);
        fail(devices, HERE, "bob", 5);
        assertEquals(RefusalCode.LOGIN_LOCKED, fail(devices, HERE, "bob", device));
        for (int i = 0; i < device.length() - 1; i++) {
            String forged = device.substring(0, i) + (device.charAt(i) == 'A' ? 'B' : 'A') + device.substring(i + 1);
            assertEquals(RefusalCode.LOGIN_LOCKED, fail(devices, HERE, "alice", forged), "character " + i);
        }
        for (String forged : List.of(
                "",
                "A",
                device + "A",
                device + "==",
                device.substring(1),
                "\u00e9".repeat(75),
                "A".repeat(75),
                "*".repeat(75),
                "A".repeat(1_000_000))) {
            assertEquals(RefusalCode.LOGIN_LOCKED, fail(devices, HERE, "alice", forged));
        }
        Lockout other = lockout(LockoutSettings.builder()
                .secret(Secret.ofUtf8("LOGIN_BRUTE_SECRET", "another secret of at least 32 bytes")));
        fail(other, HERE, "alice", 5);
        assertEquals(RefusalCode.LOGIN_LOCKED, fail(other, HERE, "alice", device));
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, HERE, "alice", device));
    }

    @Test
    void B12_a_device_is_renewed_in_the_second_half_of_its_life_and_forgotten_at_its_end() {
        String device = device("alice");
        clock.advance(Duration.ofDays(14));
        assertNull(devices.begin(HERE, "alice", device).succeeded("alice"));
        clock.advance(Duration.ofDays(1));
        String renewed = devices.begin(HERE, "alice", device).succeeded("alice");
        assertNotNull(renewed);
        clock.advance(Duration.ofDays(15).minusSeconds(1));
        fail(devices, HERE, "alice", 5);
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, HERE, "alice", device));
        clock.advance(Duration.ofSeconds(1));
        assertEquals(RefusalCode.LOGIN_LOCKED, fail(devices, HERE, "alice", device));
        assertEquals(RefusalCode.LOGIN_FAILED, fail(devices, HERE, "alice", renewed));
    }

    @Test
    void without_a_secret_there_are_no_devices() {
        String value = device("alice");
        assertNull(lockout.begin(HERE, "alice", null).succeeded("alice"));
        fail(lockout, HERE, "alice", 5);
        assertEquals(RefusalCode.LOGIN_LOCKED, fail(lockout, HERE, "alice", value));
    }

    @Test
    void V_54_guesses_at_a_secret_of_no_account_are_bounded_for_each_client() {
        AtomicInteger checks = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            assertEquals(RefusalCode.LOGIN_FAILED, code(lockout.guard(HERE, null, () -> checks.incrementAndGet() < 0)));
        }
        assertEquals(RefusalCode.LOGIN_LOCKED, code(lockout.guard(HERE, null, () -> checks.incrementAndGet() > 0)));
        assertEquals(5, checks.get());
        assertTrue(lockout.guard(address(1), null, () -> true).isAllowed());
        assertTrue(lockout.guard(HERE, "alice", () -> true).isAllowed());
        lockout.unlock(HERE);
        assertTrue(lockout.guard(HERE, null, () -> true).isAllowed());
    }

    @ParameterizedTest
    @EnumSource
    void V_54_whatever_failures_are_counted_by(LockoutKey key) {
        Lockout by = lockout(LockoutSettings.builder().key(key));
        for (int i = 0; i < 5; i++) {
            assertEquals(RefusalCode.LOGIN_FAILED, code(by.guard(HERE, null, () -> false)));
        }
        assertEquals(RefusalCode.LOGIN_LOCKED, code(by.guard(HERE, null, () -> true)));
        assertTrue(by.guard(address(1), null, () -> true).isAllowed());
    }

    @Test
    void a_check_that_breaks_is_not_counted_and_a_store_that_is_down_is_503() {
        for (int i = 0; i < 20; i++) {
            assertThrows(
                    AssertionError.class,
                    () -> lockout.guard(HERE, "alice", () -> {
                        throw new AssertionError("broken");
                    }));
            assertEquals(RefusalCode.STORE_UNAVAILABLE, code(lockout.guard(HERE, "alice", () -> {
                throw new StoreUnavailableException("down");
            })));
        }
        assertTrue(lockout.guard(HERE, "alice", () -> true).isAllowed());
    }

    private static RefusalCode code(Decision decision) {
        return ((Refusal) decision).code();
    }

    @Test
    void publishes_failures_the_lock_and_tries_during_it_without_the_name() {
        fail(lockout, HERE, "hunter2", 5);
        assertTrue(isLocked(lockout, HERE, "hunter2"));
        assertEquals(
                List.of(
                        SecurityEventType.AUTHENTICATION_FAILED,
                        SecurityEventType.AUTHENTICATION_FAILED,
                        SecurityEventType.AUTHENTICATION_FAILED,
                        SecurityEventType.AUTHENTICATION_FAILED,
                        SecurityEventType.AUTHENTICATION_FAILED,
                        SecurityEventType.LOGIN_LOCKED,
                        SecurityEventType.LOGIN_LOCKED),
                types());
        assertEquals("a lock began by ACCOUNT_AND_ADDRESS", events.get(5).detail());
        assertEquals("tried during a lock", events.get(6).detail());
        for (SecurityEvent event : events) {
            String subject = event.subject();
            assertNotNull(subject);
            assertTrue(subject.matches("account-[0-9a-f]{8}"), subject);
            assertEquals(subject, events.get(0).subject());
            assertEquals(HERE, event.client());
            assertFalse(event.isShadow());
        }
        lockout.begin(HERE, "bob", null).succeeded("user 7");
        assertEquals("user 7", events.get(7).subject());
    }

    @Test
    void what_has_ended_stays_ended() {
        LockoutAttempt attempt = lockout.begin(HERE, "alice", null);
        attempt.close();
        assertEquals(RefusalCode.LOGIN_FAILED, attempt.failed().code());
        assertNull(attempt.succeeded("alice"));
        assertEquals(List.of(), events);
        fail(lockout, HERE, "alice", 5);
    }

    @Test
    void in_shadow_mode_it_publishes_what_it_would_refuse_and_lets_it_pass() {
        Lockout shadow = lockout(LockoutSettings.builder().enforcement(Enforcement.SHADOW));
        fail(shadow, HERE, "alice", 20);
        List<SecurityEvent> locked = events.stream()
                .filter(event -> event.type() == SecurityEventType.LOGIN_LOCKED)
                .toList();
        assertEquals(16, locked.size());
        assertTrue(locked.stream().allMatch(SecurityEvent::isShadow));
        assertTrue(shadow.guard(HERE, "alice", () -> true).isAllowed());
    }

    @Test
    void when_off_it_counts_nothing() {
        Lockout off = lockout(LockoutSettings.builder().enforcement(Enforcement.OFF));
        fail(off, HERE, "alice", 200);
        assertFalse(types().contains(SecurityEventType.LOGIN_LOCKED));
        assertTrue(types().contains(SecurityEventType.AUTHENTICATION_FAILED));
    }

    private List<SecurityEventType> types() {
        return events.stream().map(SecurityEvent::type).toList();
    }

    private List<LockoutAttempt> begun(int many) {
        List<LockoutAttempt> attempts = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            LockoutAttempt attempt = lockout.begin(HERE, "alice", null);
            assertNull(attempt.refusal());
            attempts.add(attempt);
        }
        return attempts;
    }

    private Refusal refused(String name) {
        return Objects.requireNonNull(lockout.begin(HERE, name, null).refusal());
    }

    @Test
    void while_the_tries_that_would_lock_are_being_made_nobody_is_told_of_a_lock() {
        List<LockoutAttempt> tries = begun(5);
        Refusal early = refused("alice");
        assertEquals(RefusalCode.OVERLOADED, early.code());
        assertEquals(Duration.ofSeconds(1), early.retryAfter());
        assertFalse(types().contains(SecurityEventType.LOGIN_LOCKED), types()::toString);

        for (int i = 0; i < 4; i++) {
            assertEquals(RefusalCode.LOGIN_FAILED, tries.get(i).failed().code());
            assertEquals(RefusalCode.OVERLOADED, refused("alice").code(), "one is under way yet");
        }
        assertEquals(RefusalCode.LOGIN_FAILED, tries.get(4).failed().code());
        Refusal locked = refused("alice");
        assertEquals(RefusalCode.LOGIN_LOCKED, locked.code());
        assertEquals(Duration.ofMinutes(15), locked.retryAfter());
    }

    @Test
    void a_lock_that_never_began_leaves_no_trace() {
        List<LockoutAttempt> tries = begun(5);
        tries.get(0).close();
        try (LockoutAttempt next = lockout.begin(HERE, "alice", null)) {
            assertNull(next.refusal());
        }
        tries.forEach(LockoutAttempt::close);
        assertFalse(types().contains(SecurityEventType.LOGIN_LOCKED), types()::toString);
        fail(lockout, HERE, "alice", 5);
        assertEquals(RefusalCode.LOGIN_LOCKED, refused("alice").code());
    }

    @Test
    void tries_under_way_at_other_accounts_do_not_hide_a_lock() {
        fail(lockout, HERE, "bob", 5);
        List<LockoutAttempt> tries = begun(5);
        assertEquals(RefusalCode.LOGIN_LOCKED, refused("bob").code());
        assertEquals(RefusalCode.OVERLOADED, refused("alice").code());
        tries.forEach(LockoutAttempt::close);
    }
}
