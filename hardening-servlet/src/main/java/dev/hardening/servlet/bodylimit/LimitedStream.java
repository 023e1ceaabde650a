package dev.hardening.servlet.bodylimit;

import dev.hardening.core.bodylimit.BodyCount;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts every byte that is read through it, and every wait for one. Every other way to read ends in these two reads. */
final class LimitedStream extends ServletInputStream {

    private final ServletInputStream in;
    private final BodyCount count;
    private final GuardedBody body;
    private final boolean fromClient;

    /** Undertow goes on with what its buffer held before, once a read has failed and was asked for again. */
    private @Nullable IOException broken;

    /** Counts; {@code fromClient} tells whether reading waits for the client, or for another of these streams. */
    LimitedStream(ServletInputStream in, BodyCount count, GuardedBody body, boolean fromClient) {
        this.in = in;
        this.count = count;
        this.body = body;
        this.fromClient = fromClient;
    }

    @Override
    public int read() throws IOException {
        boolean waits = begin();
        int read;
        try {
            read = in.read();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            end(waits);
        }
        body.check(count.read(read < 0 ? -1 : 1));
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        boolean waits = begin();
        int read;
        try {
            // One byte above the limit is enough to know.
            read = in.read(buffer, offset, (int) Math.min(length, Math.max(1, count.left() + 1)));
        } catch (IOException e) {
            throw failed(e);
        } finally {
            end(waits);
        }
        body.check(count.read(read));
        return read;
    }

    private boolean begin() throws IOException {
        body.checkOpen();
        IOException before = broken;
        if (before != null) {
            throw before;
        }
        if (!fromClient || body.isListening() || count.isWhole() || in.isFinished()) {
            return false;
        }
        // Of a body in chunks, what a container calls available may be half of a chunk's head, for whose rest it waits.
        if (count.isDeclared() && available() > 0) {
            return false;
        }
        count.waiting();
        return body.beginWaiting();
    }

    private void end(boolean waits) {
        if (waits) {
            body.endWaiting();
        }
    }

    private IOException failed(IOException failure) throws IOException {
        broken = failure;
        if (GuardedBody.isTimeout(failure)) {
            body.check(count.tooSlow());
        }
        return failure;
    }

    @Override
    public int available() throws IOException {
        try {
            return in.available();
        } catch (IOException e) {
            broken = e; // readers of the JDK do not tell of it, and read on
            throw e;
        }
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        // Before the question: the listener may be told on another thread as soon as it is answered.
        count.waiting();
        boolean ready = in.isReady();
        if (ready) {
            count.ready();
        }
        return ready;
    }

    @Override
    public void setReadListener(@Nullable ReadListener listener) {
        if (listener == null) {
            in.setReadListener(null);
            return;
        }
        if (!fromClient) {
            in.setReadListener(listener);
            return;
        }
        in.setReadListener(new LimitedListener(listener, count, body));
        body.listen();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
