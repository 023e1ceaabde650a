package dev.hardening.redis;

import dev.hardening.testing.FakeTicker;
import java.util.List;

/**
 * The clock of a test, in nanoseconds, in place of the server's. Keys outlive their content by ten minutes of the server's own
 * time, because that has nothing to do with the test's.
 */
final class FakeScriptClock implements ScriptClock {

    /** Readings begin below zero, and a script's time does not. */
    private static final long OFFSET = 1L << 50;

    private final FakeTicker ticker;

    FakeScriptClock(FakeTicker ticker) {
        this.ticker = ticker;
    }

    @Override
    public String prelude() {
        return """
                local now = tonumber(ARGV[#ARGV])
                local tick = 1000000
                local slack = 600000
                """;
    }

    @Override
    public int nanosPerTick() {
        return 1;
    }

    @Override
    public List<byte[]> arguments() {
        return List.of(RedisScript.number(OFFSET + ticker.nanos()));
    }

    @Override
    public boolean isOver(long untilMillis) {
        return untilMillis < ticker.millis();
    }
}
