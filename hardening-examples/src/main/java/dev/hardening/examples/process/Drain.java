package dev.hardening.examples.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all that a tool prints, so that it never waits for a reader, and keeps the beginning. */
final class Drain implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final int KEPT = 4096;
    private static final long JOIN_MS = 1000;

    private final InputStream in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread;
    private volatile long total;

    Drain(InputStream in) {
        this.in = in;
        this.thread = new Thread(this, "tool-output");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        long count = 0;
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
                total = count;
                keep(buffer, read);
            }
        } catch (IOException e) {
            LOG.debug("The tool's output ended early", e);
        }
    }

    private synchronized void keep(byte[] buffer, int length) {
        kept.write(buffer, 0, Math.min(length, KEPT - kept.size()));
    }

    long total() {
        return total;
    }

    /** Ends the reading, which is over when every process that can write is. */
    void finish() {
        try {
            thread.join(JOIN_MS);
            if (thread.isAlive()) {
                in.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("The tool's output could not be closed", e);
        }
    }

    synchronized String said() {
        return kept.toString(StandardCharsets.UTF_8).strip();
    }
}
