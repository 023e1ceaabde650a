package dev.hardening.core;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.Account;
import dev.hardening.core.identity.Accounts;
import dev.hardening.core.identity.LoginAttempt;
import dev.hardening.core.identity.LoginResult;
import dev.hardening.core.identity.LoginService;
import dev.hardening.core.lockout.Lockout;
import dev.hardening.core.lockout.LockoutAttempt;
import dev.hardening.core.password.PasswordMatch;
import dev.hardening.core.password.Passwords;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in by name and password: counts the try, looks the account up, checks the password, and settles. Accounts that do not
 * exist, accounts without a password and names that no account can have are counted, hashed and answered like all others.
 * Safe for use by many threads. The password stays the caller's, who wipes it after the answer.
 */
public final class Logins implements LoginService {

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Accounts accounts;
    private final Passwords passwords;
    private final Lockout lockout;

    /** Joins the two rooms with the application's accounts. */
    public Logins(Accounts accounts, Passwords passwords, Lockout lockout) {
        this.accounts = Objects.requireNonNull(accounts, "accounts");
        this.passwords = Objects.requireNonNull(passwords, "passwords");
        this.lockout = Objects.requireNonNull(lockout, "lockout");
    }

    /**
     * Decides one attempt. Refuses with {@code LOGIN_FAILED}, {@code LOGIN_LOCKED}, {@code OVERLOADED} when too many
     * passwords are being checked, or {@code STORE_UNAVAILABLE}; the last two are not counted as failures. What the
     * application's accounts throw otherwise is thrown, and is not counted either; but for what they throw when they are to
     * store a stronger hash, which is logged and published as {@code STORE_FAILED}: who was right gets in.
     */
    @Override
    public LoginResult attempt(LoginAttempt attempt) {
        try (LockoutAttempt counted =
                lockout.begin(attempt.client(), attempt.name(), attempt.device(), attempt.about())) {
            Refusal locked = counted.refusal();
            if (locked != null) {
                return new LoginResult.Refused(locked);
            }
            try {
                return decide(attempt, counted);
            } catch (StoreUnavailableException e) {
                return new LoginResult.Refused(counted.storeFailed());
            }
        }
    }

    private LoginResult decide(LoginAttempt attempt, LockoutAttempt counted) {
        Account account = counted.hasUsableName() ? accounts.find(attempt.name()) : null;
        String stored = account == null ? null : account.passwordHash();
        PasswordMatch match = passwords.verify(attempt.password(), stored);
        if (match == PasswordMatch.BUSY) {
            return new LoginResult.Refused(counted.overloaded());
        }
        if (!match.isMatch() || account == null || stored == null) {
            return new LoginResult.Refused(counted.failed());
        }
        String device = counted.succeeded(account.name());
        if (match == PasswordMatch.NEEDS_REHASH) {
            rehash(account, stored, attempt.password(), counted);
        }
        return new LoginResult.Accepted(account, device);
    }

    /** Does what can be done now; the next log-in tries again. */
    private void rehash(Account account, String stored, char[] password, LockoutAttempt counted) {
        @Nullable String stronger = passwords.rehash(password);
        if (stronger == null) {
            return;
        }
        try {
            accounts.rehashed(account.name(), stored, stronger);
        } catch (RuntimeException e) {
            // The password was right, whatever the application's store makes of it.
            Refusal unused = counted.storeFailed();
            // Its message may hold what could not be stored.
            LOG.warn("A stronger hash was not stored: {}", e.getClass().getName());
        }
    }
}
