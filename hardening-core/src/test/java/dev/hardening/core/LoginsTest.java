package dev.hardening.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Accounts;
import dev.hardening.core.identity.LoginAttempt;
import dev.hardening.core.identity.LoginResult;
import dev.hardening.core.lockout.Lockout;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.password.PasswordSettings;
import dev.hardening.core.password.Passwords;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.FakeTicker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginsTest {

    private static final IpAddress HERE = IpAddress.parse("192.0.2.1");
    /** {@code a}, by bcrypt of cost 4. */
    private static final String A = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu";

    /** Users in a map, with a compare-and-set as a database has it. */
    private static final class Users implements Accounts {
        private final Map<String, String> hashes = new ConcurrentHashMap<>();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger replaced = new AtomicInteger();
        private volatile @Nullable RuntimeException broken;

        @Override
        public @Nullable Account find(String name) {
            asked.incrementAndGet();
            fail();
            String hash = hashes.get(name);
            Account.Builder account = Account.named(name).tenant("demo").role("user");
            return hash == null ? null : (hash.isEmpty() ? account : account.passwordHash(hash)).build();
        }

        @Override
        public void rehashed(String name, String oldHash, String newHash) {
            if (newHash.startsWith("{bcrypt}$2b$06$")) {
                throw new StoreUnavailableException("read-only");
            }
            if (newHash.startsWith("{bcrypt}$2b$07$")) {
                throw new IllegalStateException("a bug of the application");
            }
            replaced.addAndGet(hashes.replace(name, oldHash, newHash) ? 1 : 0);
        }

        private void fail() {
            RuntimeException thrown = broken;
            if (thrown != null) {
                throw thrown;
            }
        }
    }

    private final FakeTicker clock = new FakeTicker();
    private final List<SecurityEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final Users users = new Users();
    private final Passwords passwords =
            new Passwords(PasswordSettings.builder().bcryptCost(4).waiting(1000).build());
    private final Logins logins = logins(passwords);

    LoginsTest() {
        users.hashes.put("alice", A);
        users.hashes.put("nopass", "");
    }

    private Logins logins(Passwords by) {
        return new Logins(users, by, new Lockout(LockoutSettings.builder().build(), clock, clock, events::add));
    }

    private static LoginResult attempt(Logins logins, String name, String password) {
        return logins.attempt(new LoginAttempt(name, password.toCharArray(), HERE, null));
    }

    private static @Nullable Refusal refusal(LoginResult result) {
        return result instanceof LoginResult.Refused refused ? refused.refusal() : null;
    }

    private static @Nullable RefusalCode code(LoginResult result) {
        Refusal refusal = refusal(result);
        return refusal == null ? null : refusal.code();
    }

    @Test
    void lets_the_right_password_in_with_the_account_that_it_opens() {
        LoginResult.Accepted accepted = assertInstanceOf(LoginResult.Accepted.class, attempt(logins, "alice", "a"));
        assertEquals("alice", accepted.account().name());
        assertNull(accepted.device());
        assertEquals(List.of(SecurityEventType.AUTHENTICATION_SUCCEEDED), types());
        assertEquals("alice", events.get(0).subject());
    }

    @Test
    void hands_on_the_device_cookie() {
        Secret secret = Secret.ofUtf8("LOGIN_BRUTE_SECRET", "0123456789abcdef0123456789abcdef");
        LockoutSettings settings = LockoutSettings.builder().secret(secret).build();
        Logins known = new Logins(users, passwords, new Lockout(settings, clock, clock, events::add));
        LoginResult.Accepted first = assertInstanceOf(LoginResult.Accepted.class, attempt(known, "alice", "a"));
        assertNotNull(first.device());
        for (int i = 0; i < 5; i++) {
            assertEquals(RefusalCode.LOGIN_FAILED, code(attempt(known, "alice", "b")));
        }
        assertEquals(RefusalCode.LOGIN_LOCKED, code(attempt(known, "alice", "a")));
        LoginResult again = known.attempt(new LoginAttempt("alice", new char[] {'a'}, HERE, first.device()));
        assertNull(assertInstanceOf(LoginResult.Accepted.class, again).device());
    }

    @Test
    void B2_during_a_lock_no_password_is_looked_at() {
        for (int i = 0; i < 5; i++) {
            assertEquals(RefusalCode.LOGIN_FAILED, code(attempt(logins, "alice", "b")));
        }
        long hashes = passwords.hashes();
        int asked = users.asked.get();
        assertEquals(RefusalCode.LOGIN_LOCKED, code(attempt(logins, "alice", "a")));
        assertEquals(hashes, passwords.hashes());
        assertEquals(asked, users.asked.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "nobody"})
    void B3_of_200_wrong_passwords_at_the_same_time_five_are_checked(String name) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(200);
        try {
            CyclicBarrier start = new CyclicBarrier(200);
            List<Future<@Nullable RefusalCode>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String guess = "guess" + i;
                answers.add(pool.submit(() -> {
                    start.await();
                    return code(attempt(logins, name, guess));
                }));
            }
            Map<@Nullable RefusalCode, Integer> counts = new HashMap<>();
            for (Future<@Nullable RefusalCode> answer : answers) {
                counts.merge(answer.get(), 1, Integer::sum);
            }
            assertEquals(5, counts.remove(RefusalCode.LOGIN_FAILED));
            // Before the five have ended nobody is locked out yet.
            counts.keySet().removeAll(Set.of(RefusalCode.LOGIN_LOCKED, RefusalCode.OVERLOADED));
            assertEquals(Map.of(), counts);
            assertEquals(RefusalCode.LOGIN_LOCKED, code(attempt(logins, name, "guess")));
            assertEquals(5, passwords.hashes());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void B8_S10_accounts_that_exist_that_do_not_and_that_have_no_password_are_answered_alike() {
        List<List<String>> all = new ArrayList<>();
        String strange = "x".repeat(1_000_000);
        for (String name : List.of("alice", "nobody", "nopass", "a\0b", strange)) {
            Passwords counted =
                    new Passwords(PasswordSettings.builder().bcryptCost(4).build());
            Logins one = logins(counted);
            List<String> answers = new ArrayList<>();
            for (String password : List.of("b", "x".repeat(73), "", "a\0a", "x".repeat(5000), "c", "d")) {
                Refusal refusal = refusal(attempt(one, name, password));
                assertNotNull(refusal);
                answers.add(refusal + " " + refusal.detail() + refusal.fields() + refusal.violations() + " "
                        + counted.hashes());
            }
            all.add(answers);
        }
        assertEquals(Collections.nCopies(5, all.get(0)), all);
        assertTrue(all.get(0).get(4).contains("LOGIN_FAILED, 401"), all.get(0).get(4));
        assertTrue(
                all.get(0).get(5).contains("LOGIN_LOCKED, 429, retry after PT15M"),
                all.get(0).get(5));
    }

    @Test
    void a_name_that_no_account_can_have_is_never_looked_up() {
        for (String name : List.of("", " ", "a\0b", "a\r\nb", "\ud800", "x".repeat(257))) {
            assertEquals(RefusalCode.LOGIN_FAILED, code(attempt(logins(passwords), name, "a")));
        }
        assertEquals(0, users.asked.get());
    }

    @Test
    void P4_a_weak_hash_is_replaced_once_by_two_log_ins_at_the_same_time() throws Exception {
        Logins stronger = logins(new Passwords(
                PasswordSettings.builder().bcryptCost(5).waiting(100).build()));
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<LoginResult>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(pool.submit(() -> {
                    start.await();
                    return attempt(stronger, "alice", "a");
                }));
            }
            for (Future<LoginResult> each : both) {
                assertInstanceOf(LoginResult.Accepted.class, each.get());
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(1, users.replaced.get());
        String hash = users.hashes.get("alice");
        assertTrue(hash != null && hash.startsWith("{bcrypt}$2b$05$"), hash);
        assertInstanceOf(LoginResult.Accepted.class, attempt(stronger, "alice", "a"));
        assertEquals(RefusalCode.LOGIN_FAILED, code(attempt(stronger, "alice", "b")));
        assertEquals(1, users.replaced.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7})
    void who_is_right_gets_in_although_the_stronger_hash_cannot_be_stored(int cost) {
        Logins stronger =
                logins(new Passwords(PasswordSettings.builder().bcryptCost(cost).build()));
        assertInstanceOf(LoginResult.Accepted.class, attempt(stronger, "alice", "a"));
        assertEquals(A, users.hashes.get("alice"));
        assertEquals(List.of(SecurityEventType.AUTHENTICATION_SUCCEEDED, SecurityEventType.STORE_FAILED), types());
    }

    @Test
    void a_busy_machine_answers_503_and_counts_no_failure() throws Exception {
        Passwords busy = new Passwords(PasswordSettings.builder()
                .bcryptCost(13)
                .concurrency(1)
                .waiting(0)
                .build());
        Logins one = logins(busy);
        Thread hashing = new Thread(() -> busy.rehash(new char[] {'a'}));
        hashing.start();
        Eventually.until(() -> busy.hashes() > 0);
        for (int i = 0; i < 20; i++) {
            Refusal refusal = refusal(attempt(one, "alice", "a"));
            assertNotNull(refusal);
            assertEquals(RefusalCode.OVERLOADED, refusal.code());
            assertNotNull(refusal.retryAfter());
        }
        hashing.join();
        assertEquals(RefusalCode.LOGIN_FAILED, code(attempt(one, "nobody", "b")));
        assertFalse(types().contains(SecurityEventType.LOGIN_LOCKED));
        assertEquals(
                20,
                types().stream().filter(SecurityEventType.OVERLOADED::equals).count(),
                "told as what it is");
        assertEquals(
                1,
                types().stream()
                        .filter(SecurityEventType.AUTHENTICATION_FAILED::equals)
                        .count());
    }

    @Test
    void every_attempt_is_told_once_and_with_what_is_known_of_its_request() {
        List<List<SecurityEventType>> told = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            events.clear();
            LoginResult result = logins.attempt(new LoginAttempt(
                    "alice",
                    "b".toCharArray(),
                    HERE,
                    null,
                    type -> SecurityEvent.of(type).path("/login").requestId("r1")));
            assertInstanceOf(LoginResult.Refused.class, result);
            told.add(types());
            assertTrue(events.stream()
                    .allMatch(event -> "/login".equals(event.path())
                            && "r1".equals(event.requestId())
                            && HERE.equals(event.client())));
        }
        List<SecurityEventType> failed = List.of(SecurityEventType.AUTHENTICATION_FAILED);
        assertEquals(List.of(failed, failed, failed, failed), told.subList(0, 4));
        assertEquals(List.of(SecurityEventType.AUTHENTICATION_FAILED, SecurityEventType.LOGIN_LOCKED), told.get(4));
        assertEquals(List.of(SecurityEventType.LOGIN_LOCKED), told.get(5));
    }

    @Test
    void accounts_that_cannot_be_asked_are_503_and_count_no_failure() {
        users.broken = new StoreUnavailableException("down");
        for (int i = 0; i < 20; i++) {
            assertEquals(RefusalCode.STORE_UNAVAILABLE, code(attempt(logins, "alice", "a")));
        }
        users.broken = null;
        assertInstanceOf(LoginResult.Accepted.class, attempt(logins, "alice", "a"));
    }

    @Test
    void what_the_application_throws_is_thrown_and_counts_no_failure() {
        users.broken = new IllegalStateException("a bug of the application");
        for (int i = 0; i < 20; i++) {
            assertThrows(IllegalStateException.class, () -> attempt(logins, "alice", "a"));
        }
        users.broken = null;
        assertInstanceOf(LoginResult.Accepted.class, attempt(logins, "alice", "a"));
    }

    @Test
    void a_long_password_is_not_taken_for_its_first_72_bytes() {
        String longest = "x".repeat(72);
        users.hashes.put("xavier", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.ug0A3dTXhy5U.dFjx/qguZ8I4CB77BC");
        assertInstanceOf(LoginResult.Accepted.class, attempt(logins, "xavier", longest));
        assertEquals(RefusalCode.LOGIN_FAILED, code(attempt(logins, "xavier", longest + "x")));
    }

    @Test
    void P7_leaves_the_password_to_the_caller_and_out_of_events() {
        char[] password = "hunter2".toCharArray();
        LoginAttempt attempt = new LoginAttempt("hunter2", password, HERE, null);
        assertEquals(RefusalCode.LOGIN_FAILED, code(logins.attempt(attempt)));
        assertEquals("hunter2", String.valueOf(password));
        assertFalse((attempt + " " + events + events.get(0).subject()
                        + events.get(0).detail())
                .contains("hunter2"));
    }

    private List<SecurityEventType> types() {
        return events.stream().map(SecurityEvent::type).toList();
    }
}
