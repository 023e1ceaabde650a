package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hardening.core.reading.Reading;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SloWatchTest {

    private static final long FAST = 1_000_000;
    private static final long SLOW = 600_000_000;

    private final FakeTicker ticker = FakeTicker.aboutToOverflow();
    private final SloWatch watch =
            new SloWatch(Slo.latency("/api/runs", 95, Duration.ofMillis(500)), Duration.ofSeconds(100), 10, ticker);
    private final Logger logger = (Logger) LoggerFactory.getLogger(SloWatch.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    private void requests(int count, int status, long nanos) {
        for (int i = 0; i < count; i++) {
            watch.count(status, nanos, ticker.nanos());
        }
    }

    private List<Level> levels() {
        return lines.list.stream().map(ILoggingEvent::getLevel).toList();
    }

    @Test
    void warns_once_with_the_request_that_misses_the_objective() {
        requests(19, 200, FAST);
        requests(1, 200, SLOW);
        assertEquals(List.of(), levels());
        requests(1, 200, SLOW);
        assertEquals(List.of(Level.WARN), levels());
        requests(100, 200, SLOW);
        assertTrue(watch.isBreached());
        assertEquals(List.of(Level.WARN), levels());
        assertTrue(lines.list.get(0).getKeyValuePairs().toString().contains("/api/runs p95"));
    }

    @Test
    void judges_nothing_by_a_few_requests() {
        requests(9, 200, SLOW);
        assertFalse(watch.isBreached());
        requests(1, 200, FAST);
        assertTrue(watch.isBreached());
    }

    @Test
    void the_objective_is_met_again_when_the_bad_requests_have_left_the_window_though_nobody_calls() {
        requests(10, 200, SLOW);
        ticker.advance(Duration.ofSeconds(99));
        assertTrue(watch.isBreached());
        ticker.advance(Duration.ofSeconds(1));
        assertFalse(watch.isBreached());
        assertEquals(List.of(Level.WARN, Level.INFO), levels());
    }

    @Test
    void good_requests_dilute_bad_ones_but_not_within_the_same_step() {
        requests(10, 200, SLOW);
        requests(1000, 200, FAST);
        assertTrue(watch.isBreached());
        ticker.advance(Duration.ofSeconds(10));
        requests(1, 200, FAST);
        assertEquals(List.of(Level.WARN, Level.INFO), levels());
    }

    @Test
    void a_flood_of_refusals_hides_nothing() {
        requests(100_000, 429, FAST);
        requests(10, 200, SLOW);
        assertTrue(watch.isBreached());
    }

    @Test
    void tells_what_it_judges_by() {
        requests(15, 200, FAST);
        requests(5, 503, SLOW);
        List<Reading> readings = watch.readings();
        assertEquals(
                List.of("slo_breached", "slo_bad_ratio", "slo_allowed_bad_ratio", "slo_window_requests"),
                readings.stream().map(Reading::name).toList());
        assertEquals(
                List.of(1.0, 0.25, 0.05, 20.0),
                readings.stream().map(Reading::value).toList());
        ticker.advance(Duration.ofSeconds(100));
        assertEquals(
                List.of(0.0, 0.0, 0.05, 0.0),
                readings.stream().map(Reading::value).toList());
    }

    @Test
    void counts_as_a_plain_list_of_requests_would() {
        long seed = 4711;
        System.out.println("seed " + seed);
        java.util.Random random = new java.util.Random(seed);
        List<long[]> all = new java.util.ArrayList<>();
        long steps = 0;
        for (int i = 0; i < 2000; i++) {
            if (random.nextInt(10) == 0) {
                int forward = random.nextInt(4);
                steps += forward;
                ticker.advance(Duration.ofSeconds(10L * forward));
            }
            long took = random.nextInt(20) == 0 ? SLOW : FAST;
            watch.count(200, took, ticker.nanos());
            all.add(new long[] {steps, took});
            long now = steps;
            long within = all.stream().filter(one -> one[0] > now - 10).count();
            assertEquals((double) within, watch.readings().get(3).value());
        }
    }
}
