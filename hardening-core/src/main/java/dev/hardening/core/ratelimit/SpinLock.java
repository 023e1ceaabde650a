package dev.hardening.core.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Locks inside a {@code long[]}, each the lowest bit of a word whose other bits say whom the place belongs to. One
 * instruction both takes the lock and makes certain that the owner is still the same. For a few instructions at a time;
 * whoever waits, spins.
 */
final class SpinLock {

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long LOCKED = 1;
    private static final int SPINS_BEFORE_YIELD = 100;

    private SpinLock() {}

    /** Takes the lock of a place that belongs to an even owner, 0 for none; false if it belongs to another one. */
    // Yielding matters only when who has it has lost his processor, and then nothing else brings it back sooner.
    @SuppressWarnings("ThreadPriorityCheck")
    static boolean lock(long[] words, int at, long owner) {
        int spins = 0;
        while (!WORD.weakCompareAndSetAcquire(words, at, owner, owner | LOCKED)) {
            if (owner(words, at) != owner) {
                return false;
            }
            if (++spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        return true;
    }

    /** Gives the lock back, and the place to an owner. */
    static void unlock(long[] words, int at, long owner) {
        WORD.setRelease(words, at, owner);
    }

    /** Gives a place to another owner and keeps its lock. */
    static void giveLocked(long[] words, int at, long owner) {
        WORD.setOpaque(words, at, owner | LOCKED);
    }

    /** Returns whom a place belongs to. Without the lock that may have changed. */
    static long owner(long[] words, int at) {
        return read(words, at) & ~LOCKED;
    }

    /** Returns a word that another thread may be about to change. */
    static long read(long[] words, int at) {
        return (long) WORD.getOpaque(words, at);
    }
}
