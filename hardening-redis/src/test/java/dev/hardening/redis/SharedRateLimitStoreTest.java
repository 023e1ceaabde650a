package dev.hardening.redis;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.testing.RateLimitStoreContract;

class SharedRateLimitStoreTest extends RateLimitStoreContract {

    @Override
    protected RateLimitStore store(int trackedKeys) {
        return new SharedRateLimitStore(
                Rooms.empty(SharedRoom.RATE_LIMIT, ticker), ticker, RateLimitStore.inMemory(ticker, trackedKeys));
    }

    @Override
    protected boolean isRemote() {
        return true;
    }
}
