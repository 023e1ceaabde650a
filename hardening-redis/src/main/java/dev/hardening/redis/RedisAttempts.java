package dev.hardening.redis;

import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptDimension;
import dev.hardening.core.lockout.AttemptKey;
import dev.hardening.core.lockout.AttemptLimit;
import dev.hardening.core.lockout.AttemptReservation;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Counts failed tries on the server. Safe for use by many threads. */
final class RedisAttempts {

    /** No tick of a server: nothing was counted then. */
    private static final long UNCOUNTED = 0;

    /** Longer than anything can live that was counted before an unlock. */
    private static final Duration MARKED = AttemptLimit.LONGEST.plusMinutes(1);

    private final RedisRoom room;
    private final Ticker ticker;
    private final RedisScript reserve;
    private final RedisScript settle;
    private final RedisScript unlock;
    private final int nanosPerTick;
    private volatile KnownLocks known = new KnownLocks();

    RedisAttempts(RedisRoom room, Ticker ticker) {
        this.room = room;
        this.ticker = ticker;
        this.reserve = room.script("attempt-entry", "attempt-reserve");
        this.settle = room.script("attempt-entry", "attempt-settle");
        this.unlock = room.script("attempt-unlock");
        this.nanosPerTick = room.clock().nanosPerTick();
    }

    /** Counts a try; the stamp of a granted one is the server's tick. */
    AttemptReservation reserve(List<AttemptCount> counts) throws Unanswered {
        KnownLocks locks = known; // what is learned after an unlock has replaced it is not kept
        long asked = ticker.nanos();
        AttemptCall call = AttemptCall.of(room, counts, UNCOUNTED, count -> false);
        long wait = locks.waitNanos(call.names(), asked);
        if (wait > 0) {
            room.counts().known();
            return new AttemptReservation(counts, UNCOUNTED, Duration.ofNanos(wait), Set.of());
        }
        List<Object> answer = asked(call);
        boolean granted = RedisRoom.number(answer, 0) == 1;
        Set<AttemptDimension> locking = EnumSet.noneOf(AttemptDimension.class);
        for (int i = 0; i < counts.size(); i++) {
            long said = RedisRoom.number(answer, 2 + i);
            String name = call.names().get(i);
            if (!granted) {
                long lock = said * nanosPerTick;
                locks.learn(name, lock, asked);
                wait = Math.max(wait, lock);
            } else if (said == 1) {
                locks.learn(name, counts.get(i).limit().lock().toNanos(), asked);
                locking.add(counts.get(i).key().dimension());
            } else {
                locks.forget(name);
            }
        }
        return new AttemptReservation(counts, RedisRoom.number(answer, 1), Duration.ofNanos(wait), locking);
    }

    /** Asks the server. What it counts too late for us, it takes back: whoever asked has decided otherwise by then. */
    private List<Object> asked(AttemptCall call) throws Unanswered {
        AtomicReference<@Nullable CompletableFuture<List<Object>>> sent = new AtomicReference<>();
        try {
            return room.ask(commands -> {
                CompletableFuture<List<Object>> answer =
                        reserve.run(commands, call.keys(), call.arguments()).toCompletableFuture();
                sent.set(answer);
                return answer.copy(); // which is all that is cancelled
            });
        } catch (Unanswered e) {
            CompletableFuture<List<Object>> late = sent.get();
            if (late != null) {
                takeBackLater(call, late);
            }
            throw e;
        }
    }

    private void takeBackLater(AttemptCall call, CompletableFuture<List<Object>> late) {
        CompletableFuture<Void> unused = late.thenAccept(answer -> takeBack(call, answer));
    }

    private void takeBack(AttemptCall call, List<Object> answer) {
        if (answer.size() > 1
                && answer.get(0) instanceof Long granted
                && answer.get(1) instanceof Long stamp
                && granted == 1) {
            room.post(settle, call.keys(), call.stamped(stamp).arguments());
        }
    }

    /**
     * Takes a try back, or clears what its success clears, without counting that as a decision. A slow server is told as well;
     * nobody waits for it.
     */
    void settle(AttemptReservation made, boolean succeeded) {
        AttemptCall call = ended(made, succeeded);
        try {
            room.tell(settle, call.keys(), call.arguments());
        } catch (Unanswered e) {
            if (e.isUndone()) {
                room.post(settle, call.keys(), call.arguments());
            }
        } finally {
            call.names().forEach(known::forget);
        }
    }

    private AttemptCall ended(AttemptReservation made, boolean succeeded) {
        return AttemptCall.of(
                room,
                made.counts(),
                made.stamp(),
                count -> succeeded && count.key().dimension().isClearedBySuccess());
    }

    /** Makes everything that is counted for the account, the place, or both, as good as not there. */
    void unlock(AttemptKey key) throws Unanswered {
        try {
            room.tell(
                    unlock,
                    List.of(AttemptCall.mark(room.keys(), key)),
                    List.of(RedisScript.number(MARKED.toMillis())));
        } finally {
            known = new KnownLocks(); // which counts have a part of the key is not known
        }
    }
}
