package dev.hardening.core.breaker;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that make the calls to one dependency: never more than there are places, so no call waits for a thread longer
 * than it takes the call before to leave. Daemons that end when they are idle.
 */
final class Workers {

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    Workers(String dependency, int most) {
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    // Without inherited thread locals, which would keep an undeployed application in memory.
                    Thread thread = new Thread(null, task, "hardening-breaker-" + dependency, 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    void execute(Runnable call) {
        threads.execute(call);
    }

    /** Takes no more, but does what it has taken. */
    void finish() {
        threads.shutdown();
    }

    void shutDown() {
        threads.shutdownNow();
    }

    void awaitEnd(long nanos) throws InterruptedException {
        threads.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }
}
