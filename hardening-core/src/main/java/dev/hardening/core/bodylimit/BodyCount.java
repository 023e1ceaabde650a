package dev.hardening.core.bodylimit;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.time.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is read of one body and how long its readers waited for it. Allocates nothing. One thread at a time; who
 * hands it to another thread does so safely.
 */
public final class BodyCount {

    private final long most;
    private final long declared;
    private final long patience;
    private final Refusal tooLarge;
    private final Refusal tooSlow;
    private final Ticker ticker;
    private long bytes;
    private long waited;
    private long since;
    private boolean waiting;

    BodyCount(long most, long declared, long patienceNanos, Refusal tooLarge, Refusal tooSlow, Ticker ticker) {
        this.most = most;
        this.declared = declared;
        this.patience = patienceNanos;
        this.tooLarge = tooLarge;
        this.tooSlow = tooSlow;
        this.ticker = ticker;
    }

    /** Notes that a reader begins to wait for the client, if it does not wait already. */
    public void waiting() {
        if (patience > 0 && !waiting) {
            since = ticker.nanos();
            waiting = true;
        }
    }

    /** Notes that the wait is over. */
    public void ready() {
        if (waiting) {
            waited += ticker.nanos() - since;
            waiting = false;
        }
    }

    /**
     * Notes that the wait is over and what has been read.
     *
     * @param count the number of bytes; zero or less when there were none
     * @return the refusal that the body has earned by now, or null
     */
    public @Nullable Refusal read(long count) {
        ready();
        if (count > 0) {
            bytes += count;
        }
        if (bytes > most) {
            return tooLarge;
        }
        return patience > 0 && waited > patience ? tooSlow : null;
    }

    /**
     * Returns how many nanoseconds readers may still wait; never below zero.
     *
     * @param otherwise what is returned where there is no bound
     */
    public long patienceLeft(long otherwise) {
        return patience > 0 ? Math.max(0, patience - waited) : otherwise;
    }

    /** Returns how many bytes have been read. */
    public long bytes() {
        return bytes;
    }

    /** Tells whether as much has been read as the head has declared, so that nothing is left to wait for. */
    public boolean isWhole() {
        return declared >= 0 && bytes >= declared;
    }

    /** Tells whether the head has declared a length, so that what is available is body. */
    public boolean isDeclared() {
        return declared >= 0;
    }

    /** Returns how many bytes may still be read; never below zero. */
    public long left() {
        return Math.max(0, most - bytes);
    }

    /** Returns what a body gets that the container has given up waiting for. */
    public Refusal tooSlow() {
        return tooSlow;
    }
}
