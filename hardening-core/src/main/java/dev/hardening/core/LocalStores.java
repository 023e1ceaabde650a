package dev.hardening.core;

import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.token.RefreshFamilyStore;

/** Stores of this process alone. */
enum LocalStores implements SharedStores {
    INSTANCE;

    @Override
    public RateLimitStore rateLimits(RateLimitStore local) {
        return local;
    }

    @Override
    public AttemptStore attempts(AttemptStore local) {
        return local;
    }

    @Override
    public RefreshFamilyStore families(RefreshFamilyStore local) {
        return local;
    }

    @Override
    public RevocationStore revocations(RevocationStore local) {
        return local;
    }

    @Override
    public ReplayStore replays(ReplayStore local) {
        return local;
    }

    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public String check() {
        return "not shared";
    }

    @Override
    public void close() {
        // There is nothing open.
    }
}
