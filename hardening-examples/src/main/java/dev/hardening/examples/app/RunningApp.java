package dev.hardening.examples.app;

import dev.hardening.examples.server.WebServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An example that serves. Safe for use by many threads. */
public final class RunningApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningApp.class);

    private final WebServer server;
    private final AutoCloseable keys;
    private final AppParts parts;
    private final Duration grace;
    private final AtomicBoolean closed = new AtomicBoolean();

    RunningApp(WebServer server, AutoCloseable keys, AppParts parts, Duration grace) {
        this.server = server;
        this.keys = keys;
        this.parts = parts;
        this.grace = grace;
    }

    /** Returns the port. */
    public int port() {
        return server.port();
    }

    /** Returns the plain port that only redirects, or -1. */
    public int redirectPort() {
        return server.redirectPort();
    }

    /** Returns what a person is told on the console, possibly nothing. */
    public String greeting() {
        return parts.greeting(port());
    }

    /** Refuses new requests, lets running ones finish within the grace, and ends everything. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        LOG.info("stopping");
        boolean finished = parts.health().lifecycle().drain(grace);
        if (!finished) {
            LOG.warn("requests were still running after the grace of {} ms", grace.toMillis());
        }
        // What is left to close is closed whatever fails before.
        close(parts.resources(), server, keys);
        LOG.info("stopped");
    }

    static void close(Iterable<AutoCloseable> resources, AutoCloseable... last) {
        for (AutoCloseable resource : resources) {
            close(resource);
        }
        for (AutoCloseable resource : last) {
            close(resource);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("something did not close", e);
        }
    }
}
