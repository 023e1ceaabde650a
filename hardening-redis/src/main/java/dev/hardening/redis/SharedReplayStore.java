package dev.hardening.redis;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.signature.ReplayStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Remembers on the server which signatures were taken, and without it as the policy says: by itself under {@code LOCAL}, so
 * that each other instance takes once more what this one has taken; not at all under {@code OPEN}; and under {@code CLOSED}
 * none is taken. Under {@code LOCAL} this process remembers everything that it takes, so that it takes nothing twice when the
 * server goes away or comes back.
 *
 * <p>How long a key counts is told by this instance's clock, and from then on by the server's: one that is set ahead forgets
 * too early. Safe for use by many threads.
 */
final class SharedReplayStore implements ReplayStore {

    private final RedisRoom room;
    private final ReplayStore local;
    private final InstantSource clock;
    private final RedisScript put;

    SharedReplayStore(RedisRoom room, ReplayStore local, InstantSource clock) {
        this.room = room;
        this.local = local;
        this.clock = clock;
        this.put = room.script("replay");
    }

    @Override
    public boolean putIfAbsent(String key, Instant until) {
        boolean absent;
        try {
            absent = putOnServer(key, until);
        } catch (Unanswered e) {
            room.counts().alone();
            return switch (room.counts().policy()) {
                case LOCAL -> local.putIfAbsent(key, until);
                case OPEN -> true;
                case CLOSED ->
                    throw new StoreUnavailableException("what was taken cannot be remembered: " + e.reason());
            };
        }
        return absent && (room.counts().policy() != FailurePolicy.LOCAL || mirror(key, until));
    }

    private boolean putOnServer(String key, Instant until) throws Unanswered {
        long left = until.toEpochMilli() - clock.millis();
        // Its last millisecond counts, too.
        byte[] span = RedisScript.number(left < 0 ? 0 : left + 1);
        return RedisRoom.number(room.run(put, List.of(room.keys().hashed("replay", key)), span), 0) == 1;
    }

    /** Tells as well whether this instance has taken the key while the server was away. */
    private boolean mirror(String key, Instant until) {
        try {
            return local.putIfAbsent(key, until);
        } catch (StoreUnavailableException full) {
            return true; // the server remembers it; without the server, a full store takes nothing at all
        }
    }

    @Override
    public void close() {
        local.close();
    }
}
