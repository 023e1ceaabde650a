package dev.hardening.redis;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.token.RefreshFamily;
import dev.hardening.core.token.RefreshFamilyStore;
import dev.hardening.core.token.Rotation;
import dev.hardening.core.token.Rotation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps refresh families on the server, all keys of them in one slot of a cluster. Without the server every method throws
 * {@link StoreUnavailableException}, or, when its policy is local, goes on so far that no token is good twice:
 *
 * <ul>
 *   <li>A log-in begins its family in this process. It stays there, and this process alone refreshes it, also when the server
 *       is back; elsewhere it is unknown, so its user logs in again.
 *   <li>A log-in whose answer was lost may have begun its family on the server as well. It is refreshed by nobody until the
 *       server says which of the two there is.
 *   <li>Families of the server are refreshed by nobody. Where the server never heard of it, the token stays good for another try;
 *       where only its answer is late, another try within the grace has the successor, and a later one ends the family.
 *   <li>A token of another maker is exchanged by nobody: it may have been used before, and only the server knows.
 *   <li>What is ended is ended in both. Where the family may be the server's that throws, so that nobody believes in the end of
 *       a session that goes on.
 * </ul>
 */
final class SharedRefreshFamilyStore implements RefreshFamilyStore {

    private static final int MOST_DOUBTFUL = 10_000;

    private final RedisRoom room;
    private final RedisFamilies shared;
    private final RefreshFamilyStore local;
    /** Those that the server may have as well, and when they are over. */
    private final Map<String, Instant> doubtful = new ConcurrentHashMap<>();

    SharedRefreshFamilyStore(RedisRoom room, RefreshFamilyStore local) {
        this.room = room;
        this.shared = new RedisFamilies(room);
        this.local = local;
    }

    @Override
    public List<RefreshFamily> begin(RefreshFamily family, int mostOfSubject) {
        List<RefreshFamily> ended = null;
        try {
            if (mostOfSubject > 0) {
                ended = shared.begin(family, mostOfSubject);
            }
        } catch (Unanswered e) {
            return beginAlone(family, mostOfSubject, e);
        }
        if (ended == null) {
            throw new IllegalArgumentException("a log-in begins a new family, which is one of its subject's");
        }
        return ended;
    }

    private List<RefreshFamily> beginAlone(RefreshFamily family, int mostOfSubject, Unanswered why) {
        alone(why);
        if (!why.isUndone()) {
            if (doubtful.size() >= MOST_DOUBTFUL) {
                Instant now = family.rotatedAt();
                doubtful.values().removeIf(over -> !now.isBefore(over));
            }
            if (doubtful.size() >= MOST_DOUBTFUL) {
                throw unavailable(why);
            }
            doubtful.put(family.id(), family.absoluteExpiry());
        }
        return local.begin(family, mostOfSubject);
    }

    @Override
    public boolean create(RefreshFamily family) {
        try {
            return shared.create(family);
        } catch (Unanswered e) {
            room.counts().alone();
            throw unavailable(e);
        }
    }

    @Override
    public Rotation rotate(String family, int generation, Instant now, Duration grace, Instant idleExpiry) {
        Rotation answer;
        try {
            answer = shared.rotate(family, generation, now, grace, idleExpiry);
        } catch (Unanswered e) {
            alone(e);
            Rotation own = doubtful.containsKey(family)
                    ? new Rotation(Outcome.UNKNOWN, null)
                    : local.rotate(family, generation, now, grace, idleExpiry);
            if (own.outcome() == Outcome.UNKNOWN) {
                throw unavailable(e);
            }
            return own;
        }
        if (!isLocal()) {
            return answer;
        }
        boolean doubted = doubtful.containsKey(family);
        if (answer.outcome() == Outcome.UNKNOWN) {
            doubtful.remove(family);
            return local.rotate(family, generation, now, grace, idleExpiry);
        }
        if (doubted) {
            local.revoke(family); // before it is taken for the only one
            doubtful.remove(family);
        }
        return answer;
    }

    @Override
    public boolean revoke(String family) {
        try {
            boolean ended = shared.revoke(family);
            boolean here = isLocal() && local.revoke(family);
            return ended || here;
        } catch (Unanswered e) {
            alone(e);
            boolean ended = local.revoke(family);
            if (doubtful.containsKey(family) || !(ended || isEndedHere(family))) {
                throw unavailable(e);
            }
            return ended;
        }
    }

    /** Asks with a token that was never given, which changes nothing where the family is ended or unknown. */
    private boolean isEndedHere(String family) {
        Outcome outcome = local.rotate(family, -1, Instant.MIN, Duration.ZERO, Instant.MIN)
                .outcome();
        return outcome != Outcome.UNKNOWN;
    }

    /** Without the server it is not known what else the subject has, so what was ended here is never all. */
    @Override
    public int revokeAll(String subject) {
        try {
            int ended = shared.revokeAll(subject);
            return isLocal() ? ended + local.revokeAll(subject) : ended;
        } catch (Unanswered e) {
            alone(e);
            local.revokeAll(subject);
            throw unavailable(e);
        }
    }

    private boolean isLocal() {
        return room.counts().policy() == FailurePolicy.LOCAL;
    }

    /** Counts that the server has not decided, and throws unless this process may. */
    private void alone(Unanswered why) {
        room.counts().alone();
        if (!isLocal()) {
            throw unavailable(why);
        }
    }

    private static StoreUnavailableException unavailable(Unanswered why) {
        return new StoreUnavailableException("refresh families cannot be looked up: " + why.reason());
    }

    @Override
    public void close() {
        local.close();
    }
}
