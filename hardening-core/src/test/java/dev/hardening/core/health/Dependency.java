package dev.hardening.core.health;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A dependency of a test, and the check for it: it works, fails, or keeps the check waiting. */
final class Dependency implements HealthCheck {

    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger interrupts = new AtomicInteger();
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    volatile @Nullable Throwable failure;
    volatile boolean hangs;
    volatile boolean stubborn;
    volatile @Nullable String detail;

    static Dependency working() {
        return new Dependency();
    }

    static Dependency failing(Throwable failure) {
        Dependency dependency = new Dependency();
        dependency.failure = failure;
        return dependency;
    }

    /** Waits until it is released or interrupted. */
    static Dependency hanging() {
        Dependency dependency = new Dependency();
        dependency.hangs = true;
        return dependency;
    }

    /** Waits until it is released, whoever interrupts it. */
    static Dependency stubborn() {
        Dependency dependency = hanging();
        dependency.stubborn = true;
        return dependency;
    }

    @Override
    public @Nullable String run() throws Exception {
        runs.incrementAndGet();
        started.countDown();
        while (hangs) {
            try {
                release.await();
                break;
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
                interrupted.countDown();
                if (!stubborn) {
                    throw e;
                }
            }
        }
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof Exception exception) {
            throw exception;
        }
        return detail;
    }

    static boolean within10Seconds(CountDownLatch latch) throws InterruptedException {
        return latch.await(10, TimeUnit.SECONDS);
    }
}
