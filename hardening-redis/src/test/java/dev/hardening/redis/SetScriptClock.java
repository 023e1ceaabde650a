package dev.hardening.redis;

import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.List;

/** The clock of a server that somebody sets, over the time that passes. */
final class SetScriptClock implements ScriptClock {

    private final FakeScriptClock passing;
    private final FakeTicker ticker;
    private Duration set = Duration.ZERO;

    SetScriptClock(FakeTicker ticker) {
        this.ticker = ticker;
        this.passing = new FakeScriptClock(ticker);
    }

    /** Sets the clock by so much, back if it is negative. */
    void set(Duration by) {
        set = set.plus(by);
    }

    @Override
    public String prelude() {
        return passing.prelude();
    }

    @Override
    public int nanosPerTick() {
        return passing.nanosPerTick();
    }

    @Override
    public List<byte[]> arguments() {
        long now = Long.parseLong(new String(passing.arguments().get(0), java.nio.charset.StandardCharsets.US_ASCII));
        return List.of(RedisScript.number(now + set.toNanos()));
    }

    @Override
    public boolean isOver(long untilMillis) {
        return untilMillis < ticker.millis();
    }
}
