package dev.hardening.redis;

import java.time.Duration;
import java.util.List;

/**
 * What the server has said of counts in the last second, so that who tries on and on during a lock costs it one question a
 * second. It is good for no longer, because another instance may lift a lock: an administrator does, and so does a try that
 * proves to be none. Nothing is granted by it, and a wait is told only when it is certain to be that of the longest lock: of a
 * count of which nothing is known the server is asked. Safe for use by many threads.
 */
final class KnownLocks {

    private static final long GOOD = Duration.ofSeconds(1).toNanos();

    private final KnownRefusals good = new KnownRefusals();
    private final KnownRefusals locks = new KnownRefusals();

    /** Returns how long the longest lock lasts yet, by the reading {@code now}; 0 when that is not known, or there is none. */
    long waitNanos(List<String> names, long now) {
        long wait = 0;
        for (String name : names) {
            if (good.waitNanos(name, now) == 0) {
                return 0;
            }
            wait = Math.max(wait, locks.waitNanos(name, now));
        }
        return wait;
    }

    /** Remembers that a count is locked for so long, or with 0 that it is not. */
    void learn(String name, long waitNanos, long now) {
        locks.put(name, now + waitNanos);
        good.put(name, now + GOOD); // after it, so that nobody takes an old lock for a new one
    }

    /** Forgets what is known of a count. */
    void forget(String name) {
        good.forget(name);
    }
}
