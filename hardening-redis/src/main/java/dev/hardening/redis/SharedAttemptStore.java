package dev.hardening.redis;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptKey;
import dev.hardening.core.lockout.AttemptReservation;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.time.Ticker;
import java.util.List;

/**
 * Counts failed tries on the server, and as the policy says without it. All counts of one service lie on one node of a cluster,
 * because a try touches several of them at once.
 *
 * <p>Without the server this instance counts alone under {@code LOCAL}: it knows nothing of what was counted on the server, so
 * each instance grants as many tries again as a limit has, and what it counts is not carried over when the server is back.
 * Under every other policy none is made. A try that was counted and of
 * which the server cannot be told that it was none stays counted under every policy, because by then the password has been
 * found right and nobody gains from a refusal; a lock begins a little earlier. A server that is only slow is told, and what it
 * counts too late is taken back. An unlock that the server does not hear of throws
 * under every policy, because the administrator must know.
 *
 * <p>After a lock was lifted by another instance, this one may refuse for a second yet. Safe for use by many threads.
 */
final class SharedAttemptStore implements AttemptStore {

    private static final long BY_SERVER = 1;

    private final RedisRoom room;
    private final RedisAttempts shared;
    private final AttemptStore local;

    SharedAttemptStore(RedisRoom room, Ticker ticker, AttemptStore local) {
        this.room = room;
        this.shared = new RedisAttempts(room, ticker);
        this.local = local;
    }

    @Override
    public AttemptReservation reserve(List<AttemptCount> counts) {
        try {
            return stamped(shared.reserve(counts), BY_SERVER);
        } catch (Unanswered e) {
            room.counts().alone();
            if (room.counts().policy() == FailurePolicy.LOCAL) {
                return stamped(local.reserve(counts), 0);
            }
            throw new StoreUnavailableException("a try cannot be counted: " + e.reason());
        }
    }

    /** The lowest bit says who has made it: both stamps are far from using all bits. */
    private static AttemptReservation stamped(AttemptReservation made, long origin) {
        return new AttemptReservation(made.counts(), made.stamp() << 1 | origin, made.remaining(), made.locking());
    }

    @Override
    public void settle(AttemptReservation reservation, Outcome outcome) {
        if (outcome == Outcome.FAILED || !reservation.isGranted()) {
            return;
        }
        AttemptReservation made = new AttemptReservation(
                reservation.counts(), reservation.stamp() >> 1, reservation.remaining(), reservation.locking());
        if ((reservation.stamp() & BY_SERVER) == 0) {
            local.settle(made, outcome);
        } else {
            shared.settle(made, outcome == Outcome.SUCCEEDED);
        }
    }

    @Override
    public void unlock(AttemptKey key) {
        local.unlock(key);
        try {
            shared.unlock(key);
        } catch (Unanswered e) {
            throw new StoreUnavailableException("it is unlocked in this instance only: " + e.reason());
        }
    }

    @Override
    public void close() {
        local.close();
    }
}
