package dev.hardening.servlet.support;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A body whose beginning was read before: that is shown again, and then what is left of it. */
final class ResumedStream extends ServletInputStream {

    private final ByteArrayInputStream beginning;
    private final ServletInputStream rest;

    ResumedStream(byte[] beginning, ServletInputStream rest) {
        this.beginning = new ByteArrayInputStream(beginning);
        this.rest = rest;
    }

    private boolean hasBeginning() {
        return beginning.available() > 0;
    }

    @Override
    public int read() throws IOException {
        return hasBeginning() ? beginning.read() : rest.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return hasBeginning() ? beginning.read(buffer, offset, length) : rest.read(buffer, offset, length);
    }

    @Override
    public int available() throws IOException {
        return hasBeginning() ? beginning.available() : rest.available();
    }

    @Override
    public boolean isFinished() {
        return !hasBeginning() && rest.isFinished();
    }

    @Override
    public boolean isReady() {
        return hasBeginning() || rest.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        rest.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                listener.onDataAvailable();
            }

            /** Nothing more may come, and then nobody would have asked for the beginning. */
            @Override
            public void onAllDataRead() throws IOException {
                if (hasBeginning()) {
                    listener.onDataAvailable();
                }
                listener.onAllDataRead();
            }

            @Override
            public void onError(Throwable failure) {
                listener.onError(failure);
            }
        });
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
