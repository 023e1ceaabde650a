package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.reading.Reading;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerReadingsTest {

    private final FakeTicker ticker = new FakeTicker();
    private final Breakers breakers =
            Breakers.builder().ticker(ticker).withoutThread().build();

    @AfterEach
    void close() {
        breakers.close();
    }

    private Map<String, Double> read() {
        return read(breakers);
    }

    private static Map<String, Double> read(Breakers breakers) {
        return breakers.readings().stream()
                .collect(Collectors.toMap(reading -> reading.name() + new TreeMap<>(reading.labels()), Reading::value));
    }

    private Breaker add(String name) {
        return breakers.add(
                name,
                BreakerSettings.builder()
                        .way(CallWay.INTERRUPT)
                        .volumeThreshold(2)
                        .build());
    }

    @Test
    void tell_of_each_breaker_by_its_name_what_it_has_done_and_in_which_state_it_is() throws Exception {
        Breaker database = add("database");
        add("prompts");
        database.call(() -> "row");
        for (int i = 0; i < 3; i++) {
            assertThrows(
                    IOException.class,
                    () -> database.call(() -> {
                        throw new IOException("down");
                    }),
                    "call " + i);
            if (database.state() == BreakerState.OPEN) {
                break;
            }
        }
        assertThrows(DependencyUnavailableException.class, () -> database.call(() -> "row"));
        BreakerStatus status = database.status();
        Map<String, Double> read = read();
        assertEquals(1, read.get("breaker_state{breaker=database, state=open}"));
        assertEquals(0, read.get("breaker_state{breaker=database, state=closed}"));
        assertEquals(1, read.get("breaker_state{breaker=prompts, state=closed}"));
        assertEquals(1, read.get("breaker_calls_total{breaker=database, outcome=succeeded}"));
        assertEquals((double) status.failed(), read.get("breaker_calls_total{breaker=database, outcome=failed}"));
        assertEquals(0, read.get("breaker_calls_total{breaker=database, outcome=timed_out}"));
        assertEquals(0, read.get("breaker_calls_total{breaker=database, outcome=late}"));
        assertEquals(1, read.get("breaker_rejected_total{breaker=database, reason=open}"));
        assertEquals(0, read.get("breaker_rejected_total{breaker=database, reason=busy}"));
        assertEquals(1, read.get("breaker_opened_total{breaker=database}"));
        assertEquals(0, read.get("breaker_opened_total{breaker=prompts}"));
        assertEquals(0, read.get("breaker_calls_in_progress{breaker=database}"));
        assertEquals((double) status.windowCalls(), read.get("breaker_window_calls{breaker=database}"));
        assertEquals((double) status.windowFailures(), read.get("breaker_window_failures{breaker=database}"));
    }

    private static double seconds(Map<String, Double> read, String name) {
        return Objects.requireNonNull(read.get("breaker_call_seconds_total{breaker=" + name + "}"));
    }

    /** Whichever thread makes the call, and across the overflow of the ticker. */
    @ParameterizedTest
    @EnumSource
    void tell_of_each_dependency_how_long_its_calls_took_together(CallWay way) throws Exception {
        FakeTicker overflowing = FakeTicker.aboutToOverflow();
        BreakerSettings settings = BreakerSettings.builder()
                .way(way)
                .timeout(Duration.ofSeconds(4))
                .build();
        try (Breakers own =
                Breakers.builder().ticker(overflowing).withoutThread().build()) {
            Breaker database = own.add("database", settings);
            own.add("prompts", settings);
            assertEquals(0, seconds(read(own), "database"));
            database.call(() -> {
                overflowing.advance(Duration.ofMillis(1_500));
                return "row";
            });
            assertEquals(1.5, seconds(read(own), "database"));
            assertThrows(
                    IOException.class,
                    () -> database.call(() -> {
                        overflowing.advance(Duration.ofMillis(250));
                        throw new IOException("down");
                    }));
            assertEquals(1.75, seconds(read(own), "database"));
            assertEquals(0, seconds(read(own), "prompts"));
            assertEquals(Duration.ofMillis(1_750), database.status().spent());
        }
    }

    @Test
    void count_a_call_that_timed_out_with_its_timeout_and_one_given_up_with_nothing() {
        Breaker database = breakers.add(
                "database",
                BreakerSettings.builder().timeout(Duration.ofSeconds(4)).build());
        CompletableFuture<String> stage = new CompletableFuture<>();
        assertFalse(database.callAsync(() -> stage).isDone());
        ticker.advance(Duration.ofSeconds(3));
        breakers.runDue();
        assertEquals(0, seconds(read(), "database"), "it has not ended");
        ticker.advance(Duration.ofSeconds(2));
        breakers.runDue();
        assertEquals(4, seconds(read(), "database"));
        ticker.advance(Duration.ofSeconds(7));
        stage.complete("late");
        assertEquals(4, seconds(read(), "database"), "nobody waited for it any more");

        CompletableFuture<String> answered = new CompletableFuture<>();
        assertFalse(database.callAsync(() -> answered).isDone());
        CompletableFuture<String> unwanted = database.callAsync(CompletableFuture::new);
        ticker.advance(Duration.ofMillis(500));
        unwanted.cancel(true);
        assertEquals(4, seconds(read(), "database"));
        answered.complete("row");
        assertEquals(4.5, seconds(read(), "database"));
        assertEquals(1, read().get("breaker_calls_total{breaker=database, outcome=timed_out}"));
        assertEquals(1, read().get("breaker_calls_total{breaker=database, outcome=succeeded}"));
    }

    /** So that the seconds by the calls are an average. */
    @Test
    void count_the_time_of_those_calls_that_are_counted_and_of_no_others() throws Exception {
        Breaker database = add("database");
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> slower = new CompletableFuture<>();
        assertFalse(database.callAsync(() -> slow).isDone());
        assertFalse(database.callAsync(() -> slower).isDone());
        ticker.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 2; i++) {
            assertThrows(
                    IOException.class,
                    () -> database.call(() -> {
                        throw new IOException("down");
                    }));
        }
        assertEquals(BreakerState.OPEN, database.state());
        slow.complete("an answer that counts for nothing, since the breaker opened");
        assertEquals(0, read().get("breaker_calls_total{breaker=database, outcome=succeeded}"));
        assertEquals(0, seconds(read(), "database"));
        slower.completeExceptionally(new IOException("a failure counts at any time"));
        assertEquals(3, read().get("breaker_calls_total{breaker=database, outcome=failed}"));
        assertEquals(1, seconds(read(), "database"));
    }

    @Test
    void tell_of_each_cache_by_its_breaker_and_number() {
        Breaker database = add("database");
        assertEquals(
                0,
                read().keySet().stream().filter(key -> key.startsWith("cache_")).count());
        StaleCache<String, String> first =
                database.cache(StaleCacheSettings.builder().build(), key -> "value");
        add("prompts").cache(StaleCacheSettings.builder().build(), key -> "other");
        database.cache(StaleCacheSettings.builder().build(), key -> "third");
        first.get("a");
        first.get("a");
        first.get("b");
        Map<String, Double> read = read();
        assertEquals(1, read.get("cache_requests_total{breaker=database, cache=1, result=fresh}"));
        assertEquals(2, read.get("cache_requests_total{breaker=database, cache=1, result=loaded}"));
        assertEquals(0, read.get("cache_requests_total{breaker=database, cache=2, result=loaded}"));
        assertEquals(0, read.get("cache_requests_total{breaker=prompts, cache=1, result=stale}"));
        assertEquals(0, read.get("cache_requests_total{breaker=prompts, cache=1, result=refused}"));
        assertEquals(0, read.get("cache_refreshes_total{breaker=database, cache=1}"));
        assertEquals(2, read.get("cache_entries{breaker=database, cache=1}"));
    }

    @Test
    void tell_nothing_of_a_cache_that_is_closed_and_give_its_number_to_no_other() {
        Breaker database = add("database");
        StaleCache<String, String> first =
                database.cache(StaleCacheSettings.builder().build(), key -> "value");
        StaleCache<String, String> second =
                database.cache(StaleCacheSettings.builder().build(), key -> "value");
        second.get("a");
        first.close();
        first.close();
        assertEquals(Set.of("cache_entries{breaker=database, cache=2}"), entries());
        assertEquals(1, read().get("cache_entries{breaker=database, cache=2}"));
        database.cache(StaleCacheSettings.builder().build(), key -> "value");
        assertEquals(
                Set.of("cache_entries{breaker=database, cache=2}", "cache_entries{breaker=database, cache=3}"),
                entries());
        breakers.close();
        assertEquals(Set.of(), entries());
    }

    private Set<String> entries() {
        return read().keySet().stream()
                .filter(key -> key.startsWith("cache_entries"))
                .collect(Collectors.toSet());
    }
}
