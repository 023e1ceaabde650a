package dev.hardening.core.token;

import java.io.IOException;

/**
 * Where an external issuer's keys come from: the one thing in this room that talks to the network. Calls come one at a
 * time, from a request's thread or from the room's own one.
 */
public interface KeySetSource extends AutoCloseable {

    /** The largest document that is read, in bytes. */
    int LARGEST = 50 * 1024;

    /**
     * Fetches the issuer's JWK set as it is now.
     *
     * @return the document, at most {@value #LARGEST} bytes
     * @throws IOException when it cannot be had within a few seconds; the message is for logs
     */
    byte[] fetch() throws IOException;

    /** Gives back what the source holds open. */
    @Override
    default void close() {}
}
