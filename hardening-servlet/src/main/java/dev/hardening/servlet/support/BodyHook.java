package dev.hardening.servlet.support;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** Stands between a request's body and whoever reads it, in whatever way: as a stream, as text or as a form. */
@FunctionalInterface
public interface BodyHook {

    /**
     * Returns the stream that readers see, once for each request.
     *
     * @param body the body as it comes, or as the hook before this one shows it
     */
    ServletInputStream around(ServletInputStream body) throws IOException;

    /** Tells whether the stream decodes the body, so that its stated coding and length are not those of the stream. */
    default boolean isDecoding() {
        return false;
    }

    /**
     * Tells whether parts of a multipart form are read through the stream; they are by default. Where one hook says no,
     * the container reads them past all of them, and a thread that does {@linkplain #beginWaiting waits}.
     */
    default boolean isReadingMultipart() {
        return true;
    }

    /**
     * Notes that a thread begins to read past the stream; true when {@link #endWaiting} is to be called.
     *
     * @throws IOException when no more threads may
     */
    default boolean beginWaiting() throws IOException {
        return false;
    }

    /** Notes that the thread is done. */
    default void endWaiting() {}

    /** Returns how many parameters a form may have, and how many parts; 1,000 by default, and the smallest number of several hooks counts. */
    default int maxFormParameters() {
        return 1_000;
    }

    /** Tells whether there may be more of the body for which a thread would wait. */
    default boolean isUnfinished() {
        return false;
    }

    /**
     * Reads past all readers what has arrived of a body that is unfinished.
     *
     * @return true when that was its end
     */
    default boolean drain() throws IOException {
        return false;
    }

    /**
     * Reads on behind an answer.
     *
     * @param isBrief whether for a moment only, because the answer is whole for its client, or for as long as the body may
     *     still take
     * @return true when it came to its end
     */
    default boolean giveUp(boolean isBrief) {
        return true;
    }

    /** Throws from now on, or no more, without an answer, where the body would be refused. */
    default void quietly(boolean isQuiet) {}

    /**
     * Reads on for a moment behind an answer that was given before the body was read; a hook that bounds waiting bounds
     * this too.
     *
     * @param body the body as it comes
     */
    default void linger(Exchange exchange, ServletInputStream body) {
        Linger.behind(exchange, body, () -> true, () -> {});
    }
}
