package dev.hardening.redis;

import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts on the server, and as the policy says without it. */
final class SharedRateLimitStore implements RateLimitStore {

    private final RedisRoom room;
    private final Ticker ticker;
    private final RateLimitStore local;
    private final Map<String, SharedCounter> counters = new ConcurrentHashMap<>();

    SharedRateLimitStore(RedisRoom room, Ticker ticker, RateLimitStore local) {
        this.room = room;
        this.ticker = ticker;
        this.local = local;
    }

    @Override
    public RateLimitCounter counter(RateLimit limit) {
        RateLimitCounter alone = local.counter(limit); // refuses a second limit of the name
        return counters.computeIfAbsent(
                limit.name(), name -> new SharedCounter(room, new RedisCounter(room, limit, ticker), limit, alone));
    }

    @Override
    public void close() {
        local.close();
    }
}
