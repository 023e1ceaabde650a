package dev.hardening.core.audit;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where lines go. For one thread. */
interface AuditSink extends Closeable {

    /** Returns the last line that stands there from before, without its line feed, or null when there is none. */
    byte @Nullable [] lastLine() throws IOException;

    /** Tells whether nothing stands in the present file. */
    boolean isEmpty();

    /** Tells whether what stands there from before can be gone on with: its last line is whole, and sealed in this way. */
    boolean isContinuedBy(String algorithm) throws IOException;

    /** Tells whether so many more bytes belong into a new file. */
    boolean isFullFor(int bytes);

    /** Puts the present file aside and begins another one. */
    void rotate() throws IOException;

    /** Appends a line wholly, or throws and leaves no part of it. */
    void append(byte[] line) throws IOException;

    /** Has what was appended reach the disk. */
    void force() throws IOException;
}
