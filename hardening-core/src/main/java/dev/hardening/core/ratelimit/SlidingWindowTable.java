package dev.hardening.core.ratelimit;

import dev.hardening.core.time.Ticker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Strict sliding windows of many clients in one {@code long[]}, which never grows and never makes garbage.
 *
 * <p>A client is known by the 64-bit {@link SipHash} of his key under a secret of the table's own. Should two clients have
 * the same one they share a count, which is only ever stricter.
 *
 * <p>The hash chooses a group of 104 slots. A slot is eight words, a cache line: the hash and the seven words of
 * {@link SlidingWindow}. The group's first 16 words are its lock, two times, and one byte for each slot: 0, or 7 bits of
 * the slot's hash. A look-up compares eight such bytes at once and mostly touches two or three lines of memory. With 72 keys a
 * group by design, the chance that one of them meets a full group is about one in 100,000.
 *
 * <p>When a group is full the slots whose window has passed are emptied. When there is none, the request is counted in one
 * slot that all such clients of the table share, and the group remembers when. A client who gets a slot of his own within
 * a window from then starts with a copy of the shared count, since his own requests may be in it: full or not, no key is
 * ever granted more than the limit.
 *
 * <p>Each group has a spin lock, held for some tens of nanoseconds and for a few microseconds when it is swept.
 */
final class SlidingWindowTable implements RateLimitCounter {

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int SLOT = 1 + SlidingWindow.WORDS;
    private static final int OVERFLOWED_AT = 1;
    private static final int SWEEP_AT = 2;
    private static final int MARKS = 3;
    private static final int MARK_WORDS = 13;
    private static final int HEADER = MARKS + MARK_WORDS;
    private static final int SLOTS = 8 * MARK_WORDS;
    private static final int GROUP = HEADER + SLOTS * SLOT;
    private static final int KEYS_IN_GROUP = 72;

    /** An array's first word lies 16 bytes into its object; from here on, lines of memory and slots agree. */
    private static final int FIRST = 6;

    private static final long EACH_LOW_BIT = 0x0101_0101_0101_0101L;
    private static final long EACH_HIGH_BIT = 0x8080_8080_8080_8080L;
    private static final long SHARED = 1L << 62;
    private static final int SHARED_MARK = 1 << 4;

    /** Ticks for which an answer has room beside those of a window. */
    private static final long LONGEST_DELAY = 1L << 29;

    private static final int SPINS_BEFORE_YIELD = 100;

    private final SlidingWindow window;
    private final Ticker ticker;
    private final SipHash secret;
    private final long start;
    private final int groups;
    private final int shared;
    private final long[] words;

    SlidingWindowTable(RateLimit limit, Ticker ticker, int trackedKeys, SipHash secret) {
        this.window = new SlidingWindow(limit);
        this.ticker = ticker;
        this.secret = secret;
        // The first tick is one window after 0, so that a time word of 0 means "long ago".
        this.start = ticker.nanos() - (window.windowTicks() << window.tickShift());
        this.groups = (trackedKeys + KEYS_IN_GROUP - 1) / KEYS_IN_GROUP;
        this.shared = FIRST + groups * GROUP;
        this.words = new long[shared + HEADER + SLOT];
    }

    @Override
    public long acquire(RateLimitKey key, long now) {
        long answer = acquire(key.hash(secret), now);
        long wait = window.nanosUntil(SlidingWindow.waitTicks(answer), now - start);
        if (SlidingWindow.isRefused(answer)) {
            return RateLimitOutcome.refused(wait);
        }
        int mark = SlidingWindow.headOf(answer) | ((answer & SHARED) == 0 ? 0 : SHARED_MARK);
        return RateLimitOutcome.granted(SlidingWindow.remaining(answer), wait, mark);
    }

    @Override
    public void refund(RateLimitKey key, long now, long outcome) {
        int head = RateLimitOutcome.mark(outcome) & (SHARED_MARK - 1);
        if ((RateLimitOutcome.mark(outcome) & SHARED_MARK) != 0) {
            lock(shared);
            try {
                window.refund(words, shared + HEADER + 1, window.stamp(now - start), head);
            } finally {
                unlock(shared);
            }
            return;
        }
        long hash = key.hash(secret);
        int group = group(hash);
        lock(group);
        try {
            int slot = find(group, hash);
            if (slot != 0) {
                window.refund(words, slot + 1, window.stamp(now - start), head);
            }
        } finally {
            unlock(group);
        }
    }

    @Override
    public boolean isOverflowing() {
        lock(shared);
        try {
            return !window.isExpired(words, shared + HEADER + 1, tick(ticker.nanos()));
        } finally {
            unlock(shared);
        }
    }

    /** Returns the bytes of the table. */
    long bytes() {
        return 8L * words.length;
    }

    private long acquire(long hash, long now) {
        int group = group(hash);
        lock(group);
        try {
            int slot = find(group, hash);
            if (slot == 0) {
                slot = claim(group, hash, tick(now));
            }
            return slot == 0 ? acquireShared(group, now) : acquireAt(slot + 1, now);
        } finally {
            unlock(group);
        }
    }

    private long acquireShared(int group, long now) {
        lock(shared);
        try {
            long answer = acquireAt(shared + HEADER + 1, now);
            // Read again: another thread may have counted in the shared slot at a later time than ours.
            words[group + OVERFLOWED_AT] = tick(ticker.nanos());
            return answer | SHARED;
        } finally {
            unlock(shared);
        }
    }

    /** Counts in a state whose lock is held. The reading was taken before the lock, so others may be ahead of it. */
    private long acquireAt(int at, long now) {
        long tick = tick(now);
        if (!window.isBeyondClock(window.age(words[at], tick))) {
            return window.acquire(words, at, tick, window.stamp(now - start));
        }
        // Others were ahead, or the state is so old that the clock cannot tell; a reading made under the lock is never
        // behind.
        long later = ticker.nanos();
        long answer = window.acquire(words, at, tick(later), window.stamp(later - start));
        return answer + Math.min(tick(later) - tick, LONGEST_DELAY);
    }

    /** Returns the index of the slot that has the hash, or 0. */
    private int find(int group, long hash) {
        long marks = mark(hash) * EACH_LOW_BIT;
        int word = home(hash);
        for (int i = 0; i < MARK_WORDS; i++) {
            long difference = words[group + MARKS + word] ^ marks;
            // Exact for the lowest byte that is zero; above it there may be false ones, which the hash then tells.
            long matches = (difference - EACH_LOW_BIT) & ~difference & EACH_HIGH_BIT;
            for (; matches != 0; matches &= matches - 1) {
                int slot = slot(group, word, matches);
                if (words[slot] == hash) {
                    return slot;
                }
            }
            word = word == MARK_WORDS - 1 ? 0 : word + 1;
        }
        return 0;
    }

    /** Gives the hash a slot and returns its index, or 0 when all are in use. */
    private int claim(int group, long hash, long tick) {
        int slot = takeFree(group, hash);
        if (slot == 0 && sweep(group)) {
            slot = takeFree(group, hash);
        }
        if (slot == 0) {
            return 0;
        }
        words[slot] = hash;
        words[slot + 1] = 0;
        if (tick - words[group + OVERFLOWED_AT] < window.windowTicks()) {
            lock(shared);
            try {
                System.arraycopy(words, shared + HEADER + 1, words, slot + 1, SlidingWindow.WORDS);
            } finally {
                unlock(shared);
            }
        }
        return slot;
    }

    private int takeFree(int group, long hash) {
        int word = home(hash);
        for (int i = 0; i < MARK_WORDS; i++) {
            long marks = words[group + MARKS + word];
            long free = ~marks & EACH_HIGH_BIT;
            if (free != 0) {
                words[group + MARKS + word] = marks | mark(hash) << (Long.numberOfTrailingZeros(free) - 7);
                return slot(group, word, free);
            }
            word = word == MARK_WORDS - 1 ? 0 : word + 1;
        }
        return 0;
    }

    /** Empties the slots whose window has passed; tells whether there were any. */
    private boolean sweep(int group) {
        long tick = tick(ticker.nanos());
        if (tick < words[group + SWEEP_AT]) {
            return false;
        }
        long oldest = 0;
        boolean freed = false;
        for (int i = 0; i < SLOTS; i++) {
            int at = group + HEADER + i * SLOT + 1;
            if (window.isExpired(words, at, tick)) {
                words[group + MARKS + (i >>> 3)] &= ~(0xFFL << ((i & 7) << 3));
                freed = true;
            } else {
                oldest = Math.max(oldest, window.age(words[at], tick));
            }
        }
        // No slot of a full group can expire before that: a request only makes it younger.
        words[group + SWEEP_AT] = freed ? 0 : tick + window.windowTicks() - oldest;
        return freed;
    }

    // Yielding matters only when the owner has lost its processor, and then nothing else brings it back sooner.
    @SuppressWarnings("ThreadPriorityCheck")
    private void lock(int at) {
        int spins = 0;
        while (!WORD.weakCompareAndSetAcquire(words, at, 0L, 1L)) {
            if (++spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private void unlock(int at) {
        WORD.setRelease(words, at, 0L);
    }

    private long tick(long nanos) {
        return window.tick(nanos - start);
    }

    private int group(long hash) {
        return FIRST + (int) (((hash >>> 32) * groups) >>> 32) * GROUP;
    }

    private static int home(long hash) {
        return (int) (((hash >>> 8 & 0xFFFF) * MARK_WORDS) >>> 16);
    }

    private static long mark(long hash) {
        return (hash & 0x7F) | 0x80;
    }

    private static int slot(int group, int word, long highBits) {
        return group + HEADER + (8 * word + (Long.numberOfTrailingZeros(highBits) >>> 3)) * SLOT;
    }
}
