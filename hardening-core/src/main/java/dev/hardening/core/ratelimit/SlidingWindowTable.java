package dev.hardening.core.ratelimit;

import dev.hardening.core.time.Ticker;

/**
 * Strict sliding windows of many clients in one {@code long[]}, which never grows and never makes garbage.
 *
 * <p>A client is known by 63 bits of the {@link SipHash} of his key under a secret of the table's own. Should two clients
 * have the same ones they share a count, which is only ever stricter.
 *
 * <p>Far from the processor's caches a decision costs what the lines of memory that it touches cost, and how many there
 * are in all. So what every decision needs lies close together: the head of a slot is two words, one of the hash with the
 * slot's lock as its lowest bit, and the first word of {@link SlidingWindow}, with the time of the last request and the
 * counts. Four heads make a line of memory, and a million clients are 24 MB of heads. The window's other six words, the
 * ring, lie far apart, on other pages; they are read only for those who have used a thirteenth of their maximum, who touch
 * one or two lines more.
 *
 * <p>The hash chooses a group of 104 slots and the home within it. The group's first 16 words are its lock, two times, and
 * one byte for each slot: 0, or 7 bits of the slot's hash. Then come the heads. All rings are behind the last group. A
 * look-up reads the home and the word of marks for the eight slots around it; neither waits for the other, and together
 * they find nearly all clients without the group's lock. Whoever is not found is looked for under it, by all marks. A new
 * client gets his home if it is free or its window has passed, else another of the eight, else any free one. With 72 keys
 * a group by design, the chance that one of them meets a full group is about one in 100,000.
 *
 * <p>When a group is full the slots whose window has passed are emptied. When there is none, the request is counted in one
 * slot that all such clients of the table share, and the group remembers when. A client who gets a slot of his own within
 * a window from then starts with a copy of the shared count, since his own requests may be in it: full or not, no key is
 * ever granted more than the limit.
 *
 * <p>Locks spin: a slot's is held for some tens of nanoseconds, a group's for a few microseconds when it is swept. Slots
 * change their owner only under both, so what is found without the group's lock is certain once the slot's is held, and
 * what is not found is looked for again under it. They are taken in the order group, slot, shared slot.
 */
final class SlidingWindowTable implements RateLimitCounter {

    private static final int HEAD = 2;
    private static final int RING = SlidingWindow.RING_WORDS;
    private static final int OVERFLOWED_AT = 1;
    private static final int SWEEP_AT = 2;
    private static final int MARKS = 3;
    private static final int MARK_WORDS = 13;
    private static final int HEADER = MARKS + MARK_WORDS;
    private static final int SLOTS = 8 * MARK_WORDS;
    private static final int GROUP = HEADER + SLOTS * HEAD;
    private static final int KEYS_IN_GROUP = 72;

    /** An array's first word lies 16 bytes into its object; from here on, lines of memory and heads agree where objects do. */
    private static final int FIRST = 6;

    private static final long EACH_LOW_BIT = 0x0101_0101_0101_0101L;
    private static final long EACH_HIGH_BIT = 0x8080_8080_8080_8080L;
    private static final long SHARED = 1L << 62;
    private static final int SHARED_MARK = 1 << 4;

    /** Ticks for which an answer has room beside those of a window. */
    private static final long LONGEST_DELAY = 1L << 29;

    private final SlidingWindow window;
    private final Ticker ticker;
    private final SipHash secret;
    private final long start;
    private final int groups;
    private final int shared;
    private final int rings;
    private final long[] words;

    SlidingWindowTable(RateLimit limit, Ticker ticker, int trackedKeys, SipHash secret) {
        this.window = new SlidingWindow(limit);
        this.ticker = ticker;
        this.secret = secret;
        // The first tick is one window after 0, so that a time word of 0 means "long ago".
        this.start = ticker.nanos() - (window.windowTicks() << window.tickShift());
        this.groups = (trackedKeys + KEYS_IN_GROUP - 1) / KEYS_IN_GROUP;
        this.shared = FIRST + groups * GROUP;
        this.rings = shared + HEAD;
        this.words = new long[rings + (groups * SLOTS + 1) * RING];
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
            SpinLock.lock(words, shared, 0);
            try {
                window.refund(words, shared + 1, sharedRing(), window.stamp(now - start), head);
            } finally {
                SpinLock.unlock(words, shared, 0);
            }
            return;
        }
        long hash = key.hash(secret);
        int group = group(hash);
        int slot = lockOwn(group, hash);
        if (slot == 0) {
            return;
        }
        try {
            window.refund(words, slot + 1, ring(group, slot), window.stamp(now - start), head);
        } finally {
            SpinLock.unlock(words, slot, owner(hash));
        }
    }

    @Override
    public boolean isOverflowing() {
        SpinLock.lock(words, shared, 0);
        try {
            return !window.isExpired(words[shared + 1], tick(ticker.nanos()));
        } finally {
            SpinLock.unlock(words, shared, 0);
        }
    }

    /** Returns the bytes of the table. */
    long bytes() {
        return 8L * words.length;
    }

    private long acquire(long hash, long now) {
        int group = group(hash);
        int slot = lockNear(group, hash);
        if (slot == 0) {
            SpinLock.lock(words, group, 0);
            try {
                slot = lockAnywhere(group, hash);
                if (slot == 0) {
                    return acquireNew(group, hash, now);
                }
            } finally {
                SpinLock.unlock(words, group, 0);
            }
        }
        try {
            return acquireAt(slot + 1, ring(group, slot), now);
        } finally {
            SpinLock.unlock(words, slot, owner(hash));
        }
    }

    /**
     * Counts for a client who has no slot. He may have lost one since his request's reading was made; only a reading made
     * under the group's lock is certain to be a window later than what was forgotten with it.
     */
    private long acquireNew(int group, long hash, long now) {
        int slot = claim(group, hash, tick(now));
        if (slot == 0) {
            return acquireShared(group, now);
        }
        try {
            return acquireLater(slot + 1, ring(group, slot), now, ticker.nanos());
        } finally {
            SpinLock.unlock(words, slot, owner(hash));
        }
    }

    private long acquireShared(int group, long now) {
        SpinLock.lock(words, shared, 0);
        try {
            long later = ticker.nanos();
            words[group + OVERFLOWED_AT] = tick(later);
            return acquireLater(shared + 1, sharedRing(), now, later) | SHARED;
        } finally {
            SpinLock.unlock(words, shared, 0);
        }
    }

    /** Counts in a state whose lock is held. The reading was taken before the lock, so others may be ahead of it. */
    private long acquireAt(int at, int ring, long now) {
        long tick = tick(now);
        if (!window.isBeyondClock(window.age(words[at], tick))) {
            return window.acquire(words, at, ring, tick, window.stamp(now - start));
        }
        // Others were ahead, or the state is so old that the clock cannot tell.
        return acquireLater(at, ring, now, ticker.nanos());
    }

    /** Counts at a reading that was made under the lock, which is never behind another's; answers from the earlier one. */
    private long acquireLater(int at, int ring, long now, long later) {
        long tick = tick(later);
        long answer = window.acquire(words, at, ring, tick, window.stamp(later - start));
        return answer + Math.min(tick - tick(now), LONGEST_DELAY);
    }

    /** Locks the slot that has the hash and returns its index, or 0. */
    private int lockOwn(int group, long hash) {
        int slot = lockNear(group, hash);
        if (slot != 0) {
            return slot;
        }
        SpinLock.lock(words, group, 0);
        try {
            return lockAnywhere(group, hash);
        } finally {
            SpinLock.unlock(words, group, 0);
        }
    }

    /** Locks the slot that has the hash if it is among the eight of its home, and returns its index; 0 says nothing. */
    private int lockNear(int group, long hash) {
        int home = home(hash);
        int slot = slot(group, home);
        // All are read before the first is looked at, so that the lines of memory come together.
        long marks = SpinLock.read(words, group + MARKS + (home >>> 3));
        long owner = SpinLock.owner(words, slot);
        if (owner == owner(hash) && SpinLock.lock(words, slot, owner(hash))) {
            return slot;
        }
        return lockMarked(group, home >>> 3, marks, hash);
    }

    /** Locks the slot that has the hash, wherever in its group it is, and returns its index, or 0. */
    private int lockAnywhere(int group, long hash) {
        for (int word = 0; word < MARK_WORDS; word++) {
            int slot = lockMarked(group, word, words[group + MARKS + word], hash);
            if (slot != 0) {
                return slot;
            }
        }
        return 0;
    }

    private int lockMarked(int group, int word, long marks, long hash) {
        long difference = marks ^ mark(hash) * EACH_LOW_BIT;
        // Exact for the lowest byte that is zero; above it there may be false ones, which the hash then tells.
        long matches = (difference - EACH_LOW_BIT) & ~difference & EACH_HIGH_BIT;
        for (; matches != 0; matches &= matches - 1) {
            int slot = slot(group, index(word, matches));
            if (SpinLock.lock(words, slot, owner(hash))) {
                return slot;
            }
        }
        return 0;
    }

    /** Gives the hash a slot, locked, and returns its index, or 0 when all are in use. */
    private int claim(int group, long hash, long tick) {
        int index = findNear(group, hash, tick);
        if (index < 0) {
            index = findFree(group);
        }
        if (index < 0 && sweep(group)) {
            index = findFree(group);
        }
        if (index < 0) {
            return 0;
        }
        int slot = slot(group, index);
        words[slot + 1] = 0;
        if (tick - words[group + OVERFLOWED_AT] < window.windowTicks()) {
            SpinLock.lock(words, shared, 0);
            try {
                words[slot + 1] = words[shared + 1];
                System.arraycopy(words, sharedRing(), words, ring(group, slot), RING);
            } finally {
                SpinLock.unlock(words, shared, 0);
            }
        }
        setMark(group, index, mark(hash));
        SpinLock.giveLocked(words, slot, owner(hash));
        return slot;
    }

    /** Returns one of the eight slots of the hash's home that is free, or that is not in use and now locked; or -1. */
    private int findNear(int group, long hash, long tick) {
        int home = home(hash);
        int word = home >>> 3;
        long free = ~words[group + MARKS + word] & EACH_HIGH_BIT;
        if ((free >>> ((home & 7) << 3) & 0x80) != 0 || lockExpired(group, home, tick)) {
            return home;
        }
        if (free != 0) {
            return index(word, free);
        }
        for (int index = 8 * word; index < 8 * word + 8; index++) {
            if (lockExpired(group, index, tick)) {
                return index;
            }
        }
        return -1;
    }

    private int findFree(int group) {
        for (int word = 0; word < MARK_WORDS; word++) {
            long free = ~words[group + MARKS + word] & EACH_HIGH_BIT;
            if (free != 0) {
                return index(word, free);
            }
        }
        return -1;
    }

    /** Empties the slots whose window has passed; tells whether there were any. */
    private boolean sweep(int group) {
        long tick = tick(ticker.nanos());
        if (tick < words[group + SWEEP_AT]) {
            return false;
        }
        long oldest = 0;
        boolean freed = false;
        for (int index = 0; index < SLOTS; index++) {
            if (lockExpired(group, index, tick)) {
                setMark(group, index, 0);
                SpinLock.unlock(words, slot(group, index), 0);
                freed = true;
            } else {
                long age = window.age(SpinLock.read(words, slot(group, index) + 1), tick);
                oldest = Math.max(oldest, window.isBeyondClock(age) ? 0 : age);
            }
        }
        // No slot of a full group can expire before that: a request only makes it younger.
        words[group + SWEEP_AT] = freed ? 0 : tick + window.windowTicks() - oldest;
        return freed;
    }

    /** Locks a slot that has an owner if its window has passed. The group's lock is held, so the owner stays. */
    private boolean lockExpired(int group, int index, long tick) {
        int slot = slot(group, index);
        // Without the lock this says little, but it saves most locks.
        if (!window.isExpired(SpinLock.read(words, slot + 1), tick)) {
            return false;
        }
        long owner = SpinLock.owner(words, slot);
        SpinLock.lock(words, slot, owner);
        // Others may have counted at a later time than ours; a reading made under the lock is never behind.
        boolean behind = window.isBeyondClock(window.age(words[slot + 1], tick));
        if (window.isExpired(words[slot + 1], behind ? tick(ticker.nanos()) : tick)) {
            return true;
        }
        SpinLock.unlock(words, slot, owner);
        return false;
    }

    private void setMark(int group, int index, long mark) {
        int word = group + MARKS + (index >>> 3);
        int shift = (index & 7) << 3;
        words[word] = (words[word] & ~(0xFFL << shift)) | (mark << shift);
    }

    private long tick(long nanos) {
        return window.tick(nanos - start);
    }

    private int group(long hash) {
        return FIRST + (int) (((hash >>> 32) * groups) >>> 32) * GROUP;
    }

    private static int slot(int group, int index) {
        return group + HEADER + index * HEAD;
    }

    private int ring(int group, int slot) {
        return rings + ((group - FIRST) / GROUP * SLOTS + (slot - group - HEADER) / HEAD) * RING;
    }

    /** The last one. */
    private int sharedRing() {
        return rings + groups * SLOTS * RING;
    }

    private static int home(long hash) {
        return (int) (((hash >>> 8 & 0xFFFF) * SLOTS) >>> 16);
    }

    /** Never 0, which is a slot that nobody has. */
    private static long owner(long hash) {
        return Math.max(hash >>> 1, 1) << 1;
    }

    private static long mark(long hash) {
        return (hash >>> 1 & 0x7F) | 0x80;
    }

    /** The slot of the lowest byte that has its high bit. */
    private static int index(int word, long highBits) {
        return 8 * word + (Long.numberOfTrailingZeros(highBits) >>> 3);
    }
}
