package dev.hardening.core.cookie;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.RevocationStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers everything, and can be down. */
final class FakeRevocations implements RevocationStore {

    private final Set<String> sessions = new HashSet<>();
    private final Map<String, Instant> subjects = new HashMap<>();
    private boolean down;
    int questions;

    void down(boolean value) {
        this.down = value;
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
        questions++;
        answer();
        Instant moment = subjects.get(subject);
        return sessions.contains(session) || (moment != null && !issuedAt.isAfter(moment));
    }
}
