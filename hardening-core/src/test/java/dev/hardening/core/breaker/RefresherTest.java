package dev.hardening.core.breaker;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.event.SecurityEventType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is loaded in the background after it was served stale. */
class RefresherTest {

    private static final Duration TTL = Duration.ofSeconds(20);
    private static final Duration KEPT = Duration.ofMinutes(10);

    private static final StaleCacheSettings CACHE = StaleCacheSettings.builder()
            .ttl(Duration.ofSeconds(10))
            .staleTtl(Duration.ofSeconds(20))
            .build();

    private final Rig rig = new Rig(Rig.settings().build());
    private final FakeDependency dependency = new FakeDependency();
    private final StaleCache<String, String> cache = rig.breaker.cache(
            StaleCacheSettings.builder().ttl(TTL).staleTtl(KEPT).build(), dependency);

    @AfterEach
    void close() {
        dependency.release();
        rig.close();
    }

    private void pass(Duration span) {
        pass(rig, cache, span);
    }

    private static void pass(Rig rig, StaleCache<String, String> cache, Duration span) {
        rig.advance(span);
        rig.awaitIdle(cache);
        // What the end of a load has made possible is done by the timer at once.
        rig.breakers.runDue();
        rig.awaitIdle(cache);
    }

    private Freshness freshness(String key) {
        Cached<String> answer = cache.get(key);
        assertNotNull(answer);
        return answer.freshness();
    }

    private void load(List<String> keys) {
        keys.forEach(cache::get);
        rig.ticker.advance(TTL);
    }

    @Test
    void values_become_new_with_no_request_within_a_reset_time_of_the_return() {
        load(List.of("a"));
        dependency.fail(true);
        rig.open();
        assertEquals(Freshness.STALE, freshness("a"));
        dependency.fail(false);
        int calls = dependency.calls();
        pass(Rig.RESET.minusNanos(1));
        assertEquals(calls, dependency.calls(), "the dependency is left alone");
        pass(Duration.ofNanos(1));
        assertEquals(calls + 1, dependency.calls(), "the load is the probe");
        assertEquals(BreakerState.CLOSED, rig.breaker.state());
        assertEquals(
                List.of(
                        SecurityEventType.BREAKER_OPENED,
                        SecurityEventType.BREAKER_PROBING,
                        SecurityEventType.BREAKER_CLOSED),
                rig.types());
        assertEquals(Freshness.FRESH, freshness("a"));
        assertEquals(1, cache.counts().refreshed());
        assertEquals(calls + 1, dependency.calls());
    }

    @Test
    void one_probe_a_reset_time_however_many_are_wanted_and_each_has_its_turn() {
        List<String> keys = IntStream.range(0, 40).mapToObj(i -> "key" + i).toList();
        load(keys);
        dependency.fail(true);
        rig.open();
        for (String key : keys) {
            for (int i = 0; i < 5; i++) {
                assertEquals(Freshness.STALE, freshness(key));
            }
        }
        int calls = dependency.calls();
        for (int round = 1; round <= 10; round++) {
            pass(Rig.RESET);
            assertEquals(calls + round, dependency.calls());
            keys.forEach(this::freshness);
            assertEquals(calls + round, dependency.calls());
        }
        dependency.fail(false);
        pass(Rig.RESET);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ZERO);
        }
        assertEquals(BreakerState.CLOSED, rig.breaker.state());
        assertEquals(calls + 10 + keys.size(), dependency.calls(), "each key once");
        assertTrue(dependency.mostAtOnce() <= Refresher.AT_ONCE, "no storm");
        keys.forEach(key -> assertEquals(Freshness.FRESH, freshness(key)));
    }

    @Test
    void a_hundred_stale_answers_lead_to_one_load_at_a_time() {
        load(List.of("a"));
        rig.open();
        dependency.hold();
        for (int i = 0; i < 100; i++) {
            assertEquals(Freshness.STALE, freshness("a"));
        }
        rig.advance(Rig.RESET);
        dependency.awaitHeld();
        for (int i = 0; i < 100; i++) {
            assertEquals(Freshness.STALE, freshness("a"));
            rig.breakers.runDue();
        }
        assertEquals(1, dependency.underWay());
        assertEquals(2, dependency.calls());
        dependency.release();
        rig.awaitIdle(cache);
        assertEquals(Freshness.FRESH, freshness("a"));
    }

    /** Once a reset time at least, as if its failures had opened the breaker, and once a minute at least. */
    @ParameterizedTest
    @CsvSource({
        "300, 300 300 300 300",
        "5000, 1000 1000 2000 4000 5000 5000 5000",
        "600000, 1000 1000 2000 4000 8000 16000 32000 60000 60000"
    })
    void a_key_that_fails_alone_is_tried_again_after_a_longer_and_longer_wait(long reset, String waits) {
        BreakerSettings.Builder settings = Rig.settings().timeout(Duration.ofMillis(300));
        try (Rig its = new Rig(settings.resetTimeout(Duration.ofMillis(reset)).build())) {
            StaleCache<String, String> kept = its.breaker.cache(
                    StaleCacheSettings.builder().ttl(TTL).staleTtl(KEPT).build(), dependency);
            kept.get("a");
            its.ticker.advance(TTL);
            dependency.fail(true);
            assertEquals(Freshness.STALE, requireNonNull(kept.get("a")).freshness());
            int calls = dependency.calls();
            for (String wait : waits.split(" ", -1)) {
                Duration all = Duration.ofMillis(Long.parseLong(wait));
                // Other calls succeed, so the breaker stays closed.
                IntStream.range(0, 20).forEach(any -> its.succeed());
                pass(its, kept, all.minusNanos(1));
                assertEquals(calls, dependency.calls(), "before " + wait);
                pass(its, kept, Duration.ofNanos(1));
                assertEquals(++calls, dependency.calls(), "after " + wait);
            }
            assertEquals(BreakerState.CLOSED, its.breaker.state());
            dependency.fail(false);
            pass(its, kept, Duration.ofSeconds(60));
            assertEquals(Freshness.FRESH, requireNonNull(kept.get("a")).freshness());
        }
    }

    @Test
    void what_is_kept_no_more_is_not_loaded() {
        load(List.of("a"));
        dependency.fail(true);
        rig.open();
        assertEquals(Freshness.STALE, freshness("a"));
        rig.ticker.advance(KEPT);
        int calls = dependency.calls();
        pass(Rig.RESET);
        assertEquals(calls, dependency.calls());
        assertEquals(BreakerState.HALF_OPEN, rig.breaker.state(), "the probe is left to a request");
    }

    @Test
    void what_a_request_has_loaded_is_not_loaded_again() {
        load(List.of("a"));
        dependency.fail(true);
        assertEquals(Freshness.STALE, freshness("a"));
        dependency.fail(false);
        assertEquals(Freshness.LOADED, freshness("a"));
        int calls = dependency.calls();
        pass(Duration.ofSeconds(5));
        assertEquals(calls, dependency.calls());
        assertEquals(0, cache.counts().refreshed());
    }

    @Test
    void a_probe_of_a_request_goes_first_and_the_refresh_follows() {
        load(List.of("a"));
        rig.open();
        assertEquals(Freshness.STALE, freshness("a"));
        rig.ticker.advance(Rig.RESET);
        rig.succeed();
        assertEquals(1, dependency.calls());
        pass(Duration.ZERO);
        assertEquals(2, dependency.calls());
        assertEquals(Freshness.FRESH, freshness("a"));
    }

    @Test
    void the_queue_is_bounded() {
        int many = Refresher.MOST_WANTED + 500;
        List<String> keys = IntStream.range(0, many).mapToObj(i -> "key" + i).toList();
        load(keys);
        rig.open();
        keys.forEach(this::freshness);
        rig.advance(Rig.RESET);
        rig.awaitIdle(cache);
        for (int i = 0; i < many && cache.counts().refreshed() < Refresher.MOST_WANTED; i++) {
            pass(Duration.ZERO);
        }
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(1));
        }
        assertEquals(Refresher.MOST_WANTED, cache.counts().refreshed());
    }

    @Test
    void keys_that_are_needed_take_no_place_of_those_that_were_served_stale() {
        load(List.of("stale"));
        rig.open();
        cache.warmUp(
                IntStream.range(0, Refresher.MOST_WANTED)
                        .mapToObj(i -> "key" + i)
                        .toList(),
                () -> {});
        assertEquals(Freshness.STALE, freshness("stale"));
        rig.advance(Rig.RESET);
        rig.awaitIdle(cache);
        for (int i = 0; i < Refresher.MOST_WANTED; i++) {
            pass(Duration.ZERO);
        }
        assertEquals(Refresher.MOST_WANTED + 1, cache.counts().refreshed());
    }

    @Test
    void full_places_do_not_stop_the_refresh_for_good() {
        try (Rig small = new Rig(Rig.settings().maxConcurrent(1).build())) {
            StaleCache<String, String> its = small.breaker.cache(
                    StaleCacheSettings.builder().ttl(TTL).staleTtl(KEPT).build(), dependency);
            its.get("a");
            small.open();
            small.ticker.advance(TTL);
            assertEquals(Freshness.STALE, requireNonNull(its.get("a")).freshness());
            Rig.Hanging hanging = Rig.Hanging.thatIgnoresInterrupts();
            var caller = Rig.apart(() -> Rig.reason(() -> small.breaker.call(hanging)));
            Rig.await(hanging.begun);
            small.advance(Duration.ofMillis(500));
            assertEquals(Reason.OPEN, Rig.reason(() -> small.breaker.call(() -> "any")));
            hanging.goOn.countDown();
            Rig.await(() -> small.breaker.state() == BreakerState.CLOSED);
            assertNotNull(caller);
            for (int i = 0; i < 3; i++) {
                small.advance(Duration.ofSeconds(1));
                small.awaitIdle(its);
            }
            assertEquals(Freshness.FRESH, requireNonNull(its.get("a")).freshness());
        }
    }

    @Test
    void nothing_is_loaded_after_closing() {
        load(List.of("a"));
        rig.open();
        assertEquals(Freshness.STALE, freshness("a"));
        cache.close();
        rig.advance(Rig.RESET);
        rig.advance(Rig.RESET);
        assertEquals(1, dependency.calls());
        assertEquals(Freshness.STALE, freshness("a"), "what is kept is served");
    }

    @Test
    void two_warm_ups_that_share_a_key_both_end() {
        try (Rig rig = new Rig(CallWay.HAND_OFF)) {
            StaleCache<String, String> cache = rig.breaker.cache(CACHE, key -> "new " + key);
            AtomicInteger warm = new AtomicInteger();
            cache.warmUp(Set.of("a", "b"), warm::incrementAndGet);
            cache.warmUp(Set.of("b", "c"), warm::incrementAndGet);
            for (int i = 0; i < 5; i++) {
                rig.advance(Duration.ofSeconds(1));
                rig.awaitIdle(cache);
            }
            assertEquals(2, warm.get(), "readiness gates that opened");
        }
    }

    @Test
    void a_warm_up_whose_end_throws_takes_no_other_key_with_it() throws Exception {
        try (Rig rig = new Rig(CallWay.HAND_OFF)) {
            AtomicBoolean down = new AtomicBoolean();
            StaleCache<String, String> cache = rig.breaker.cache(CACHE, key -> {
                if (down.get()) {
                    throw new IOException("down");
                }
                return "new " + key;
            });
            cache.get("x");
            cache.get("y");
            rig.advance(Duration.ofSeconds(11));
            cache.get("k");
            rig.awaitIdle(cache);
            cache.warmUp(Set.of("k"), () -> {
                throw new IllegalStateException("theirs");
            });
            down.set(true);
            cache.get("x");
            cache.get("y");
            down.set(false);
            for (int i = 0; i < 5; i++) {
                rig.advance(Duration.ofSeconds(1));
                rig.awaitIdle(cache); // a load that is lost is under way for ever
            }
            assertEquals(Freshness.FRESH, Objects.requireNonNull(cache.get("x")).freshness());
        }
    }
}
