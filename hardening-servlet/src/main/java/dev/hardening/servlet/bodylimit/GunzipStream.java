package dev.hardening.servlet.bodylimit;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a gzip body (RFC 1952) of one or more members, strictly: what is cut off, fails its checksum or is followed by
 * something else is refused. Holds a small buffer, however large the body becomes. It blocks; a listener is refused.
 */
final class GunzipStream extends ServletInputStream {

    private static final int RESERVED = 0xE0;
    private static final int HEADER_CRC = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;

    private final ServletInputStream in;
    private final GuardedBody body;
    /** No monitor: before Java 24, a virtual thread that waits for a client in one keeps its carrier from all others. */
    private final ReentrantLock turn = new ReentrantLock();

    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private final byte[] buffer = new byte[4096];
    private int position;
    private int end;
    private boolean inMember;
    private boolean first = true;
    private boolean done;

    GunzipStream(ServletInputStream in, GuardedBody body) {
        this.in = in;
        this.body = body;
    }

    /** Gives back the memory outside of the heap; what is read afterwards is the end of the stream. */
    void end() {
        turn.lock();
        try {
            done = true;
            inflater.end();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        turn.lock();
        try {
            return inflate(target, offset, length);
        } finally {
            turn.unlock();
        }
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            while (!done && (inMember || beginMember())) {
                int inflated = inflater.inflate(target, offset, length);
                if (inflated > 0) {
                    sum.update(target, offset, inflated);
                    return inflated;
                }
                if (inflater.finished()) {
                    endMember();
                } else if (inflater.needsDictionary()) {
                    throw new DataFormatException();
                } else if (!fill()) {
                    throw new DataFormatException();
                } else {
                    inflater.setInput(buffer, 0, end);
                    position = end;
                }
            }
        } catch (DataFormatException malformed) {
            end();
            body.malformed();
        }
        return -1;
    }

    /** Reads the head of a member; false at the end of the body. */
    private boolean beginMember() throws IOException, DataFormatException {
        if (!first && position == end && !fill()) {
            end();
            return false;
        }
        first = false;
        sum.reset();
        if (next() != 0x1F || next() != 0x8B || next() != 8) {
            throw new DataFormatException();
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new DataFormatException();
        }
        skip(6); // the time, the compressor's effort and its system
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            int expected = (int) sum.getValue() & 0xFFFF;
            if ((next() | next() << 8) != expected) {
                throw new DataFormatException();
            }
        }
        sum.reset();
        inflater.reset();
        inflater.setInput(buffer, position, end - position);
        position = end;
        inMember = true;
        return true;
    }

    private void endMember() throws IOException, DataFormatException {
        position = end - inflater.getRemaining();
        int expected = (int) sum.getValue();
        int length = (int) inflater.getBytesWritten();
        if (nextInt() != expected || nextInt() != length) {
            throw new DataFormatException();
        }
        inMember = false;
    }

    private int nextInt() throws IOException, DataFormatException {
        return next() | next() << 8 | next() << 16 | next() << 24;
    }

    private void skip(int count) throws IOException, DataFormatException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException, DataFormatException {
        while (next() != 0) {
            // It names a file, which is nobody's here.
        }
    }

    private int next() throws IOException, DataFormatException {
        if (position == end && !fill()) {
            throw new DataFormatException();
        }
        sum.update(buffer[position]);
        return buffer[position++] & 0xFF;
    }

    private boolean fill() throws IOException {
        position = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }

    @Override
    public int available() {
        turn.lock();
        try {
            return done || inflater.needsInput() ? 0 : 1;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean isFinished() {
        turn.lock();
        try {
            return done;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        try {
            body.codingUnsupported();
        } catch (IOException refused) {
            listener.onError(refused);
        }
    }
}
