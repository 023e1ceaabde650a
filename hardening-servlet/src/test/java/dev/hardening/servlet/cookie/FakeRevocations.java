package dev.hardening.servlet.cookie;

import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.RevocationStore;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers sessions, and can be down. */
final class FakeRevocations implements RevocationStore {

    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    volatile boolean down;

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
        throw new AssertionError("nobody asked for that");
    }

    @Override
    public boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
        answer();
        return session != null && sessions.contains(session);
    }
}
