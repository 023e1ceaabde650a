package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SloTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /api/runs p95 500ms          | /api/runs p95           | 0.05
        /api/runs  P99  1s           | /api/runs p99           | 0.01
        /a/{id} p99.9 0.25s          | /a/{id} p99.9           | 0.001
        /a availability 99.5         | /a availability         | 0.005
        * availability 99.99         | * availability          | 0.0001
        """)
    void reads_an_objective(String text, String name, double allowed) {
        Slo slo = Slo.parse(text);
        assertEquals(name, slo.name());
        assertEquals(allowed, slo.allowedRatio(), 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "/a p95",
                "a p95 1s",
                "/a p95 1s more",
                "/a p100 1s",
                "/a p0.5 1s",
                "/a p 1s",
                "/a p95 1",
                "/a p95 0s",
                "/a p95 3601s",
                "/a p95 -1s",
                "/a p9.5.1 1s",
                "/a availability 100",
                "/a availability x",
                "/a q95 1s",
                "/a p95 1e9s",
                "/a* p95 1s",
                "/a availability 99999999999999999999"
            })
    void refuses_what_is_none_and_does_not_repeat_it(String text) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> Slo.parse(text));
        assertTrue(
                text.isEmpty() || !String.valueOf(wrong.getMessage()).contains(" " + text + " "), wrong.getMessage());
    }

    @Test
    void shares_are_exact_at_their_edge() {
        Slo slo = Slo.availability("/a", 99.9);
        assertFalse(slo.isMissed(1, 1000));
        assertTrue(slo.isMissed(1, 999));
        assertFalse(Slo.latency("/a", 95, Duration.ofSeconds(1)).isMissed(1, 20));
        assertTrue(Slo.latency("/a", 95, Duration.ofSeconds(1)).isMissed(2, 20));
    }

    @Test
    void latency_asks_for_time_and_availability_for_failures() {
        Slo fast = Slo.latency("/a", 95, Duration.ofMillis(500));
        assertFalse(fast.isBad(500, 500_000_000));
        assertTrue(fast.isBad(200, 500_000_001));
        Slo up = Slo.availability("/a", 99);
        assertFalse(up.isBad(499, Long.MAX_VALUE));
        assertTrue(up.isBad(500, 1));
    }

    @Test
    void refusals_and_mistakes_of_clients_count_for_nothing() {
        assertTrue(Slo.counts(200));
        assertTrue(Slo.counts(304));
        assertFalse(Slo.counts(400));
        assertFalse(Slo.counts(429));
        assertTrue(Slo.counts(500));
    }

    @Test
    void a_star_means_every_route_but_nothing_unknown() {
        Slo every = Slo.availability(Slo.EVERY_ROUTE, 99);
        assertTrue(every.concerns("/a"));
        assertFalse(every.concerns("unknown"));
        assertTrue(Slo.availability("/a", 99).concerns("/a"));
        assertFalse(Slo.availability("/a", 99).concerns("/b"));
        assertThrows(IllegalArgumentException.class, () -> every.named("\n"));
        assertEquals("up", every.named("up").name());
    }
}
