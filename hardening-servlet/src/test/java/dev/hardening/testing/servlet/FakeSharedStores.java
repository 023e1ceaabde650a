package dev.hardening.testing.servlet;

import dev.hardening.core.SharedStores;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptKey;
import dev.hardening.core.lockout.AttemptReservation;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.token.RefreshFamilyStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that several applications of a test share, in memory: what the first of them gives as its own store is the shared
 * one. While it is {@link #down} every question throws. Safe for use by many threads.
 */
public final class FakeSharedStores implements SharedStores {

    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean down;
    private @Nullable RateLimitStore limits;
    private @Nullable AttemptStore attempts;
    private @Nullable RevocationStore revocations;
    private @Nullable ReplayStore replays;

    /** Makes a server that answers. */
    public FakeSharedStores() {}

    /** Says whether the server has failed. */
    public void down(boolean value) {
        this.down = value;
    }

    /** Returns how often this was closed. */
    public int closed() {
        return closed.get();
    }

    private <T> T answer(Supplier<T> question) {
        if (down) {
            throw new StoreUnavailableException("secret detail");
        }
        return question.get();
    }

    private void tell(Runnable command) {
        answer(() -> {
            command.run();
            return "told";
        });
    }

    @Override
    public synchronized RateLimitStore rateLimits(RateLimitStore local) {
        RateLimitStore store = limits == null ? local : limits;
        limits = store;
        return limit -> counter(store, limit);
    }

    private RateLimitCounter counter(RateLimitStore store, RateLimit limit) {
        RateLimitCounter counter = store.counter(limit);
        return new RateLimitCounter() {
            @Override
            public long acquire(RateLimitKey key, long now) {
                return answer(() -> counter.acquire(key, now));
            }

            @Override
            public void refund(RateLimitKey key, long now, long outcome) {
                tell(() -> counter.refund(key, now, outcome));
            }

            @Override
            public boolean isOverflowing() {
                return counter.isOverflowing();
            }
        };
    }

    @Override
    public synchronized AttemptStore attempts(AttemptStore local) {
        AttemptStore store = attempts == null ? local : attempts;
        attempts = store;
        return new AttemptStore() {
            @Override
            public AttemptReservation reserve(List<AttemptCount> counts) {
                return answer(() -> store.reserve(counts));
            }

            @Override
            public void settle(AttemptReservation reservation, Outcome outcome) {
                tell(() -> store.settle(reservation, outcome));
            }

            @Override
            public void unlock(AttemptKey key) {
                tell(() -> store.unlock(key));
            }
        };
    }

    @Override
    public RefreshFamilyStore families(RefreshFamilyStore local) {
        return local;
    }

    @Override
    public synchronized RevocationStore revocations(RevocationStore local) {
        RevocationStore store = revocations == null ? local : revocations;
        revocations = store;
        return new RevocationStore() {
            @Override
            public void revokeToken(String tokenId, Instant until) {
                tell(() -> store.revokeToken(tokenId, until));
            }

            @Override
            public void revokeSession(String session, Instant until) {
                tell(() -> store.revokeSession(session, until));
            }

            @Override
            public void revokeSubject(String subject, Instant moment, Instant until) {
                tell(() -> store.revokeSubject(subject, moment, until));
            }

            @Override
            public boolean isRevoked(
                    @Nullable String tokenId, @Nullable String session, String subject, Instant issuedAt) {
                return answer(() -> store.isRevoked(tokenId, session, subject, issuedAt));
            }
        };
    }

    @Override
    public synchronized ReplayStore replays(ReplayStore local) {
        ReplayStore store = replays == null ? local : replays;
        replays = store;
        return (key, until) -> answer(() -> store.putIfAbsent(key, until));
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public String check() {
        return answer(() -> "7.2");
    }

    @Override
    public List<Reading> readings() {
        return List.of(Reading.gauge("fake_shared_down", "1 while the server is down.", () -> down ? 1 : 0));
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
