package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void knows_nothing_of_no_requests() {
        assertEquals(0, new Latencies().percentile(95));
    }

    @Test
    void a_percentile_is_never_too_low_and_at_most_a_sixteenth_and_a_microsecond_too_high() {
        long seed = 20_261_127;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(500);
            long[] times = new long[size];
            Latencies latencies = new Latencies();
            for (int i = 0; i < size; i++) {
                times[i] = (long) Math.exp(random.nextDouble() * 28);
                latencies.count(times[i]);
            }
            Arrays.sort(times);
            for (int percent : new int[] {1, 50, 90, 95, 99, 100}) {
                long exact = times[(int) Math.ceil(size * percent / 100.0) - 1];
                long told = latencies.percentile(percent);
                assertTrue(told >= exact, () -> told + " for " + exact);
                assertTrue(told <= exact + exact / 16 + 1000, () -> told + " for " + exact);
            }
        }
    }

    @Test
    void takes_any_number() {
        Latencies latencies = new Latencies();
        for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            latencies.count(nanos);
        }
        assertEquals(1000, latencies.percentile(50));
        assertTrue(latencies.percentile(100) > 3_600_000_000_000L);
    }
}
