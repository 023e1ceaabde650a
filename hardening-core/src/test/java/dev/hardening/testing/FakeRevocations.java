package dev.hardening.testing;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.RevocationStore;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers ended sessions and subjects, counts questions, and can be down. Safe for use by many threads. */
public final class FakeRevocations implements RevocationStore {

    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> subjects = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean down;

    /** Makes a store that answers. */
    public FakeRevocations() {}

    /** Takes the store down, or up again. */
    public void down(boolean value) {
        this.down = value;
    }

    /** Returns how often it was asked. */
    public int questions() {
        return questions.get();
    }

    private void answer() {
        if (down) {
            throw new StoreUnavailableException("down");
        }
    }

    @Override
    public void revokeToken(String tokenId, Instant until) {
        throw new AssertionError("a cookie is no token");
    }

    @Override
    public void revokeSession(String session, Instant until) {
        answer();
        sessions.add(session);
    }

    @Override
    public void revokeSubject(String subject, Instant moment, Instant until) {
        answer();
        subjects.merge(subject, moment, (a, b) -> a.isAfter(b) ? a : b);
    }

    @Override
    public boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
        questions.incrementAndGet();
        answer();
        Instant moment = subjects.get(subject);
        return (session != null && sessions.contains(session)) || (moment != null && !issuedAt.isAfter(moment));
    }
}
