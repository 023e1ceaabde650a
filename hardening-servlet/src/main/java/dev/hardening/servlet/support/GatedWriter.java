package dev.hardening.servlet.support;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** The container's writer behind the gate of the response. It throws what that one only keeps in mind. */
final class GatedWriter extends Writer {

    private final PrintWriter out;
    private final GatedResponse gate;

    GatedWriter(PrintWriter out, GatedResponse gate) {
        this.out = out;
        this.gate = gate;
    }

    @Override
    public void write(int c) {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.write(c);
            }
        }
    }

    @Override
    public void write(String text, int offset, int length) {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.write(text, offset, length);
            }
        }
    }

    @Override
    public void write(char[] characters, int offset, int length) {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.write(characters, offset, length);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (gate) {
            // The check flushes as well.
            if (!gate.isShut() && out.checkError()) {
                throw new IOException("the answer cannot be written any more");
            }
        }
    }

    @Override
    public void close() {
        synchronized (gate) {
            if (!gate.isShut()) {
                out.close();
            }
        }
    }
}
