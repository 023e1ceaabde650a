package dev.hardening.core.ratelimit;

/**
 * The arithmetic of one strict sliding window whose whole state is seven words of a {@code long[]}: never more than
 * {@code max} granted in any span as long as the window.
 *
 * <p>An exact log would keep the time of each granted request. This one keeps them in groups: up to {@value #CELLS} cells
 * of {@code g = ceil(max / 13)} requests, and of each cell only the time of its <em>last</em> request. A cell counts in full
 * until that last request is older than the window. So the count is never below the exact one. It is above it by at most
 * {@code g - 1}, because only the oldest cell that still counts can hold older requests: every later cell began after the
 * oldest one's last request. Up to a maximum of 13 it is the exact log.
 *
 * <p>Time is in ticks of 2<sup>17</sup> ns (131 microseconds). A request is taken to be one tick younger than it may be, so
 * that rounding never grants early.
 *
 * <pre>
 * word 0      last request's tick (39 bits) | head (4) | closed cells (4) | requests in the newest cell (17)
 * words 1–6   a ring of 12 closed cells, the low 32 bits of the tick of each one's last request
 * </pre>
 *
 * <p>The newest cell's time is word 0's tick, so it needs no place in the ring. It is closed when one more request comes
 * after its g-th, which happens only below {@code max}: then at most 12 cells are closed, and they fit. No request may
 * reach a state more than 2<sup>38</sup> ticks (417 days) after the last one; the owner erases the state first.
 *
 * <p>Immutable; the words are guarded by their owner's lock.
 */
final class SlidingWindow {

    /** Words that a state takes. */
    static final int WORDS = 7;

    /** Cells of a window. */
    static final int CELLS = 13;

    /** Nanoseconds of a tick, as a power of two. */
    static final int TICK_SHIFT = 17;

    /** The sign bit of an answer: refused. */
    static final long REFUSED = 1L << 63;

    private static final int RING = CELLS - 1;
    private static final long TICK_MASK = (1L << 39) - 1;
    private static final long LOW_32 = 0xFFFF_FFFFL;
    private static final int LAST_SHIFT = 25;
    private static final int HEAD_SHIFT = 21;
    private static final int CLOSED_SHIFT = 17;
    private static final int NEWEST_MASK = (1 << 17) - 1;

    private static final int ANSWER_HEAD_SHIFT = 51;
    private static final int ANSWER_REMAINING_SHIFT = 31;
    private static final long ANSWER_WAIT_MASK = (1L << 31) - 1;

    private final int max;
    private final int perCell;
    private final long windowTicks;

    SlidingWindow(RateLimit limit) {
        this.max = limit.max();
        this.perCell = (max + CELLS - 1) / CELLS;
        this.windowTicks = ((limit.window().toNanos() - 1) >>> TICK_SHIFT) + 2;
    }

    /** Returns the ticks after which a request certainly is older than the window. */
    long windowTicks() {
        return windowTicks;
    }

    /** Tells whether nothing in this state counts any more. */
    boolean isExpired(long[] words, int at, long tick) {
        return newest(words[at]) == 0 || age(words[at], tick) >= windowTicks;
    }

    /** Returns the ticks from the last request until now, below 2^38 unless the state is older than its clock can tell. */
    static long age(long control, long tick) {
        return (tick - (control >>> LAST_SHIFT)) & TICK_MASK;
    }

    /** Tells whether an age is more than the clock can tell, or below zero; the two look the same. */
    static boolean isBeyondClock(long age) {
        return age > TICK_MASK >>> 1;
    }

    /**
     * Grants and counts one request, or refuses.
     *
     * @return for {@link #isRefused}, {@link #remaining}, {@link #waitTicks} and {@link #headOf}
     */
    long acquire(long[] words, int at, long tick) {
        long control = withoutExpired(words, at, tick);
        int closed = closed(control);
        int newest = newest(control);
        int remaining = max - closed * perCell - newest;
        if (remaining <= 0) {
            return REFUSED | ticksUntilMore(words, at, control, tick);
        }
        int head = head(control);
        if (newest == perCell) {
            setCell(words, at, head, control >>> LAST_SHIFT);
            head = head == RING - 1 ? 0 : head + 1;
            closed++;
            newest = 0;
        }
        control = pack(tick, head, closed, newest + 1);
        words[at] = control;
        return (long) head << ANSWER_HEAD_SHIFT
                | (remaining - 1L) << ANSWER_REMAINING_SHIFT
                | ticksUntilMore(words, at, control, tick);
    }

    /**
     * Takes one granted request back, if it is certain to be in the newest cell: a request taken out of another cell than
     * its own would make that cell's count older than it is.
     *
     * @param tick the tick of the request, or an earlier one
     * @param head the head that the answer told
     */
    boolean refund(long[] words, int at, long tick, int head) {
        long control = words[at];
        long since = age(control, tick);
        int closed = closed(control);
        // With a full ring the head's number has two meanings, unless all of it happened within one tick.
        if (newest(control) == 0 || head(control) != head || since >= windowTicks || (closed == RING && since != 0)) {
            return false;
        }
        if (newest(control) > 1) {
            words[at] = control - 1;
        } else if (closed > 0) {
            long last = control >>> LAST_SHIFT;
            int before = head == 0 ? RING - 1 : head - 1;
            words[at] = pack(last - (last - cell(words, at, before) & LOW_32), before, closed - 1, perCell);
        } else {
            words[at] = pack(control >>> LAST_SHIFT, head, 0, 0);
        }
        return true;
    }

    static boolean isRefused(long answer) {
        return answer < 0;
    }

    static int remaining(long answer) {
        return (int) (answer >>> ANSWER_REMAINING_SHIFT) & 0xF_FFFF;
    }

    static long waitTicks(long answer) {
        return answer & ANSWER_WAIT_MASK;
    }

    static int headOf(long answer) {
        return (int) (answer >>> ANSWER_HEAD_SHIFT) & 0xF;
    }

    private long withoutExpired(long[] words, int at, long tick) {
        long control = words[at];
        if (newest(control) == 0 || age(control, tick) >= windowTicks) {
            return pack(tick, head(control), 0, 0);
        }
        while (closed(control) > 0 && cellAge(words, at, control, tick) >= windowTicks) {
            control -= 1L << CLOSED_SHIFT;
        }
        return control;
    }

    private long ticksUntilMore(long[] words, int at, long control, long tick) {
        return windowTicks - (closed(control) > 0 ? cellAge(words, at, control, tick) : age(control, tick));
    }

    /** The age of the oldest closed cell. It is below twice the window, so 32 bits tell it. */
    private static long cellAge(long[] words, int at, long control, long tick) {
        int oldest = head(control) - closed(control);
        return tick - cell(words, at, oldest < 0 ? oldest + RING : oldest) & LOW_32;
    }

    private static long cell(long[] words, int at, int index) {
        return words[at + 1 + (index >> 1)] >>> ((index & 1) << 5) & LOW_32;
    }

    private static void setCell(long[] words, int at, int index, long tick) {
        int word = at + 1 + (index >> 1);
        int shift = (index & 1) << 5;
        words[word] = (words[word] & ~(LOW_32 << shift)) | (tick & LOW_32) << shift;
    }

    private static long pack(long tick, int head, int closed, int newest) {
        return tick << LAST_SHIFT | (long) head << HEAD_SHIFT | (long) closed << CLOSED_SHIFT | newest;
    }

    private static int head(long control) {
        return (int) (control >>> HEAD_SHIFT) & 0xF;
    }

    private static int closed(long control) {
        return (int) (control >>> CLOSED_SHIFT) & 0xF;
    }

    private static int newest(long control) {
        return (int) control & NEWEST_MASK;
    }
}
