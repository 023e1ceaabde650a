package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEventType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Half a minute of each way to misbehave, by a clock in the test's hand, with clients that go on asking. */
class BadDaysTest {

    private static final Duration STEP = Duration.ofMillis(200);
    private static final int STEPS = 150;
    private static final int CLIENTS = 8;
    private static final int KEPT_KEYS = 10;
    private static final int PLACES = 6;

    /** What the dependency does while the day is bad. */
    enum Day {
        HANGS,
        FAILS_HALF_THE_TIME,
        ANSWERS_AFTER_THE_TIMEOUT,
        FLAPS_EVERY_SECOND
    }

    /** One request that is under way. */
    private record Asked(long at, boolean whileOpen, AtomicReference<Thread> client, CompletableFuture<String> answer) {
        /** Tells whether it has its answer, or waits for a load whose time runs. */
        private boolean isSettled() {
            Thread thread = client.get();
            return answer.isDone() || (thread != null && thread.getState() == Thread.State.WAITING);
        }
    }

    private final Rig rig = new Rig(Rig.settings().maxConcurrent(PLACES).build());
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger probes = new AtomicInteger();
    private volatile @Nullable Day day;

    @AfterEach
    void close() {
        begin(null);
        clients.shutdownNow();
        rig.close();
    }

    private String load(String key) throws IOException {
        if (rig.breaker.state() == BreakerState.HALF_OPEN) {
            probes.incrementAndGet();
        }
        mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            return answer(key, calls.incrementAndGet(), rig.ticker.nanos());
        } finally {
            underWay.decrementAndGet();
        }
    }

    private String answer(String key, int number, long begun) throws IOException {
        Day how = day;
        boolean fails = (how == Day.FAILS_HALF_THE_TIME && number % 2 == 0)
                || (how == Day.FLAPS_EVERY_SECOND && begun / 1_000_000_000L % 2 == 0);
        if (fails) {
            throw new IOException("down");
        }
        if (how == Day.HANGS || how == Day.ANSWERS_AFTER_THE_TIMEOUT) {
            hang(how, begun + Rig.TIMEOUT.plusMillis(300).toNanos());
        }
        return key;
    }

    /** Until the day is over, the call is interrupted, or, deaf to interrupts, until this reading of the ticker. */
    private synchronized void hang(Day how, long until) throws IOException {
        while (day != null && (how == Day.HANGS || rig.ticker.nanos() - until < 0)) {
            try {
                wait();
            } catch (InterruptedException e) {
                if (how == Day.HANGS) {
                    throw new IOException("interrupted", e);
                }
            }
        }
    }

    private void advance() {
        rig.advance(STEP);
        synchronized (this) {
            notifyAll();
        }
    }

    private synchronized void begin(@Nullable Day next) {
        day = next;
        notifyAll();
    }

    private static String ask(StaleCache<String, String> cache, String key) {
        try {
            Cached<String> answer = cache.get(key);
            assertNotNull(answer);
            assertEquals(key, answer.value());
            return answer.freshness().text();
        } catch (DependencyUnavailableException refused) {
            return "refused";
        }
    }

    private boolean isOverdue(Asked one) {
        return one.whileOpen() || rig.ticker.nanos() - one.at() >= Rig.TIMEOUT.toNanos();
    }

    @ParameterizedTest
    @EnumSource
    void every_client_has_its_answer_in_time_and_the_dependency_its_peace(Day bad) {
        StaleCache<String, String> cache = rig.breaker.cache(
                StaleCacheSettings.builder().ttl(Duration.ofMillis(500)).build(), this::load);
        for (int i = 0; i < KEPT_KEYS; i++) {
            assertEquals("MISS", ask(cache, "kept" + i));
        }
        List<Asked> waiting = new ArrayList<>();
        List<String> ofKept = new CopyOnWriteArrayList<>();
        Random random = new Random(17);
        begin(bad);
        int fresh = 0;
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < CLIENTS; i++) {
                boolean kept = random.nextInt(4) > 0;
                String key = kept ? "kept" + random.nextInt(KEPT_KEYS) : "new" + fresh++;
                boolean open = rig.breaker.state() == BreakerState.OPEN;
                AtomicReference<Thread> client = new AtomicReference<>();
                CompletableFuture<String> answer = CompletableFuture.supplyAsync(
                        () -> {
                            client.set(Thread.currentThread());
                            String freshness = ask(cache, key);
                            if (kept) {
                                ofKept.add(freshness);
                            }
                            return freshness;
                        },
                        clients);
                waiting.add(new Asked(rig.ticker.nanos(), open, client, answer));
            }
            Rig.await(() -> waiting.stream().allMatch(Asked::isSettled));
            // The clock stands still meanwhile: who is overdue has an answer now, or never in time.
            Rig.await(() -> waiting.stream()
                    .filter(this::isOverdue)
                    .allMatch(one -> one.answer().isDone()));
            waiting.removeIf(one -> one.answer().isDone());
            assertTrue(rig.breaker.status().underWay() <= PLACES);
            advance();
        }
        assertTrue(rig.breaker.status().opened() > 0, "it was a bad day");
        assertTrue(mostAtOnce.get() <= PLACES, mostAtOnce + " at once");
        long allowed = rig.types().stream()
                .filter(type -> type == SecurityEventType.BREAKER_PROBING)
                .count();
        assertTrue(probes.get() <= allowed, probes + " calls for " + allowed + " probes");
        assertTrue(allowed <= STEPS * STEP.toMillis() / Rig.RESET.toMillis(), allowed + " probes");
        recovers(cache);
        assertFalse(ofKept.contains("refused"), "what is kept is served");
        assertTrue(ofKept.contains("STALE"));
    }

    /** Without a request, but for one that asks for what is refreshed then. */
    private void recovers(StaleCache<String, String> cache) {
        ask(cache, "kept0");
        begin(null);
        long back = rig.ticker.nanos();
        Duration most = Rig.RESET.plus(Rig.TIMEOUT);
        while (rig.breaker.state() != BreakerState.CLOSED) {
            assertTrue(rig.ticker.nanos() - back <= most.toNanos(), "it is back, and nobody knows");
            advance();
            rig.awaitIdle(cache);
        }
        assertFalse(ask(cache, "kept1").equals("refused"));
        assertEquals("MISS", ask(cache, "new"));
    }
}
