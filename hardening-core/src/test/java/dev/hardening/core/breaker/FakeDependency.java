package dev.hardening.core.breaker;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Gives "a1" for the key a at its first call, "b2" for b at its second, and so on; or fails, or hangs. */
final class FakeDependency implements CacheLoader<String, String> {

    final IOException failure = new IOException("down");
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile boolean failing;
    private volatile boolean empty;
    private volatile boolean stubborn;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile CountDownLatch arrived = new CountDownLatch(0);

    void fail(boolean value) {
        failing = value;
    }

    void answer(@Nullable String nothing) {
        empty = nothing == null;
    }

    void hold() {
        arrived = new CountDownLatch(1);
        held = new CountDownLatch(1);
    }

    void ignoreInterrupts() {
        stubborn = true;
    }

    void awaitHeld() {
        Rig.await(arrived);
    }

    void release() {
        held.countDown();
    }

    int calls() {
        return calls.get();
    }

    int underWay() {
        return now.get();
    }

    int mostAtOnce() {
        return most.get();
    }

    @Override
    public @Nullable String load(String key) throws IOException {
        int number = calls.incrementAndGet();
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
            arrived.countDown();
            waitUntilReleased();
            if (failing) {
                throw failure;
            }
            return empty ? null : key + number;
        } finally {
            now.decrementAndGet();
        }
    }

    private void waitUntilReleased() throws IOException {
        CountDownLatch latch = held;
        while (latch.getCount() > 0) {
            try {
                if (!latch.await(Rig.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("never released");
                }
            } catch (InterruptedException e) {
                if (!stubborn) {
                    throw new IOException("interrupted", e);
                }
            }
        }
    }
}
