package dev.hardening.servlet.support;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Takes what is written and keeps nothing of it. */
final class NoOutput extends ServletOutputStream {

    private NoOutput() {}

    static ServletOutputStream stream() {
        return new NoOutput();
    }

    static PrintWriter writer() {
        return new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        // The request is over; nobody waits for room to write.
    }

    @Override
    public void write(int b) {
        // Nothing is kept.
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        // Nothing is kept.
    }
}
