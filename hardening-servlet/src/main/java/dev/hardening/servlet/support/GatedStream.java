package dev.hardening.servlet.support;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The container's stream behind the gate of the response. */
final class GatedStream extends ServletOutputStream {

    private final ServletOutputStream out;
    private final GatedResponse gate;

    GatedStream(ServletOutputStream out, GatedResponse gate) {
        this.out = out;
        this.gate = gate;
    }

    @Override
    public boolean isReady() {
        return gate.isShut() || out.isReady();
    }

    /** Changes nothing of the answer and may wait for the container, so it does not hold the gate. */
    @Override
    public void setWriteListener(WriteListener listener) {
        if (!gate.isShut()) {
            out.setWriteListener(listener);
        }
    }

    @Override
    public void write(int b) throws IOException {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.write(b);
            }
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.write(bytes, offset, length);
            }
        }
    }

    /** Some containers encode text that the inherited method refuses. */
    @Override
    public void print(String text) throws IOException {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.print(text);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.close();
            }
        }
    }
}
