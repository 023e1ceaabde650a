package dev.hardening.core.token;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.token.Rotation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Keeps families in this process, behind one lock that is never held for more than a few steps. */
final class MemoryRefreshFamilyStore implements RefreshFamilyStore {

    private static final int MOST = 50_000_000;
    private static final int REMOVALS_A_WRITE = 8;

    private record End(String family, String subject, Instant at) {}

    private final int mostFamilies;
    private final Map<String, RefreshFamily> families = new HashMap<>();
    private final Map<String, Set<String>> bySubject = new HashMap<>();
    private final PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparing(End::at));

    MemoryRefreshFamilyStore(int mostFamilies) {
        if (mostFamilies < 1 || mostFamilies > MOST) {
            throw new IllegalArgumentException("a store has 1 to " + MOST + " families, not " + mostFamilies);
        }
        this.mostFamilies = mostFamilies;
    }

    @Override
    public synchronized boolean create(RefreshFamily family) {
        removeSomeThatAreOver(family.rotatedAt());
        if (families.containsKey(family.id())) {
            return false;
        }
        if (families.size() >= mostFamilies) {
            throw new StoreUnavailableException("the store of refresh families is full");
        }
        families.put(family.id(), family);
        bySubject.computeIfAbsent(family.subject(), subject -> new HashSet<>(2)).add(family.id());
        ends.add(new End(family.id(), family.subject(), family.absoluteExpiry()));
        return true;
    }

    @Override
    public synchronized Rotation rotate(
            String family, int generation, Instant now, Duration grace, Instant idleExpiry) {
        RefreshFamily known = families.get(family);
        if (known == null) {
            return new Rotation(Outcome.UNKNOWN, null);
        }
        if (!now.isBefore(known.absoluteExpiry())) {
            return new Rotation(Outcome.EXPIRED, known);
        }
        if (known.revoked()) {
            return new Rotation(Outcome.REVOKED, known);
        }
        if (generation == known.generation()) {
            return now.isBefore(known.idleExpiry())
                    ? stored(Outcome.ROTATED, known.rotated(now, idleExpiry))
                    : new Rotation(Outcome.EXPIRED, known);
        }
        if (generation >= 0 && generation == known.generation() - 1 && isWithin(grace, known.rotatedAt(), now)) {
            return new Rotation(Outcome.REPLAYED, known);
        }
        return stored(Outcome.REUSE, known.ended());
    }

    /** A clock that was set back makes no rotation older than it is; with no grace there is none. */
    private static boolean isWithin(Duration grace, Instant rotatedAt, Instant now) {
        return !grace.isZero() && now.isBefore(rotatedAt.plus(grace));
    }

    @Override
    public synchronized boolean revoke(String family) {
        RefreshFamily known = families.get(family);
        if (known == null || known.revoked()) {
            return false;
        }
        families.put(family, known.ended());
        return true;
    }

    @Override
    public synchronized int revokeAll(String subject) {
        int ended = 0;
        for (String family : bySubject.getOrDefault(subject, Set.of())) {
            ended += revoke(family) ? 1 : 0;
        }
        return ended;
    }

    private Rotation stored(Outcome outcome, RefreshFamily family) {
        families.put(family.id(), family);
        return new Rotation(outcome, family);
    }

    private void removeSomeThatAreOver(Instant now) {
        for (int i = 0; i < REMOVALS_A_WRITE; i++) {
            End first = ends.peek();
            if (first == null || now.isBefore(first.at())) {
                return;
            }
            ends.remove();
            families.remove(first.family());
            Set<String> others = bySubject.get(first.subject());
            if (others != null && others.remove(first.family()) && others.isEmpty()) {
                bySubject.remove(first.subject());
            }
        }
    }

    /** Returns the ids of all families that are still remembered; for tests. */
    synchronized List<String> ids() {
        return new ArrayList<>(families.keySet());
    }
}
