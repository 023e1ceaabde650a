package dev.hardening.core.tracing;

import java.io.IOException;

/** Brings spans to a collector. One thread sends; another one may have it give up. */
interface SpanSender {

    /**
     * Sends one document and waits for the answer, for a few seconds at most.
     *
     * @throws IOException when the collector has not taken it; it is not sent again
     */
    void send(byte[] json) throws IOException;

    /** Ends what is being sent, as soon as it can be ended. */
    void abandon();
}
