package dev.hardening.redis;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.identity.RevocationStore;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers on the server what is over before its time. Without the server every method throws
 * {@link StoreUnavailableException} when the policy is closed. When it is local, this process remembers as well what it has
 * ended itself: that is refused always, and without asking, and without the server nothing else is. Whoever ends something
 * then has no error, but other instances hear of it only when the server answers again: up to {@value UnsentRevocations#MOST}
 * ends wait for that, and are lost when the process ends before and the server does not take them then; when as many wait, the next one throws. A policy of open is
 * the same, because nobody gains by letting pass what this process knows to be over.
 */
final class SharedRevocationStore implements RevocationStore {

    private static final Logger LOG = LoggerFactory.getLogger(SharedRevocationStore.class);

    private final RedisRoom room;
    private final RedisRevocations shared;
    private final RevocationStore local;
    private final UnsentRevocations unsent;

    SharedRevocationStore(RedisRoom room, RevocationStore local, InstantSource clock) {
        this.room = room;
        this.shared = new RedisRevocations(room, clock);
        this.local = local;
        this.unsent = new UnsentRevocations(shared, clock);
    }

    @Override
    public void revokeToken(String tokenId, Instant until) {
        byte[] key = shared.token(tokenId);
        revoke(key, RedisRevocations.EVERY_SECOND, until, () -> local.revokeToken(tokenId, until));
    }

    @Override
    public void revokeSession(String session, Instant until) {
        byte[] key = shared.session(session);
        revoke(key, RedisRevocations.EVERY_SECOND, until, () -> local.revokeSession(session, until));
    }

    @Override
    public void revokeSubject(String subject, Instant moment, Instant until) {
        byte[] key = shared.subject(subject);
        revoke(key, moment.getEpochSecond(), until, () -> local.revokeSubject(subject, moment, until));
    }

    private void revoke(byte[] key, long lastSecond, Instant until, Runnable here) {
        StoreUnavailableException full = isClosed() ? null : attempt(here);
        try {
            shared.revoke(key, lastSecond, until);
            unsent.sendSome();
        } catch (Unanswered e) {
            alone(e);
            if (full != null) {
                throw full;
            }
            if (!unsent.add(key, lastSecond, until)) {
                throw unavailable(e);
            }
        }
    }

    /** Returns why it failed, or null: as long as the server takes it, a full store of this process is no error. */
    private static @Nullable StoreUnavailableException attempt(Runnable here) {
        try {
            here.run();
            return null;
        } catch (StoreUnavailableException full) {
            return full;
        }
    }

    @Override
    public boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
        if (!isClosed() && local.isRevoked(tokenId, session, subject, issuedAt)) {
            room.counts().known();
            return true;
        }
        try {
            boolean revoked = shared.isRevoked(tokenId, session, subject, issuedAt.getEpochSecond());
            unsent.sendSome();
            return revoked;
        } catch (Unanswered e) {
            alone(e);
            return false;
        }
    }

    /** Asks once, instead of once for each second. */
    @Override
    public Instant secondToBear(String subject, Instant now) {
        Instant here = isClosed() ? Instant.MIN : local.secondToBear(subject, now);
        try {
            long second = now.getEpochSecond();
            long last = shared.lastSecond(subject);
            unsent.sendSome();
            long ended = last < second ? 0 : Math.min(MOST_ENDS_IN_A_SECOND, last - second + 1);
            Instant there = Instant.ofEpochSecond(second + ended);
            return there.isAfter(here) ? there : here;
        } catch (Unanswered e) {
            alone(e);
            return here;
        }
    }

    private boolean isClosed() {
        return room.counts().policy() == FailurePolicy.CLOSED;
    }

    /** Counts that the server has not decided, and throws when nobody else may. */
    private void alone(Unanswered why) {
        room.counts().alone();
        if (isClosed()) {
            throw unavailable(why);
        }
    }

    private static StoreUnavailableException unavailable(Unanswered why) {
        return new StoreUnavailableException("revocations cannot be looked up: " + why.reason());
    }

    /** Sends what waits, while there is a connection; what the server does not take now is lost. */
    void flush() {
        unsent.sendAll();
        if (unsent.size() > 0) {
            LOG.warn("{} ended sessions were never told to the shared server, where they live on", unsent.size());
        }
    }

    /** Returns how many ends wait for the server. */
    int unsent() {
        return unsent.size();
    }

    @Override
    public void close() {
        local.close();
    }
}
