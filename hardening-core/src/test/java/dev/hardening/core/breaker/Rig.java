package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** A breaker whose time and timer are in a test's hand. */
final class Rig implements AutoCloseable {

    /** How long a test waits for another thread at most: only a test that fails waits so long. */
    static final long PATIENCE_SECONDS = 20;

    static final Duration TIMEOUT = Duration.ofSeconds(1);
    static final Duration RESET = Duration.ofSeconds(5);

    final FakeTicker ticker;
    final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    final Breakers breakers;
    final Breaker breaker;

    Rig(FakeTicker ticker, BreakerSettings settings) {
        this.ticker = ticker;
        this.breakers = Breakers.builder()
                .ticker(ticker)
                .events(events::add)
                .withoutThread()
                .build();
        this.breaker = breakers.add("prompts", settings);
    }

    Rig(BreakerSettings settings) {
        this(new FakeTicker(), settings);
    }

    Rig(CallWay way) {
        this(settings().way(way).build());
    }

    /** 50 % of 5 calls in 10 s opens for 5 s; calls take a second at most. */
    static BreakerSettings.Builder settings() {
        return BreakerSettings.builder().timeout(TIMEOUT).resetTimeout(RESET);
    }

    void advance(Duration span) {
        ticker.advance(span);
        breakers.runDue();
    }

    void succeed() {
        breaker.call(() -> "fine");
    }

    /** Makes a call that fails; returns whether it was made. */
    boolean fail() {
        try {
            breaker.call(() -> {
                throw new IOException("down");
            });
        } catch (DependencyUnavailableException refused) {
            return false;
        } catch (IOException down) {
            return true;
        }
        throw new AssertionError("the failure was swallowed");
    }

    /** Makes failing calls until the breaker opens. */
    void open() {
        for (int i = 0; i < breaker.settings().volumeThreshold() && breaker.state() == BreakerState.CLOSED; i++) {
            assertTrue(fail());
        }
        assertEquals(BreakerState.OPEN, breaker.state());
    }

    List<SecurityEventType> types() {
        return events.stream().map(SecurityEvent::type).toList();
    }

    static Reason reason(Executable call) {
        try {
            call.execute();
        } catch (DependencyUnavailableException e) {
            return e.reason();
        } catch (Throwable other) {
            throw new AssertionError("not the breaker's own", other);
        }
        throw new AssertionError("nothing was thrown");
    }

    /** A call that waits until it is told to go on, and tells when it has begun and how often it was interrupted. */
    static final class Hanging implements GuardedCall<String, IOException> {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);
        private final boolean obedient;
        private final String result;

        Hanging(boolean obedient, String result) {
            this.obedient = obedient;
            this.result = result;
        }

        static Hanging thatObeysInterrupts() {
            return new Hanging(true, "late");
        }

        static Hanging thatIgnoresInterrupts() {
            return new Hanging(false, "late");
        }

        @Override
        public String run() throws IOException {
            begun.countDown();
            while (true) {
                try {
                    assertTrue(goOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "never told to go on");
                    return result;
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    if (obedient) {
                        throw new IOException("interrupted", e);
                    }
                }
            }
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "it did not come");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until no call is under way, and what the end of a background load leads to is done. */
    void awaitIdle(StaleCache<?, ?> cache) {
        await(() -> breaker.status().underWay() == 0 && cache.refreshing() == 0);
    }

    static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - until < 0, "it did not come");
            Thread.onSpinWait();
        }
    }

    interface Work<T> {
        @Nullable
        T run() throws Exception;
    }

    /** Runs something on a thread of its own. */
    static <T> CompletableFuture<T> apart(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.run());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Waits for it and throws what it threw. */
    static <T> T get(CompletableFuture<T> result) throws Throwable {
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    @Override
    public void close() {
        breakers.close();
    }
}
