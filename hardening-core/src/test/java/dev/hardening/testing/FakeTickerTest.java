package dev.hardening.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FakeTickerTest {

    @Test
    void moves_both_clocks_by_the_same_span() {
        FakeTicker ticker = new FakeTicker();
        long before = ticker.nanos();

        ticker.advance(Duration.ofMillis(1500));

        assertEquals(1_500_000_000L, ticker.nanos() - before);
        assertEquals(FakeTicker.START.plusMillis(1500), ticker.instant());
        assertEquals(FakeTicker.START.plusMillis(1500).toEpochMilli(), ticker.millis());
    }

    @Test
    void stands_still_until_it_is_moved() {
        FakeTicker ticker = FakeTicker.at(Instant.EPOCH);

        assertEquals(ticker.nanos(), ticker.nanos());
        assertEquals(Instant.EPOCH, ticker.instant());
    }

    @Test
    void sets_the_wall_clock_back_without_touching_the_monotonic_one() {
        FakeTicker ticker = new FakeTicker();
        long before = ticker.nanos();

        ticker.setWallClock(FakeTicker.START.minusSeconds(3600));

        assertEquals(before, ticker.nanos());
        assertEquals(FakeTicker.START.minusSeconds(3600), ticker.instant());
    }

    @Test
    void refuses_to_go_back() {
        assertThrows(IllegalArgumentException.class, () -> new FakeTicker().advance(Duration.ofNanos(-1)));
    }

    @Test
    void passes_the_largest_reading_without_losing_a_span() {
        FakeTicker ticker = FakeTicker.aboutToOverflow();
        long before = ticker.nanos();

        ticker.advance(Duration.ofSeconds(2));

        assertTrue(ticker.nanos() < 0);
        assertEquals(Duration.ofSeconds(2).toNanos(), ticker.nanos() - before);
    }

    @Test
    void loses_no_step_that_threads_make_together() {
        FakeTicker ticker = new FakeTicker();
        long before = ticker.nanos();

        IntStream.range(0, 1000).parallel().forEach(step -> ticker.advance(Duration.ofNanos(7)));

        assertEquals(7000, ticker.nanos() - before);
        assertEquals(FakeTicker.START.plusNanos(7000), ticker.instant());
    }
}
