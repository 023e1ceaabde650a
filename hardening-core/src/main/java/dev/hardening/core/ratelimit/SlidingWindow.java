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
 * <p>Time is in ticks, as short as the bits allow: 64 ns for a minute's window and up to some thousand requests, 131
 * microseconds at the most. A request is stamped with the end of its tick, and compared with the beginning of the tick that
 * it is now, so rounding never grants early.
 *
 * <pre>
 * word 0      last request's stamp | head of the ring (4 bits) | closed cells (4) | requests in the newest cell
 * words 1–6   a ring of 12 closed cells, the low 32 bits of the stamp of each one's last request
 * </pre>
 *
 * <p>The newest cell's stamp is word 0's, so it needs no place in the ring. Refunds may leave it empty. It is closed when
 * one more request comes after its g-th, which happens only below {@code max}: then at most 12 cells are closed, and they
 * fit. The clock of word 0 repeats after 2<sup>56</sup> ns (834 days); a state that is more than half of it old counts as expired, and so would
 * one that is ahead of the reading: the owner reads the time under its lock when {@link #isBeyondClock} says so.
 *
 * <p>Immutable; the words are guarded by their owner's lock.
 */
final class SlidingWindow {

    /** Words that a state takes. */
    static final int WORDS = 7;

    /** Words of those that are the ring. */
    static final int RING_WORDS = WORDS - 1;

    /** Cells of a window. */
    static final int CELLS = 13;

    /** The sign bit of an answer: refused. */
    static final long REFUSED = 1L << 63;

    private static final int RING = CELLS - 1;
    private static final long LOW_32 = 0xFFFF_FFFFL;

    /** Twice a window fits into 32 bits, with as much to spare. */
    private static final int WINDOW_BITS = 30;

    private static final int ANSWER_HEAD_SHIFT = 51;
    private static final int ANSWER_REMAINING_SHIFT = 31;
    private static final long ANSWER_WAIT_MASK = (1L << 31) - 1;

    private final int max;
    private final int perCell;
    private final int tickShift;
    private final long windowTicks;
    private final int closedShift;
    private final int headShift;
    private final int lastShift;
    private final long countMask;
    private final long lastMask;

    SlidingWindow(RateLimit limit) {
        this.max = limit.max();
        this.perCell = (max + CELLS - 1) / CELLS;
        int newestBits = Integer.SIZE - Integer.numberOfLeadingZeros(perCell);
        this.closedShift = newestBits;
        this.headShift = closedShift + 4;
        this.lastShift = headShift + 4;
        this.countMask = (1L << headShift) - 1;
        this.lastMask = -1L >>> lastShift;
        long window = limit.window().toNanos();
        int windowBits = Long.SIZE - Long.numberOfLeadingZeros(window);
        // 64 - 8 - newestBits bits of ticks, each of at least 2^newestBits ns: the clock repeats after 2^56 ns.
        this.tickShift = Math.max(newestBits, windowBits - WINDOW_BITS);
        this.windowTicks = ((window - 1) >>> tickShift) + 2;
    }

    /** Returns the nanoseconds of a tick, as a power of two. */
    int tickShift() {
        return tickShift;
    }

    /** Returns the ticks from a stamp to the first tick in which it does not count. */
    long windowTicks() {
        return windowTicks;
    }

    /** Returns the tick that it is, so many nanoseconds after the first. Never below a stamp of the same time. */
    long tick(long nanos) {
        return (nanos >>> tickShift) + 1;
    }

    /** Returns the stamp of a request, so many nanoseconds after the first tick: the first tick that begins then or later. */
    long stamp(long nanos) {
        return (nanos + (1L << tickShift) - 1) >>> tickShift;
    }

    /** Returns how long it is until the first nanosecond of a later tick. */
    long nanosUntil(long ticks, long nanos) {
        return (ticks << tickShift) - (nanos & ((1L << tickShift) - 1));
    }

    /** Tells by its first word whether nothing in a state counts any more. */
    boolean isExpired(long control, long tick) {
        return isEmpty(control) || age(control, tick) >= windowTicks;
    }

    /** Returns the ticks from the last request's stamp until now, if that is not {@linkplain #isBeyondClock too long}. */
    long age(long control, long tick) {
        return (tick - (control >>> lastShift)) & lastMask;
    }

    /** Tells whether an age is below zero or so large that it looks the same. */
    boolean isBeyondClock(long age) {
        return age > lastMask >>> 1;
    }

    /**
     * Grants and counts one request, or refuses.
     *
     * @param at where the first word of the state is
     * @param ring where its other words begin
     * @param tick the tick that it is
     * @param stamp the stamp of the request
     * @return for {@link #isRefused}, {@link #remaining}, {@link #waitTicks} and {@link #headOf}
     */
    long acquire(long[] words, int at, int ring, long tick, long stamp) {
        long control = withoutExpired(words, at, ring, tick);
        int closed = closed(control);
        int newest = newest(control);
        int remaining = max - closed * perCell - newest;
        if (remaining <= 0) {
            return REFUSED | ticksUntilMore(words, ring, control, tick);
        }
        int head = head(control);
        // Two requests within one tick may come in another order than they were stamped.
        boolean late = !isEmpty(control) && isBeyondClock(age(control, stamp));
        if (newest == perCell) {
            setCell(words, ring, head, control >>> lastShift);
            head = head == RING - 1 ? 0 : head + 1;
            closed++;
            newest = 0;
        }
        control = pack(late ? control >>> lastShift : stamp, head, closed, newest + 1);
        words[at] = control;
        return (long) head << ANSWER_HEAD_SHIFT
                | (remaining - 1L) << ANSWER_REMAINING_SHIFT
                | ticksUntilMore(words, ring, control, tick);
    }

    /**
     * Takes one granted request back, if it is certain to be in the newest cell: a request taken out of another cell than
     * its own would make that cell's count older than it is. The last request's stamp stays even if that request is taken
     * back: what had expired by then is forgotten, and a reading from before it must not be counted as if it were not.
     *
     * @param at where the first word of the state is
     * @param ring where its other words begin
     * @param stamp the stamp of the request, or an earlier one
     * @param head the head that the answer told
     */
    boolean refund(long[] words, int at, int ring, long stamp, int head) {
        long control = words[at];
        long last = control >>> lastShift;
        long since = (last - stamp) & lastMask;
        int closed = closed(control);
        if (since >= windowTicks - 1) {
            return false;
        }
        if (newest(control) > 0) {
            // With a full ring the oldest closed cell has the newest one's number. It is not meant if it was closed
            // before
            // the request; and when nothing came since the request, both were at the same time.
            boolean twoMeanings = closed == RING && since != 0 && (int) (stamp - cell(words, ring, head)) <= 0;
            if (head(control) != head || twoMeanings) {
                return false;
            }
            words[at] = control - 1;
            return true;
        }
        // All of the newest cell were taken back, so the one before it is open again.
        int before = head(control) == 0 ? RING - 1 : head(control) - 1;
        if (closed == 0 || before != head) {
            return false;
        }
        words[at] = pack(last, before, closed - 1, perCell - 1);
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

    private boolean isEmpty(long control) {
        return (control & countMask) == 0;
    }

    private long withoutExpired(long[] words, int at, int ring, long tick) {
        long control = words[at];
        if (isExpired(control, tick)) {
            return pack(tick, head(control), 0, 0);
        }
        while (closed(control) > 0 && cellAge(words, ring, control, tick) >= windowTicks) {
            control -= 1L << closedShift;
        }
        return control;
    }

    private long ticksUntilMore(long[] words, int ring, long control, long tick) {
        return windowTicks - (closed(control) > 0 ? cellAge(words, ring, control, tick) : age(control, tick));
    }

    /** The age of the oldest closed cell. It is below twice the window, so 32 bits tell it. */
    private long cellAge(long[] words, int ring, long control, long tick) {
        int oldest = head(control) - closed(control);
        return tick - cell(words, ring, oldest < 0 ? oldest + RING : oldest) & LOW_32;
    }

    private static long cell(long[] words, int ring, int index) {
        return words[ring + (index >> 1)] >>> ((index & 1) << 5) & LOW_32;
    }

    private static void setCell(long[] words, int ring, int index, long tick) {
        int word = ring + (index >> 1);
        int shift = (index & 1) << 5;
        words[word] = (words[word] & ~(LOW_32 << shift)) | (tick & LOW_32) << shift;
    }

    private long pack(long last, int head, int closed, int newest) {
        return last << lastShift | (long) head << headShift | (long) closed << closedShift | newest;
    }

    private int head(long control) {
        return (int) (control >>> headShift) & 0xF;
    }

    private int closed(long control) {
        return (int) (control >>> closedShift) & 0xF;
    }

    private int newest(long control) {
        return (int) control & ((1 << closedShift) - 1);
    }
}
