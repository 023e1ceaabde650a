package dev.hardening.redis;

import dev.hardening.core.SharedStores;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.time.Ticker;
import java.time.InstantSource;

/** Opens {@link RedisStores} where {@code REDIS_URL} or {@code RATE_LIMIT_REDIS_URL} is set. Found by its name. */
public final class RedisStoresProvider implements SharedStores.Provider {

    /** Makes a provider; there is nothing to say. */
    public RedisStoresProvider() {}

    @Override
    public SharedStores open(
            DistributedSettings settings, Ticker ticker, InstantSource clock, SecurityEventListener events) {
        return RedisStores.builder(settings).time(ticker, clock).events(events).build();
    }
}
