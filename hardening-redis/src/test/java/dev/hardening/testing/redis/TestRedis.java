package dev.hardening.testing.redis;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server that tests share which do nothing to it but use keys of their own: the one that {@code HARDENING_TEST_REDIS_URL}
 * names, or else one that is started for this virtual machine.
 */
public final class TestRedis {

    /** The variable that names the server. */
    public static final String VARIABLE = "HARDENING_TEST_REDIS_URL";

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private TestRedis() {}

    /** Returns its URL. */
    public static String url() {
        String given = System.getenv(VARIABLE);
        return given == null || given.isBlank() ? Started.SERVER.url() : given;
    }

    /** Returns a prefix that no other test has, nor has had on a server that outlives the tests. */
    public static String prefix() {
        long now = System.nanoTime() & 0xFFFF_FFFFL;
        return "t" + Long.toString(ProcessHandle.current().pid(), 36) + "-" + Long.toString(now, 36) + "-"
                + PREFIXES.incrementAndGet();
    }

    private static final class Started {
        private static final RedisServer SERVER = RedisServer.start();
    }
}
