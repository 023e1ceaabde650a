package dev.hardening.servlet.support;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a body before, shown again, and then the rest of it, if there is any. Where there is none, there is
 * nothing to wait for either: a listener is called by one thread, once.
 */
final class ReplayStream extends ServletInputStream {

    private final InputStream bytes;
    private final @Nullable ServletInputStream rest;
    private final Exchange exchange;
    private @Nullable ReadListener listener;

    /** Shows a whole body. */
    ReplayStream(byte[] body, Exchange exchange) {
        this(body, null, exchange);
    }

    /** Shows the beginning of a body and then its rest. */
    ReplayStream(byte[] beginning, @Nullable ServletInputStream rest, Exchange exchange) {
        this(new ByteArrayInputStream(beginning), rest, exchange);
    }

    /** Shows a whole body, of which the stream tells exactly how much is left. */
    ReplayStream(InputStream body, Exchange exchange) {
        this(body, null, exchange);
    }

    private ReplayStream(InputStream beginning, @Nullable ServletInputStream rest, Exchange exchange) {
        this.bytes = beginning;
        this.rest = rest;
        this.exchange = exchange;
    }

    private boolean isReplayed() {
        try {
            return bytes.available() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isFinished() {
        return isReplayed() && (rest == null || rest.isFinished());
    }

    @Override
    public boolean isReady() {
        return rest == null || !isReplayed() || rest.isReady();
    }

    @Override
    public void setReadListener(ReadListener reader) {
        ExchangeAsync context = exchange.async();
        if (context == null || listener != null) {
            throw new IllegalStateException("a listener is set once, after startAsync()");
        }
        listener = reader;
        if (rest != null) {
            rest.setReadListener(new Behind(reader));
            return;
        }
        context.start(() -> {
            try {
                if (!isFinished()) {
                    reader.onDataAvailable();
                }
                reader.onAllDataRead();
            } catch (IOException | RuntimeException e) {
                reader.onError(e);
            }
        });
    }

    @Override
    public int available() throws IOException {
        return isReplayed() && rest != null ? rest.available() : bytes.available();
    }

    @Override
    public int read() throws IOException {
        return isReplayed() && rest != null ? rest.read() : bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return isReplayed() && rest != null ? rest.read(buffer, offset, length) : bytes.read(buffer, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
        return isReplayed() && rest != null ? rest.skip(count) : bytes.skip(count);
    }

    /** Shows the beginning to a listener whose container has nothing to tell about it. */
    private final class Behind implements ReadListener {
        private final ReadListener reader;

        Behind(ReadListener reader) {
            this.reader = reader;
        }

        @Override
        public void onDataAvailable() throws IOException {
            reader.onDataAvailable();
        }

        @Override
        public void onAllDataRead() throws IOException {
            if (!isReplayed()) {
                reader.onDataAvailable();
            }
            reader.onAllDataRead();
        }

        @Override
        public void onError(Throwable failure) {
            reader.onError(failure);
        }
    }
}
