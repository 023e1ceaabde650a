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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Keeps families in this process, behind one lock that is never held for more than a few steps. */
final class MemoryRefreshFamilyStore implements RefreshFamilyStore {

    private static final int MOST = 50_000_000;
    private static final int REMOVALS_A_WRITE = 8;

    private record End(Instant at, String family, String subject) {
        static End of(RefreshFamily family) {
            return new End(family.absoluteExpiry(), family.id(), family.subject());
        }
    }

    private final int mostFamilies;
    private final Map<String, RefreshFamily> families = new HashMap<>();
    private final Map<String, Set<String>> bySubject = new HashMap<>();
    /** Those that nothing takes the place of, which are few. */
    private final Set<String> kept = new HashSet<>();

    private final TreeSet<End> ends =
            new TreeSet<>(Comparator.comparing(End::at).thenComparing(End::family));

    MemoryRefreshFamilyStore(int mostFamilies) {
        if (mostFamilies < 1 || mostFamilies > MOST) {
            throw new IllegalArgumentException("a store has 1 to " + MOST + " families, not " + mostFamilies);
        }
        this.mostFamilies = mostFamilies;
    }

    @Override
    public synchronized List<RefreshFamily> begin(RefreshFamily family, int mostOfSubject) {
        if (mostOfSubject < 1 || families.containsKey(family.id())) {
            throw new IllegalArgumentException("a log-in begins a new family, which is one of its subject's");
        }
        Instant now = family.rotatedAt();
        removeSomeThatAreOver(now);
        List<RefreshFamily> ended = makeRoom(family.subject(), mostOfSubject - 1, now);
        add(family);
        return ended;
    }

    @Override
    public synchronized boolean create(RefreshFamily family) {
        removeSomeThatAreOver(family.rotatedAt());
        if (families.containsKey(family.id())) {
            return false;
        }
        add(family);
        kept.add(family.id());
        return true;
    }

    private void add(RefreshFamily family) {
        if (families.size() >= mostFamilies) {
            throw new StoreUnavailableException("the store of refresh families is full");
        }
        families.put(family.id(), family);
        bySubject.computeIfAbsent(family.subject(), subject -> new HashSet<>(2)).add(family.id());
        ends.add(End.of(family));
    }

    /** Forgets what a subject has begun until so many are left; returns which of them could still be used. */
    private List<RefreshFamily> makeRoom(String subject, int left, Instant now) {
        Set<String> all = bySubject.getOrDefault(subject, Set.of());
        if (all.size() <= left) {
            return List.of();
        }
        List<RefreshFamily> begun = all.stream()
                .filter(id -> !kept.contains(id))
                .map(this::known)
                .sorted(Comparator.comparing(RefreshFamily::revoked, Comparator.reverseOrder())
                        .thenComparing(RefreshFamily::rotatedAt))
                .toList();
        List<RefreshFamily> ended = new ArrayList<>();
        for (RefreshFamily family : begun.subList(0, Math.max(0, begun.size() - left))) {
            forget(End.of(family));
            if (!family.revoked() && now.isBefore(family.idleExpiry())) {
                ended.add(family);
            }
        }
        return ended;
    }

    private RefreshFamily known(String id) {
        return Objects.requireNonNull(families.get(id), "family");
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
        for (int i = 0; i < REMOVALS_A_WRITE && !ends.isEmpty(); i++) {
            End first = ends.first();
            if (now.isBefore(first.at())) {
                return;
            }
            forget(first);
        }
    }

    private void forget(End end) {
        ends.remove(end);
        families.remove(end.family());
        kept.remove(end.family());
        Set<String> others = bySubject.get(end.subject());
        if (others != null && others.remove(end.family()) && others.isEmpty()) {
            bySubject.remove(end.subject());
        }
    }

    /** Returns the ids of all families that are still remembered; for tests. */
    synchronized List<String> ids() {
        return new ArrayList<>(families.keySet());
    }

    /** Returns how many ends are waited for; for tests. */
    synchronized int ends() {
        return ends.size();
    }
}
