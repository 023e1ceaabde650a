package dev.hardening.core;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Accounts;
import dev.hardening.core.identity.LoginAttempt;
import dev.hardening.core.identity.LoginResult;
import dev.hardening.core.identity.LoginService;
import dev.hardening.core.lockout.Lockout;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.password.PasswordSettings;
import dev.hardening.core.password.Passwords;
import dev.hardening.testing.FakeTicker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether the time of an answer tells if an account exists. Attempts of all kinds take turns, in a new order each time, and
 * the medians of the time that the processor works on them are compared, which does not grow when the machine is busy: one
 * that computes no hash is far faster than one that does, and all that may not be told apart are within a factor of two.
 */
@Tag("alone")
class LoginTimingTest {

    private static final IpAddress HERE = IpAddress.parse("192.0.2.1");
    /** {@code a}, by bcrypt of cost 4. */
    private static final String A = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.f/Fm9DOYGp2ai9rjxvG4QHlhtDCuDuu";

    private static final int COST = 5;
    private static final int TURNS = 31;
    private static final int WARM_UP = 10;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final String hash = Objects.requireNonNull(
            new Passwords(PasswordSettings.builder().bcryptCost(COST).build()).rehash("a".toCharArray()));

    private final Accounts accounts = name -> switch (name) {
        case "alice" -> Account.named(name).passwordHash(hash).build();
        case "weak" -> Account.named(name).passwordHash(A).build();
        case "nopass" -> Account.named(name).build();
        case "garbage" -> Account.named(name).passwordHash("{bcrypt}$2b$31$x").build();
        default -> null;
    };

    private LoginService logins(Enforcement lockout) {
        FakeTicker clock = new FakeTicker();
        LockoutSettings settings =
                LockoutSettings.builder().enforcement(lockout).build();
        return new Logins(
                accounts,
                new Passwords(PasswordSettings.builder().bcryptCost(COST).build()),
                new Lockout(settings, clock, clock, SecurityEventListener.none()));
    }

    private static long nanos(LoginService logins, String name, String password) {
        LoginAttempt attempt = new LoginAttempt(name, password.toCharArray(), HERE, null);
        long before = THREADS.getCurrentThreadCpuTime();
        LoginResult result = logins.attempt(attempt);
        long taken = THREADS.getCurrentThreadCpuTime() - before;
        assertInstanceOf(LoginResult.Refused.class, result);
        return taken;
    }

    /** Returns the median of each kind, whose names and passwords are given. */
    private static Map<String, Long> medians(LoginService logins, String[][] kinds) {
        long[][] all = new long[kinds.length][TURNS];
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, kinds.length).boxed().toList());
        Random random = new Random(20_261_127);
        for (int turn = -WARM_UP; turn < TURNS; turn++) {
            Collections.shuffle(order, random);
            for (int kind : order) {
                long taken = nanos(logins, kinds[kind][1], kinds[kind][2]);
                all[kind][Math.max(turn, 0)] = taken;
            }
        }
        Map<String, Long> medians = new LinkedHashMap<>();
        for (int kind = 0; kind < kinds.length; kind++) {
            Arrays.sort(all[kind]);
            medians.put(kinds[kind][0], all[kind][TURNS / 2]);
        }
        return medians;
    }

    @Test
    void S10_an_account_that_exists_takes_as_long_as_one_that_does_not_and_a_skipped_hash_would_be_seen() {
        String long73 = "x".repeat(73);
        Map<String, Long> medians = medians(logins(Enforcement.OFF), new String[][] {
            {"known", "alice", "b"},
            {"unknown", "nobody", "b"},
            {"with a weaker hash", "weak", "b"},
            {"without a password", "nopass", "b"},
            {"with a hash that is none", "garbage", "b"},
            {"a name that nobody has", "a\0b", "b"},
            {"known, 73 bytes", "alice", long73},
            {"unknown, 73 bytes", "nobody", long73},
            // No text, so nothing is hashed, whoever it is: what a skipped hash looks like.
            {"no hash", "alice", "\ud800"},
        });
        long known = Objects.requireNonNull(medians.get("known"));
        long hasty = Objects.requireNonNull(medians.remove("no hash"));
        assertTrue(known > 10 * hasty, "a skipped hash would not be seen here: " + medians + ", without " + hasty);
        medians.forEach(
                (kind, median) -> assertTrue(median > known / 2 && median < known * 2, kind + " differs: " + medians));
    }

    @Test
    void S10_during_a_lock_nothing_is_hashed_for_anybody() {
        LoginService logins = logins(Enforcement.ENFORCE);
        long hashed = Long.MAX_VALUE;
        for (String name : new String[] {"alice", "nobody"}) {
            for (int i = 0; i < 5; i++) {
                hashed = Math.min(hashed, nanos(logins, name, "b"));
            }
        }
        Map<String, Long> medians = medians(logins, new String[][] {
            {"known", "alice", "a"}, {"unknown", "nobody", "a"}, {"known, 73 bytes", "alice", "x".repeat(73)},
        });
        long quickest = hashed;
        medians.forEach(
                (kind, median) -> assertTrue(median < quickest / 10, kind + ": " + medians + " of " + quickest));
    }
}
