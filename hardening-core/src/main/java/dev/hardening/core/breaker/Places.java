package dev.hardening.core.breaker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bulkhead of one breaker: a fixed number of places, each for one call under way. Taking one and giving it back takes
 * no lock and allocates nothing: the free ones are a stack, in whose word are the number of its changes, how many places
 * are taken and which one is on top. Safe for use by many threads.
 */
final class Places implements BreakerTimer.Watched {

    private static final int NONE = 0xFFFF;
    private static final long CHANGE = 1L << 32;
    private static final int COUNT_SHIFT = 16;

    private final Place[] all;
    private final AtomicLong top = new AtomicLong();

    Places(int size, Supplier<CallerCall> callers) {
        all = new Place[size];
        for (int i = 0; i < size; i++) {
            all[i] = new Place(i, callers.get());
            all[i].next = i + 1 < size ? i + 1 : NONE;
        }
    }

    /** Returns a place of one's own, or null when all are taken. */
    @Nullable
    Place take() {
        while (true) {
            long word = top.get();
            int index = (int) word & NONE;
            if (index == NONE) {
                return null;
            }
            Place place = all[index];
            if (top.compareAndSet(word, changed(word, taken(word) + 1, place.next))) {
                return place;
            }
        }
    }

    /** Gives a place back, once. */
    void giveBack(Place place) {
        while (true) {
            long word = top.get();
            place.next = (int) word & NONE;
            if (top.compareAndSet(word, changed(word, taken(word) - 1, place.index))) {
                return;
            }
        }
    }

    private static long changed(long word, int taken, int index) {
        return (word & ~(CHANGE - 1)) + CHANGE | (long) taken << COUNT_SHIFT | index;
    }

    private static int taken(long word) {
        return (int) (word >>> COUNT_SHIFT) & NONE;
    }

    int taken() {
        return taken(top.get());
    }

    @Override
    public long runDue(long now) {
        long next = BreakerTimer.FAR;
        for (Place place : all) {
            next = Math.min(next, place.expireIfDue(now));
        }
        return next;
    }

    /** Gives up whatever is under way. */
    void expireAll() {
        for (Place place : all) {
            place.expireNow();
        }
    }
}
