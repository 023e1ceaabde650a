package dev.hardening.core.ratelimit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.time.Ticker;
import dev.hardening.testing.RateLimitStoreContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryRateLimitStoreTest extends RateLimitStoreContract {

    @Override
    protected RateLimitStore store(int trackedKeys) {
        return RateLimitStore.inMemory(ticker, trackedKeys);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10_000_001})
    void refuses_to_track_none_or_too_many(int trackedKeys) {
        assertThrows(IllegalArgumentException.class, () -> RateLimitStore.inMemory(Ticker.system(), trackedKeys));
    }

    @Test
    void has_nothing_to_close() {
        assertDoesNotThrow(() -> store(1).close());
    }
}
