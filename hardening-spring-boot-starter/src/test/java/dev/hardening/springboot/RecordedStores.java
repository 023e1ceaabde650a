package dev.hardening.springboot;

import dev.hardening.core.SharedStores;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.token.RefreshFamilyStore;
import java.time.InstantSource;

/** Stands for the stores on a server, which {@code REDIS_URL} switches on, and counts how often they are opened and closed. */
public final class RecordedStores implements SharedStores.Provider {

    static int opened;
    static int closed;

    /** For the service loader. */
    public RecordedStores() {}

    @Override
    public SharedStores open(
            DistributedSettings settings, Ticker ticker, InstantSource clock, SecurityEventListener events) {
        opened++;
        return new Stores();
    }

    private static final class Stores implements SharedStores {
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
            return true;
        }

        @Override
        public String check() {
            return "up";
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
