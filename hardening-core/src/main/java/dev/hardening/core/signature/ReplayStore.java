package dev.hardening.core.signature;

import dev.hardening.core.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Remembers which signatures were taken, for as long as they could be taken again. An entry is never forgotten before its
 * time; a full store refuses to take more. Safe for use by many threads.
 *
 * <p>{@link #putIfAbsent} throws {@link dev.hardening.core.decision.StoreUnavailableException} when the store cannot
 * answer, or is full; whoever asks then refuses, because what cannot be remembered must not pass.
 */
public interface ReplayStore extends AutoCloseable {

    /** How many entries are a good start: {@value}, which take about 200 MB when all of them are there. */
    int DEFAULT_MOST_ENTRIES = 1_000_000;

    /**
     * Remembers a key, in one step and one round trip. Of several calls at once exactly one finds it absent.
     *
     * @param key 43 characters of base64url
     * @param until the last moment at which it counts, to the millisecond; one that is over is not stored
     * @return true when it was not there, or was over
     */
    boolean putIfAbsent(String key, Instant until);

    /** Gives back what the store holds open. The store in memory holds nothing open. */
    @Override
    default void close() {}

    /**
     * Returns a store in the memory of this process, for a service that runs once: another instance takes again what
     * this one has taken, and so does this one after a restart. When {@code mostEntries} are there and none of them is
     * over, it takes no more and throws. The clock may be set: what is over by it counts until as much time has really
     * passed, which the ticker of this virtual machine tells.
     *
     * @param clock tells when entries are over
     * @param mostEntries 1 to 50,000,000
     */
    static ReplayStore inMemory(InstantSource clock, int mostEntries) {
        return inMemory(clock, Ticker.system(), mostEntries);
    }

    /** Returns the same with a ticker of its own. */
    static ReplayStore inMemory(InstantSource clock, Ticker ticker, int mostEntries) {
        return new MemoryReplayStore(clock, ticker, mostEntries);
    }
}
