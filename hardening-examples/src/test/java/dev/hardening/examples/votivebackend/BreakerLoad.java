package dev.hardening.examples.votivebackend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Hammers the example through its front door while its prompt service does its worst, and prints what came of it. Not a part
 * of the build, because it takes a minute and its figures are those of the machine:
 *
 * <pre>{@code
 * mvn -q -pl hardening-examples -am test -Dtest=BreakerLoad -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
class BreakerLoad {

    private static final int TIMEOUT_MS = 500;
    private static final int RESET_MS = 2_000;
    private static final int KEPT_KEYS = 20;
    private static final int PHASE_SECONDS = 8;
    private static final long MILLI = 1_000_000L;

    /** One answer: when it came, how long it took, and what it was. */
    private record Answer(long at, long nanos, int status, String cache) {}

    /** One change of the breaker. */
    private record Change(long at, SecurityEventType type) {}

    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final StubService stub;
    private volatile boolean running;

    BreakerLoad() throws Exception {
        stub = new StubService();
    }

    private void on(SecurityEvent event) {
        if (event.type().name().startsWith("BREAKER_")) {
            changes.add(new Change(System.nanoTime(), event.type()));
        }
    }

    /** The example, whose events this test hears, too. */
    private final class Heard implements ExampleApp {
        private final VotiveBackendApp app = new VotiveBackendApp();

        @Override
        public RunModeRule modeRule() {
            return app.modeRule();
        }

        @Override
        public SettingSource declare(SettingSource environment) {
            return app.declare(environment);
        }

        @Override
        public AppPlan read(SettingReader reader) {
            AppPlan plan = app.read(reader);
            return new AppPlan(plan.settings(), plan.server(), (posture, services, stores) -> {
                Services heard = Services.builder()
                        .redactor(services.redactor())
                        .events(SecurityEventListener.all(services.events(), BreakerLoad.this::on))
                        .build();
                return plan.opener().open(posture, heard, stores);
            });
        }
    }

    @Test
    void hammer() throws Exception {
        Map<String, String> values = Backend.required(stub.url());
        values.putAll(Map.of("PORT", "0", "LOG_LEVEL", "fatal", "RATE_LIMIT_MAX_REQUESTS", "1000000"));
        values.putAll(Map.of("CIRCUIT_BREAKER_TIMEOUT", "" + TIMEOUT_MS, "CIRCUIT_BREAKER_WINDOW", "4000"));
        values.putAll(Map.of("CIRCUIT_BREAKER_RESET_TIMEOUT", "" + RESET_MS, "PROMPT_CACHE_TTL_MS", "200"));
        print(
                "%-34s %8s %8s %8s %8s %7s %7s %7s %9s %7s %6s",
                "situation",
                "answers",
                "slowest",
                "p99.9",
                "open",
                "calls",
                "probes",
                "stale%",
                "recovery",
                "threads",
                "heap");
        print(
                "%-34s %8s %8s %8s %8s %7s %7s %7s %9s %7s %6s",
                "", "", "ms", "ms", "p99.9 ms", "", "a reset", "", "ms", "", "MiB");
        try (RunningApp app = Launcher.start(new Heard(), values)) {
            phase(app, "(warm-up)", 32, StubService.FINE);
            phase(app, "works", 32, StubService.FINE);
            phase(app, "hangs", 32, (one, exchange, key, number) -> late(exchange, key, 3_000));
            phase(
                    app,
                    "half of the calls fail",
                    32,
                    (one, exchange, key, number) -> (number % 2 == 0 ? StubService.FINE : StubService.FAILS)
                            .answer(one, exchange, key, number));
            phase(
                    app,
                    "answers after the timeout",
                    32,
                    (one, exchange, key, number) -> late(exchange, key, TIMEOUT_MS + 100));
            phase(
                    app,
                    "flaps every second",
                    32,
                    (one, exchange, key, number) -> (System.nanoTime() / 1_000_000_000L % 2 == 0
                                    ? StubService.FINE
                                    : StubService.FAILS)
                            .answer(one, exchange, key, number));
            phase(
                    app,
                    "hangs, returns to 200 clients",
                    200,
                    (one, exchange, key, number) -> late(exchange, key, 3_000));
        } finally {
            end.countDown();
            stub.close();
        }
    }

    /** Answers so late, or when the load ends. */
    private void late(HttpExchange exchange, String key, long millis) throws Exception {
        end.await(millis, TimeUnit.MILLISECONDS);
        StubService.send(exchange, 200, StubService.prompt(key + " late"));
    }

    private void phase(RunningApp app, String name, int clients, StubService.Behaviour behaviour) throws Exception {
        for (int i = 0; i < KEPT_KEYS; i++) {
            RawHttp.get(app.port(), "/api/v1/prompts/KEPT_" + i);
        }
        changes.clear();
        int callsBefore = stub.count();
        long heapBefore = heap();
        List<List<Answer>> answers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        running = true;
        stub.does(behaviour);
        for (int i = 0; i < clients; i++) {
            List<Answer> own = new ArrayList<>();
            answers.add(own);
            Thread thread = new Thread(() -> client(app.port(), own, clients), "client-" + i);
            threads.add(thread);
            thread.start();
        }
        int most = watch(PHASE_SECONDS * 1_000L);
        long worksAgain = System.nanoTime();
        int callsOfPhase = stub.count() - callsBefore;
        stub.does(StubService.FINE);
        most = Math.max(most, watch(2L * RESET_MS));
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        report(
                name,
                answers.stream().flatMap(List::stream).toList(),
                worksAgain,
                callsOfPhase,
                callsBefore,
                most,
                heap() - heapBefore);
    }

    /**
     * Four of five requests are for prompts that are kept, the others for new ones. All clients together make some thousand
     * requests a second.
     */
    private void client(int port, List<Answer> answers, int clients) {
        RawHttp connection = RawHttp.connect(port);
        while (running) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String key = random.nextInt(5) > 0 ? "KEPT_" + random.nextInt(KEPT_KEYS) : "NEW_" + random.nextInt(100_000);
            long from = System.nanoTime();
            try {
                Response response = connection
                        .send(RawHttp.message("GET", "/api/v1/prompts/" + key, "", true))
                        .read();
                long now = System.nanoTime();
                answers.add(new Answer(now, now - from, response.status(), Backend.cache(response)));
            } catch (UncheckedIOException e) {
                answers.add(new Answer(System.nanoTime(), System.nanoTime() - from, -1, "none"));
                connection.close();
                connection = RawHttp.connect(port);
            }
            LockSupport.parkNanos(clients * MILLI);
        }
        connection.close();
    }

    /** Waits, and returns the largest number of threads of the service that were seen. */
    private static int watch(long millis) {
        long end = System.nanoTime() + millis * MILLI;
        int most = 0;
        while (System.nanoTime() < end) {
            int own = 0;
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                String name = thread.getName();
                own += name.startsWith("hardening-") || name.startsWith("prompt-client") ? 1 : 0;
            }
            most = Math.max(most, own);
            LockSupport.parkNanos(50 * MILLI);
        }
        return most;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void report(
            String name, List<Answer> all, long worksAgain, int calls, int callsBefore, int threads, long heap) {
        long lost = all.stream()
                .filter(answer -> answer.status() != 200 && answer.status() != 503)
                .count();
        List<Answer> open = all.stream().filter(this::wasOpen).toList();
        long stale = all.stream()
                .filter(answer -> answer.at() < worksAgain && answer.cache().equals("STALE"))
                .count();
        long during = all.stream()
                .filter(answer -> answer.at() < worksAgain && answer.status() == 200)
                .count();
        int probes = mostProbes(callsBefore);
        print(
                "%-34s %8d %8d %8d %8d %7d %7d %7d %9d %7d %6.1f",
                name,
                all.size(),
                quantile(all, 1),
                quantile(all, 0.999),
                quantile(open, 0.999),
                calls,
                probes,
                during == 0 ? 0 : stale * 100 / during,
                recovery(worksAgain),
                threads,
                heap / 1_048_576.0);
        assertEquals(0, lost, "every answer is 200 or 503");
        assertTrue(probes <= 1 || name.startsWith("("), "at most one probe a reset time");
    }

    /** Tells whether the breaker was open from before the request to after its answer. */
    private boolean wasOpen(Answer answer) {
        long from = answer.at() - answer.nanos();
        for (int i = 0; i + 1 < changes.size(); i++) {
            if (changes.get(i).type() == SecurityEventType.BREAKER_OPENED
                    && changes.get(i).at() < from
                    && changes.get(i + 1).at() > answer.at()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the milliseconds until the breaker was closed for good, from when the service works again and the breaker
     * has opened for the last time: a probe that was on its way before may still fail. 0 when it was closed all the time.
     */
    private long recovery(long worksAgain) {
        long from = worksAgain;
        long closed = worksAgain;
        for (Change change : changes) {
            if (change.at() > worksAgain && change.type() == SecurityEventType.BREAKER_OPENED) {
                from = change.at();
            }
            if (change.at() > worksAgain && change.type() == SecurityEventType.BREAKER_CLOSED) {
                closed = change.at();
            }
        }
        return Math.max(0, closed - from) / MILLI;
    }

    private static long quantile(List<Answer> answers, double share) {
        List<Long> sorted = new ArrayList<>(answers.stream().map(Answer::nanos).toList());
        Collections.sort(sorted);
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)) / MILLI;
    }

    /**
     * Of all spans from one opening to the next, or to the probe that closed the breaker, the most calls that reached the
     * service in one. Calls that were on their way at the opening may arrive in the first half of the reset time, in which
     * nothing else can.
     */
    private int mostProbes(int callsBefore) {
        List<Long> calls = stub.calls().subList(callsBefore, stub.count()).stream()
                .map(StubService.Call::nanos)
                .toList();
        int most = 0;
        for (int i = 0; i + 2 < changes.size(); i++) {
            if (changes.get(i).type() == SecurityEventType.BREAKER_OPENED) {
                long from = changes.get(i).at() + RESET_MS * MILLI / 2;
                boolean closed = changes.get(i + 2).type() == SecurityEventType.BREAKER_CLOSED;
                // What comes behind the probe that has closed it is no probe any more.
                long to = changes.get(closed ? i + 1 : i + 2).at();
                int between =
                        (int) calls.stream().filter(at -> at > from && at < to).count();
                most = Math.max(most, between + (closed ? 1 : 0));
            }
        }
        return most;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
