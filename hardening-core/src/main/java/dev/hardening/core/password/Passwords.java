package dev.hardening.core.password;

import dev.hardening.core.decision.Violation;
import dev.hardening.core.settings.InvalidSettingsException;
import java.nio.CharBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords and checks them. Safe for use by many threads. It computes no more hashes at a time than the settings
 * say; who would wait too long is told {@link PasswordMatch#BUSY}. The arrays that are given stay the caller's, who wipes
 * them; every copy that is made here is wiped here.
 */
public final class Passwords {

    private static final String POINTER = "/password";

    private final PasswordSettings settings;
    private final Schemes schemes;
    private final Bulkhead bulkhead;
    private final LongAdder hashes = new LongAdder();

    /**
     * Makes the room.
     *
     * @throws InvalidSettingsException when the library of the chosen hash is not there
     */
    public Passwords(PasswordSettings settings) {
        this.settings = settings;
        this.schemes = new Schemes(settings);
        this.bulkhead = new Bulkhead(settings.concurrency(), settings.waiting(), settings.maxWait());
    }

    /** Returns the settings. */
    public PasswordSettings settings() {
        return settings;
    }

    /** Returns which rule for new passwords this one breaks, or null when it may be chosen. Nothing is hashed. */
    public @Nullable Violation violation(char[] chosen) {
        try (Typed typed = Typed.of(chosen)) {
            return violation(chosen.length, typed);
        }
    }

    /** Hashes a password that somebody has chosen, if it may be chosen. */
    public PasswordEncoding encode(char[] chosen) {
        try (Typed typed = Typed.of(chosen)) {
            Violation violation = violation(chosen.length, typed);
            if (violation != null || typed == null) {
                return new PasswordEncoding.Rejected(violation != null ? violation : malformed());
            }
            String text = encoded(typed);
            return text == null ? new PasswordEncoding.Busy() : new PasswordEncoding.Encoded(text);
        }
    }

    /**
     * Hashes a password that is in use and was found right, to replace a weaker hash of it. The rules for new passwords do
     * not apply: who has an old one must still get in.
     *
     * @return what to store, or null when it cannot be hashed today, or not now; then the old hash stays
     */
    public @Nullable String rehash(char[] known) {
        try (Typed typed = Typed.of(known)) {
            return typed == null || !schemes.target().fits(typed) ? null : encoded(typed);
        }
    }

    /**
     * Checks a password. Without a usable hash, as for a user that does not exist, the work is done all the same, so that
     * the time does not tell. A hash that would cost too much is no usable one, nor is one whose library is not there.
     *
     * @param stored the hash as it was stored, {@code {id}hash} or bcrypt without an id, or null when there is none
     */
    public PasswordMatch verify(char[] given, @Nullable String stored) {
        try (Typed typed = Typed.of(given)) {
            if (typed == null) {
                // The form of a password says nothing about the account, so neither does this haste.
                return PasswordMatch.NOT_MATCHED;
            }
            PasswordMatch match = bulkhead(() -> check(typed, schemes.read(stored)));
            return match == null ? PasswordMatch.BUSY : match;
        }
    }

    /** Returns how many hashes were computed since the start, for users that exist and for others. */
    public long hashes() {
        return hashes.sum();
    }

    private PasswordMatch check(Typed typed, Schemes.@Nullable Found found) {
        Scheme target = schemes.target();
        if (found == null || !found.scheme().fits(typed)) {
            target.pretend();
            return PasswordMatch.NOT_MATCHED;
        }
        boolean ofToday = found.scheme() == target;
        if (found.hash().matches(typed)) {
            return ofToday && !found.hash().isOutdated() ? PasswordMatch.MATCHED : PasswordMatch.NEEDS_REHASH;
        }
        if (ofToday) {
            found.hash().makeUp();
        }
        return PasswordMatch.NOT_MATCHED;
    }

    private @Nullable String encoded(Typed typed) {
        String id = "{" + settings.hash().id() + "}";
        return bulkhead(() -> id + schemes.target().encode(typed));
    }

    /** Returns what the work makes, or null when there is no place for it. */
    private <T> @Nullable T bulkhead(Supplier<T> work) {
        if (!bulkhead.enter()) {
            return null;
        }
        try {
            hashes.increment();
            return work.get();
        } finally {
            bulkhead.leave();
        }
    }

    private @Nullable Violation violation(int length, @Nullable Typed typed) {
        if (length > settings.maxBytes() || (typed != null && typed.utf8().length > settings.maxBytes())) {
            return new Violation(
                    POINTER, "TOO_LONG", "The password has more than " + settings.maxBytes() + " bytes in UTF-8.");
        }
        if (length == 0 || (typed != null && typed.codePoints() < settings.minChars())) {
            return new Violation(
                    POINTER, "TOO_SHORT", "The password has fewer than " + settings.minChars() + " characters.");
        }
        if (typed == null) {
            return malformed();
        }
        return settings.blocklist().contains(CharBuffer.wrap(typed.chars()))
                ? new Violation(POINTER, "TOO_COMMON", "The password is one of those that are tried first.")
                : null;
    }

    private static Violation malformed() {
        return new Violation(POINTER, "MALFORMED", "The password has a character that no text can have.");
    }
}
