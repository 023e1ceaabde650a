package dev.hardening.core.lockout;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One try, from the question whether it may be made to its end. Used by one thread. What ends it first counts:
 * {@link #failed}, {@link #succeeded}, or {@link #close}, which takes it back because it was not made.
 *
 * <pre>{@code
 * try (LockoutAttempt attempt = lockout.begin(client, name, device)) {
 *     Refusal locked = attempt.refusal();
 *     if (locked != null) {
 *         return locked;
 *     }
 *     return isRight(name, password) ? welcome(attempt.succeeded(name)) : attempt.failed();
 * }
 * }</pre>
 */
public final class LockoutAttempt implements AutoCloseable {

    private static final Refusal FAILED = Refusal.of(RefusalCode.LOGIN_FAILED).build();
    private static final Refusal OVERLOADED =
            Refusal.of(RefusalCode.OVERLOADED).retryAfter(Duration.ofSeconds(1)).build();

    private final Lockout lockout;
    private final IpAddress client;
    private final @Nullable String canonical;
    private final @Nullable ByteBuffer account;
    private final @Nullable ByteBuffer device;
    private final Function<SecurityEventType, SecurityEvent.Builder> about;
    private @Nullable AttemptStore store;
    private @Nullable AttemptReservation reservation;
    private @Nullable Refusal refusal;
    private boolean ended;

    LockoutAttempt(
            Lockout lockout,
            IpAddress client,
            @Nullable String canonical,
            @Nullable ByteBuffer account,
            @Nullable ByteBuffer device,
            Function<SecurityEventType, SecurityEvent.Builder> about) {
        this.lockout = lockout;
        this.client = client;
        this.canonical = canonical;
        this.account = account;
        this.device = device;
        this.about = about;
    }

    LockoutAttempt grantedBy(AttemptStore by, AttemptReservation granted) {
        this.store = by;
        this.reservation = granted;
        return this;
    }

    LockoutAttempt refusedBy(Refusal why) {
        this.refusal = why;
        this.ended = true;
        return this;
    }

    /** Returns the answer when the try may not be made, and nothing may be compared then; otherwise null. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /**
     * Tells whether an account could have the name: it is not blank, has at most 256 characters, and none that is a control
     * character or half of one. No store need be asked for another name; do the work of a check all the same.
     */
    public boolean hasUsableName() {
        return canonical != null;
    }

    /** Says that the try failed, which stays counted, and returns the answer: {@code LOGIN_FAILED}, the same for everybody. */
    public Refusal failed() {
        requireGranted();
        if (end(AttemptStore.Outcome.FAILED)) {
            publish(SecurityEventType.AUTHENTICATION_FAILED, RefusalCode.LOGIN_FAILED, "", false);
            AttemptReservation counted = reservation;
            if (counted != null && !counted.locking().isEmpty()) {
                String by = counted.locking().stream().sorted().map(Enum::name).collect(Collectors.joining(" and "));
                publish(
                        SecurityEventType.LOGIN_LOCKED,
                        RefusalCode.LOGIN_LOCKED,
                        "a lock began by " + by,
                        lockout.isShadow());
            }
        }
        return FAILED;
    }

    /**
     * Says that the try succeeded: failures are forgotten, but for those of the address at other accounts.
     *
     * @param subject the proved caller for the event, or null
     * @return a new value for the client's device cookie, or null when it keeps what it has, or there is none
     */
    public @Nullable String succeeded(@Nullable String subject) {
        requireGranted();
        if (!end(AttemptStore.Outcome.SUCCEEDED)) {
            return null;
        }
        lockout.publish(about.apply(SecurityEventType.AUTHENTICATION_SUCCEEDED)
                .client(client)
                .subject(subject)
                .build());
        return lockout.renewedDevice(device, canonical);
    }

    /**
     * Says that the try could not be made because a store did not answer, publishes that, and returns the answer. The try is
     * taken back.
     */
    public Refusal storeFailed() {
        close();
        return publishStoreFailed();
    }

    /**
     * Says that the try could not be made because too many are being made, publishes that, and returns the answer. The try
     * is taken back.
     */
    public Refusal overloaded() {
        close();
        return publishOverloaded("too many passwords are being checked");
    }

    Refusal publishOverloaded(String detail) {
        lockout.publish(about.apply(SecurityEventType.OVERLOADED)
                .code(RefusalCode.OVERLOADED)
                .client(client)
                .detail(detail)
                .build());
        return OVERLOADED;
    }

    Refusal publishStoreFailed() {
        lockout.publish(about.apply(SecurityEventType.STORE_FAILED)
                .code(RefusalCode.STORE_UNAVAILABLE)
                .client(client)
                .detail("what a log-in needs cannot be looked up or counted")
                .build());
        return Lockout.UNAVAILABLE;
    }

    /** Takes the try back when it has not ended otherwise. */
    @Override
    public void close() {
        end(AttemptStore.Outcome.NOT_MADE);
    }

    private void requireGranted() {
        if (refusal != null) {
            throw new IllegalStateException("the try was refused, so it cannot have been made");
        }
    }

    private boolean end(AttemptStore.Outcome outcome) {
        if (ended) {
            return false;
        }
        ended = true;
        try {
            if (store != null && reservation != null) {
                store.settle(reservation, outcome);
            }
        } catch (StoreUnavailableException e) {
            // The try stays counted, which errs on the side of a lock.
            Refusal unused = publishStoreFailed();
        } finally {
            if (reservation != null) {
                lockout.ended(reservation);
            }
        }
        return true;
    }

    void publish(SecurityEventType type, RefusalCode code, String detail, boolean shadow) {
        lockout.publish(about.apply(type)
                .code(code)
                .client(client)
                .subject(account == null ? null : "account-" + HexFormat.of().toHexDigits(account.getInt(16)))
                .detail(detail)
                .shadow(shadow)
                .build());
    }
}
