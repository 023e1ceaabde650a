package dev.hardening.servlet.support;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body that was read before, shown again. There is nothing to wait for: a listener is called by one thread, once. */
final class ReplayStream extends ServletInputStream {

    private final ByteArrayInputStream bytes;
    private final Exchange exchange;
    private @Nullable ReadListener listener;

    ReplayStream(byte[] body, Exchange exchange) {
        this.bytes = new ByteArrayInputStream(body);
        this.exchange = exchange;
    }

    @Override
    public boolean isFinished() {
        return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener reader) {
        ExchangeAsync context = exchange.async();
        if (context == null || listener != null) {
            throw new IllegalStateException("a listener is set once, after startAsync()");
        }
        listener = reader;
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
    public int available() {
        return bytes.available();
    }

    @Override
    public int read() {
        return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return bytes.read(buffer, offset, length);
    }

    @Override
    public long skip(long count) {
        return bytes.skip(count);
    }
}
