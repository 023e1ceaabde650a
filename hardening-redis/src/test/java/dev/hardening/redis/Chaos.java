package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventLog;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** One instance of a service to which things happen, and all that it says about them. */
final class Chaos implements AutoCloseable {

    /** How soon counting is shared again, at the latest. */
    static final Duration LONGEST_RETURN = Duration.ofSeconds(5);

    private static final RateLimit PLENTY = RateLimit.slidingWindow("plenty", 1_000_000, Duration.ofMinutes(1));
    private static final RateLimit FIVE = RateLimit.slidingWindow("five", 5, Duration.ofMinutes(10));
    private static final AtomicInteger FRESH = new AtomicInteger();

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Lines lines = new Lines();
    private final Duration timeout;
    private final RedisStores stores;
    private final RateLimitStore limits;

    private Chaos(String url, FailurePolicy policy, Duration timeout) {
        this.timeout = timeout;
        lines.start();
        ((Logger) LoggerFactory.getLogger(Outage.class)).setLevel(Level.INFO);
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(lines);
        this.stores = RedisStores.builder(settings(url, policy, timeout))
                .events(SecurityEventListener.all(events::add, new SecurityEventLog(Ticker.system())))
                .build();
        this.limits = stores.rateLimits(RateLimitStore.inMemory(Ticker.system(), 1000));
    }

    /** Opens an instance that waits twice as long as one does by default. */
    static Chaos open(String url, FailurePolicy policy) {
        return new Chaos(url, policy, Duration.ofMillis(100));
    }

    /** Opens an instance whose decisions are slow to give up, for tests that a slow machine must not disturb. */
    static Chaos patient(String url, FailurePolicy policy) {
        return new Chaos(url, policy, Duration.ofSeconds(5));
    }

    /** Opens an instance that gives up, and not because of a slow machine. */
    static Chaos steady(String url, FailurePolicy policy) {
        return new Chaos(url, policy, Duration.ofMillis(400));
    }

    static DistributedSettings settings(String url, FailurePolicy policy, Duration timeout) {
        return DistributedSettings.builder()
                .url(url)
                .timeout(timeout)
                .onFailure(SharedRoom.RATE_LIMIT, policy)
                .build();
    }

    RedisStores stores() {
        return stores;
    }

    /** Returns five in ten minutes. */
    RateLimitCounter five() {
        return limits.counter(FIVE);
    }

    /** Returns a limit that nobody reaches. */
    RateLimitCounter plenty() {
        return limits.counter(PLENTY);
    }

    /** Returns how many of so many requests are granted. */
    static int grants(RateLimitCounter counter, RateLimitKey client, int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            granted += RateLimitOutcome.isGranted(counter.acquire(client, System.nanoTime())) ? 1 : 0;
        }
        return granted;
    }

    /** Returns a client that nobody has seen. */
    static RateLimitKey fresh() {
        return RateLimitKey.user("fresh-" + FRESH.incrementAndGet());
    }

    /** Returns how many decisions of limits were made so: {@code shared}, {@code known} or by a policy. */
    long decisions(String by) {
        return (long) reading("shared_store_decisions_total", "by", by);
    }

    /** Tells whether the breaker in front of the server is in that state. */
    boolean isBreaker(String state) {
        return reading("breaker_state", "state", state) == 1;
    }

    /** Tells whether the meter says that the server answers. */
    boolean isUp() {
        return reading("shared_store_up", "server", "redis") == 1;
    }

    private double reading(String name, String label, String value) {
        return stores.readings().stream()
                .filter(reading -> reading.name().equals(name)
                        && value.equals(reading.labels().get(label))
                        && reading.labels().getOrDefault("room", "rate_limit").equals("rate_limit"))
                .mapToDouble(reading -> reading.value())
                .findFirst()
                .orElseThrow();
    }

    /** Tells whether the server makes a decision now. */
    boolean isShared() {
        long before = decisions("shared");
        try {
            assertTrue(RateLimitOutcome.isGranted(plenty().acquire(RateLimitKey.user("probe"), System.nanoTime())));
        } catch (dev.hardening.core.decision.StoreUnavailableException e) {
            return false;
        }
        return decisions("shared") > before;
    }

    /** Waits until the server does not decide, and the instance knows. */
    void awaitOutage() {
        Eventually.until(() -> {
            for (int i = 0; i < 10; i++) {
                if (isShared()) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Waits until decisions that the server does not make cost no time: ten in less than one may take. */
    void awaitNoWait() {
        Eventually.until(() -> {
            long began = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                if (isShared()) {
                    return false;
                }
            }
            return System.nanoTime() - began < timeout.toNanos();
        });
    }

    /** Waits until the server decides again, which has to be soon after that reading of the clock. */
    Duration awaitReturn(String what, long since) {
        Eventually.until(this::isShared);
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        Figures.say(what + ": shared again after " + took.toMillis() + " ms");
        assertTrue(took.compareTo(LONGEST_RETURN) < 0, what + ": " + took);
        return took;
    }

    /** Returns what was said of the store. */
    List<String> failures() {
        return events.stream()
                .filter(event -> event.type() == SecurityEventType.STORE_FAILED)
                .map(SecurityEvent::detail)
                .toList();
    }

    /** Returns the lines of the log, of all loggers, that are as serious or contain the text. */
    List<String> lines(Level least, String text) {
        return lines.all.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(least))
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(text))
                .toList();
    }

    /** Fails unless one outage, and nothing else, was said once, and its end once. */
    void saidOnce() {
        assertEquals(1, failures().size(), () -> failures().toString());
        assertEquals(
                1, lines(Level.WARN, "").size(), () -> lines(Level.WARN, "").toString());
        assertEquals(1, lines(Level.INFO, "answers again").size());
    }

    @Override
    public void close() {
        stores.close();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(lines);
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent line) {
            line.getFormattedMessage();
            all.add(line);
        }
    }
}
