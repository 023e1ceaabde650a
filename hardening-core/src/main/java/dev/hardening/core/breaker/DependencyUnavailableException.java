package dev.hardening.core.breaker;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.RefusalSource;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A dependency was not asked, or did not answer in time. What the dependency itself threw passes through a breaker as it
 * is; a cache puts it into the cause. It has no stack trace, because a dependency that is down would cost one a call, and
 * one instance may be thrown any number of times. Its message is for logs; clients get the {@link #refusal}.
 */
public final class DependencyUnavailableException extends RuntimeException implements RefusalSource {

    private static final long serialVersionUID = 1L;
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    /** Why there is no answer. */
    public enum Reason {
        /** The breaker is open: the dependency was not asked. */
        OPEN,
        /** As many calls as may be are under way: the dependency was not asked. */
        BUSY,
        /** The dependency did not answer in time. */
        TIMED_OUT,
        /** The dependency answered with a failure, which is the cause. */
        FAILED,
        /** The thread that waited was interrupted; it still is. */
        INTERRUPTED,
        /** The breaker is closed for good, because the service ends. */
        SHUT_DOWN
    }

    private final String dependency;
    private final Reason reason;
    private final transient @Nullable Supplier<Duration> wait;

    DependencyUnavailableException(
            String dependency, Reason reason, @Nullable Throwable cause, @Nullable Supplier<Duration> wait) {
        super(
                dependency + " is unavailable: "
                        + reason.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                cause,
                false,
                false);
        this.dependency = dependency;
        this.reason = reason;
        this.wait = wait;
    }

    /** Returns the name of the breaker. */
    public String dependency() {
        return dependency;
    }

    /** Returns why there is no answer. */
    public Reason reason() {
        return reason;
    }

    /** Tells whether the dependency was not even asked, so that this says nothing new about it. */
    boolean wasNotAsked() {
        return reason == Reason.OPEN || reason == Reason.BUSY || reason == Reason.SHUT_DOWN;
    }

    /** Returns how long to wait, as of now, before trying again makes sense: a second at least, in whole seconds. */
    public Duration retryAfter() {
        Supplier<Duration> live = wait;
        Duration left = live == null ? SHORTLY : live.get();
        return Duration.ofSeconds(Math.max(1, left.plusNanos(999_999_999).toSeconds()));
    }

    /**
     * Returns what to tell a client: 503 with the time to wait, and nothing about the dependency. The code is
     * {@code OVERLOADED} when too many calls are under way, {@code SHUTTING_DOWN} at the service's end, and
     * {@code DEPENDENCY_UNAVAILABLE} otherwise.
     */
    @Override
    public Refusal refusal() {
        RefusalCode code = switch (reason) {
            case BUSY -> RefusalCode.OVERLOADED;
            case SHUT_DOWN -> RefusalCode.SHUTTING_DOWN;
            case OPEN, TIMED_OUT, FAILED, INTERRUPTED -> RefusalCode.DEPENDENCY_UNAVAILABLE;
        };
        return Refusal.of(code).retryAfter(retryAfter()).build();
    }

    @Override
    public String refusedBy() {
        return dependency;
    }
}
