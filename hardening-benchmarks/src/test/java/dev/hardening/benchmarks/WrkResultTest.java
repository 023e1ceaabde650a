package dev.hardening.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrkResultTest {

    private static final String OUTPUT = """
            Running 2s test @ http://127.0.0.1:8080/api/items
              1 threads and 4 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency   191.30us  325.78us  11.25ms   99.21%
                Req/Sec    23.31k     2.90k   26.90k    90.48%
              Latency Distribution
                 50%  152.00us
                 75%  183.00us
                 90%  232.00us
                 99%    1.07ms
              48653 requests in 2.10s, 55.12MB read
            Requests/sec:  23170.21
            Transfer/sec:     26.25MB
            """;

    @Test
    void reads_throughput_and_latency() {
        assertEquals(new WrkResult(23170.21, 1070), WrkResult.parse(OUTPUT));
    }

    @ParameterizedTest
    @CsvSource({"812.00us, 812", "1.07ms, 1070", "2.50s, 2500000"})
    void knows_every_unit(String text, double micros) {
        assertEquals(
                micros,
                WrkResult.parse(OUTPUT.replace("99%    1.07ms", "99%    " + text))
                        .p99Micros(),
                1e-6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  Non-2xx or 3xx responses: 48653\n",
                "  Socket errors: connect 0, read 12, write 0, timeout 0\n"
            })
    void measures_no_errors(String line) {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> WrkResult.parse(OUTPUT + line));
        assertTrue(String.valueOf(refused.getMessage()).contains(line.strip()), refused.getMessage());
    }

    @Test
    void does_not_guess() {
        assertThrows(IllegalStateException.class, () -> WrkResult.parse("wrk 4.1.0 [epoll]"));
    }

    @Test
    void a_median_is_the_value_in_the_middle() {
        Series series = new Series();
        assertTrue(Double.isNaN(series.median()));
        series.add(9);
        series.add(1);
        assertEquals(5, series.median());
        series.add(2);
        assertEquals(2, series.median());
    }
}
