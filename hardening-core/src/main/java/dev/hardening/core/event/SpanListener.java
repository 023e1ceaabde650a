package dev.hardening.core.event;

/**
 * Hears of every request that is recorded, once, when it is over, on the thread that ended it. Implementations are safe for
 * use by many threads, return at once and do not throw; what they keep is bounded, because clients decide how many requests
 * there are.
 */
@FunctionalInterface
public interface SpanListener {

    /** Hears of one request. */
    void finished(FinishedSpan span);

    /** Returns a listener that does nothing. */
    static SpanListener none() {
        return SpanIgnorer.INSTANCE;
    }
}
