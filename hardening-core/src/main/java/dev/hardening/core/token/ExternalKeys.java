package dev.hardening.core.token;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.time.Ticker;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The external issuer's keys with what they keep running: one daemon thread, only while a key set is being renewed. */
final class ExternalKeys implements AutoCloseable {

    private static final long IDLE_SECONDS = 10;

    private final KeySetSource source;
    private final ThreadPoolExecutor background;
    private final KeySetCache cache;

    ExternalKeys(KeySetSource source, Ticker ticker, SecurityEventListener events) {
        this.source = source;
        this.background = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), ExternalKeys::thread);
        background.allowCoreThreadTimeOut(true);
        this.cache = new KeySetCache(source, ticker, events, background);
    }

    KeySetCache cache() {
        return cache;
    }

    @Override
    public void close() {
        background.shutdownNow();
        try {
            source.close();
        } catch (Exception e) {
            throw new IllegalStateException("the source of keys cannot be closed", e);
        }
    }

    /** Without inherited thread locals, which would keep an undeployed application in memory. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "hardening-jwks", 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
