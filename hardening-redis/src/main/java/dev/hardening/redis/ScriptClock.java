package dev.hardening.redis;

import java.util.List;

/**
 * What time it is in a script. A script finds three variables: {@code now} in ticks, {@code tick}, which is how many of them a
 * millisecond has, and {@code slack}, the milliseconds by which a key outlives its content.
 */
interface ScriptClock {

    /** The server's clock, in microseconds. */
    ScriptClock SERVER = new ScriptClock() {
        @Override
        public String prelude() {
            return """
                    local time = redis.call('TIME')
                    local now = time[1] * 1000000 + time[2]
                    local tick = 1000
                    local slack = 0
                    """;
        }

        @Override
        public int nanosPerTick() {
            return 1000;
        }

        @Override
        public List<byte[]> arguments() {
            return List.of();
        }

        @Override
        public boolean isOver(long untilMillis) {
            return false;
        }
    };

    /** Returns the lines that every script begins with. */
    String prelude();

    /** Returns how many nanoseconds a tick has. */
    int nanosPerTick();

    /** Returns what the prelude needs behind the script's own arguments. */
    List<byte[]> arguments();

    /** Tells whether what ends then is over although its key is there: never, where the server removes it in time. */
    boolean isOver(long untilMillis);
}
