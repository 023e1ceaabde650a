package dev.hardening.core.breaker;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.decision.RefusalCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a cache answers, and when it asks the dependency. */
class StaleCacheTest {

    private static final Duration TTL = Duration.ofSeconds(20);
    private static final Duration KEPT = Duration.ofMinutes(10);

    private static final StaleCacheSettings CACHE = StaleCacheSettings.builder()
            .ttl(Duration.ofSeconds(10))
            .staleTtl(Duration.ofSeconds(20))
            .build();

    private final Rig rig = new Rig(Rig.settings().build());
    private final FakeDependency dependency = new FakeDependency();

    @AfterEach
    void close() {
        dependency.release();
        rig.close();
    }

    private StaleCache<String, String> cache() {
        return cache(EvictionPolicy.TINYLFU);
    }

    private StaleCache<String, String> cache(EvictionPolicy policy) {
        return rig.breaker.cache(
                StaleCacheSettings.builder()
                        .ttl(TTL)
                        .staleTtl(KEPT)
                        .policy(policy)
                        .build(),
                dependency);
    }

    private static void assertAnswer(String value, Freshness freshness, long seconds, @Nullable Cached<String> answer) {
        assertNotNull(answer);
        assertEquals(value, answer.value());
        assertEquals(freshness, answer.freshness());
        assertEquals(freshness == Freshness.STALE, answer.isStale());
        assertEquals(Duration.ofSeconds(seconds), answer.age());
    }

    @ParameterizedTest
    @EnumSource
    void loads_once_and_serves_it_while_it_is_new(EvictionPolicy policy) {
        StaleCache<String, String> cache = cache(policy);
        assertAnswer("a1", Freshness.LOADED, 0, cache.get("a"));
        rig.advance(Duration.ofSeconds(19));
        assertAnswer("a1", Freshness.FRESH, 19, cache.get("a"));
        rig.advance(Duration.ofSeconds(1));
        assertAnswer("a2", Freshness.LOADED, 0, cache.get("a"));
        assertEquals(2, dependency.calls());
        assertEquals(new CacheCounts(1, 1, 0, 2, 0, 0), cache.counts());
        cache.invalidate("a");
        assertAnswer("a3", Freshness.LOADED, 0, cache.get("a"));
    }

    @ParameterizedTest
    @EnumSource
    void serves_what_it_has_when_the_dependency_fails_marked_and_with_its_age(EvictionPolicy policy) {
        StaleCache<String, String> cache = cache(policy);
        cache.get("a");
        dependency.fail(true);
        rig.ticker.advance(TTL);
        assertAnswer("a1", Freshness.STALE, 20, cache.get("a"));
        assertEquals(2, dependency.calls(), "it was asked");
        rig.ticker.advance(KEPT.minus(TTL).minusSeconds(1));
        assertAnswer("a1", Freshness.STALE, 599, cache.get("a"));
        rig.ticker.advance(Duration.ofSeconds(1));
        DependencyUnavailableException refused =
                assertThrows(DependencyUnavailableException.class, () -> cache.get("a"));
        assertEquals(Reason.FAILED, refused.reason());
        assertSame(dependency.failure, refused.getCause());
        assertEquals(RefusalCode.DEPENDENCY_UNAVAILABLE, refused.refusal().code());
        assertEquals(1, cache.counts().refused());
        assertEquals(2, cache.counts().stale());
    }

    @Test
    void while_open_it_serves_what_it_has_and_refuses_the_rest_without_a_call() {
        StaleCache<String, String> cache = cache();
        cache.get("a");
        rig.ticker.advance(TTL);
        rig.open();
        int calls = dependency.calls();
        for (int i = 0; i < 100; i++) {
            assertAnswer("a1", Freshness.STALE, 20, cache.get("a"));
            assertEquals(Reason.OPEN, Rig.reason(() -> cache.get("b")));
        }
        assertEquals(calls, dependency.calls());
    }

    @Test
    void while_half_open_a_request_with_a_value_never_waits_and_is_no_probe() {
        StaleCache<String, String> cache = cache();
        cache.get("a");
        rig.open();
        // The ticker alone: nothing is refreshed in the background.
        rig.ticker.advance(TTL);
        assertEquals(BreakerState.HALF_OPEN, rig.breaker.state());
        int calls = dependency.calls();
        assertAnswer("a1", Freshness.STALE, 20, cache.get("a"));
        assertEquals(calls, dependency.calls());
        assertAnswer("b2", Freshness.LOADED, 0, cache.get("b"));
        assertEquals(BreakerState.CLOSED, rig.breaker.state(), "a request without one may probe");
    }

    @Test
    void what_does_not_exist_and_what_fails_is_not_kept() {
        StaleCache<String, String> cache = cache();
        dependency.answer(null);
        assertNull(cache.get("a"));
        assertNull(cache.get("a"));
        assertEquals(2, dependency.calls(), "asked each time");
        assertEquals(2, rig.breaker.status().succeeded(), "it did answer");
        dependency.fail(true);
        for (int i = 0; i < 2; i++) {
            assertEquals(Reason.FAILED, Rig.reason(() -> cache.get("a")));
        }
        assertEquals(4, dependency.calls());
        assertEquals(0, cache.counts().size());
    }

    @Test
    void a_value_that_does_not_exist_any_more_is_dropped() {
        StaleCache<String, String> cache = cache();
        cache.get("a");
        rig.ticker.advance(TTL);
        dependency.answer(null);
        assertNull(cache.get("a"));
        dependency.fail(true);
        assertEquals(Reason.FAILED, Rig.reason(() -> cache.get("a")), "nothing stale comes back");
    }

    @Test
    void an_error_of_the_loader_is_a_failure_like_others() {
        StaleCache<String, String> cache =
                rig.breaker.cache(StaleCacheSettings.builder().build(), key -> {
                    throw new NoClassDefFoundError("missing");
                });
        DependencyUnavailableException refused =
                assertThrows(DependencyUnavailableException.class, () -> cache.get("a"));
        assertInstanceOf(NoClassDefFoundError.class, refused.getCause());
        assertEquals(1, rig.breaker.status().failed());
        assertEquals(0, rig.breaker.status().underWay());
    }

    @Test
    void many_who_want_one_key_wait_for_one_load() throws Throwable {
        StaleCache<String, String> cache = cache();
        dependency.hold();
        List<CompletableFuture<Cached<String>>> all = new ArrayList<>();
        CompletableFuture<Cached<String>> first = Rig.apart(() -> cache.get("a"));
        dependency.awaitHeld();
        for (int i = 0; i < 50; i++) {
            all.add(Rig.apart(() -> cache.get("a")));
        }
        dependency.release();
        assertAnswer("a1", Freshness.LOADED, 0, Rig.get(first));
        for (CompletableFuture<Cached<String>> one : all) {
            Cached<String> answer = Rig.get(one);
            assertNotNull(answer);
            assertEquals("a1", answer.value());
        }
        assertEquals(1, dependency.calls());
    }

    @Test
    void as_many_wait_for_the_load_of_another_as_there_are_places_and_the_rest_is_refused_at_once() throws Throwable {
        int clients = 400;
        int bound = 4;
        CountDownLatch hanging = new CountDownLatch(1);
        try (Rig small = new Rig(Rig.settings().maxConcurrent(bound).build())) {
            StaleCache<String, String> cache =
                    small.breaker.cache(StaleCacheSettings.builder().build(), key -> {
                        if (key.equals("hangs")) {
                            Rig.await(hanging);
                        }
                        return key + " loaded";
                    });
            List<CompletableFuture<Cached<String>>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(Rig.apart(() -> cache.get("hangs")));
            }
            Rig.await(() -> cache.counts().refused() == clients - bound - 1);
            assertEquals(bound, cache.waiting());
            assertEquals(1, small.breaker.status().underWay());
            // A refusal is counted before the thread that met it has ended: more than these never end while the call
            // hangs.
            Rig.await(() -> all.stream().filter(CompletableFuture::isDone).count() == clients - bound - 1);
            assertEquals(clients - bound - 1, small.breaker.status().refusedBusy());
            assertEquals(Reason.BUSY, Rig.reason(() -> cache.get("hangs")));
            assertAnswer("other loaded", Freshness.LOADED, 0, cache.get("other"));
            hanging.countDown();
            int served = 0;
            for (CompletableFuture<Cached<String>> one : all) {
                served += Rig.get(one.handle((answer, thrown) -> thrown == null)) ? 1 : 0;
            }
            assertEquals(bound + 1, served);
            assertEquals(0, cache.waiting());
            assertAnswer("hangs loaded", Freshness.FRESH, 0, cache.get("hangs"));
        }
    }

    @Test
    void of_those_who_want_a_stale_value_only_the_one_who_loads_it_waits() throws Throwable {
        StaleCache<String, String> cache = cache();
        cache.get("a");
        rig.ticker.advance(TTL);
        dependency.hold();
        List<CompletableFuture<Cached<String>>> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            all.add(Rig.apart(() -> cache.get("a")));
        }
        Rig.await(() -> all.stream().filter(CompletableFuture::isDone).count() == 399);
        assertEquals(0, cache.waiting());
        assertEquals(399, cache.counts().stale());
        dependency.release();
        int loaded = 0;
        for (CompletableFuture<Cached<String>> one : all) {
            loaded += requireNonNull(Rig.get(one)).isStale() ? 0 : 1;
        }
        assertEquals(1, loaded);
        assertEquals(2, dependency.calls());
    }

    @Test
    void whoever_waits_in_vain_or_is_interrupted_makes_room_for_the_next() throws Throwable {
        try (Rig small = new Rig(Rig.settings().maxConcurrent(1).build())) {
            StaleCache<String, String> cache =
                    small.breaker.cache(StaleCacheSettings.builder().build(), dependency);
            dependency.hold();
            CompletableFuture<Reason> first = Rig.apart(() -> Rig.reason(() -> cache.get("a")));
            dependency.awaitHeld();
            for (int round = 0; round < 3; round++) {
                CompletableFuture<Thread> who = new CompletableFuture<>();
                CompletableFuture<Reason> second = Rig.apart(() -> {
                    who.complete(Thread.currentThread());
                    return Rig.reason(() -> cache.get("a"));
                });
                Rig.await(() -> cache.waiting() == 1);
                assertEquals(Reason.BUSY, Rig.reason(() -> cache.get("a")));
                Rig.get(who).interrupt();
                assertEquals(Reason.INTERRUPTED, Rig.get(second));
                assertEquals(0, cache.waiting());
            }
            CompletableFuture<Reason> third = Rig.apart(() -> Rig.reason(() -> cache.get("a")));
            Rig.await(() -> cache.waiting() == 1);
            small.advance(Rig.TIMEOUT);
            assertEquals(Reason.TIMED_OUT, Rig.get(first));
            assertEquals(Reason.TIMED_OUT, Rig.get(third));
            assertEquals(0, cache.waiting());
        }
    }

    @Test
    void whoever_has_a_value_does_not_wait_for_a_load_that_hangs() throws Throwable {
        StaleCache<String, String> cache = cache();
        cache.get("a");
        rig.ticker.advance(TTL);
        dependency.hold();
        CompletableFuture<Cached<String>> first = Rig.apart(() -> cache.get("a"));
        dependency.awaitHeld();
        assertAnswer("a1", Freshness.STALE, 20, cache.get("a"));
        rig.advance(Rig.TIMEOUT);
        assertAnswer("a1", Freshness.STALE, 21, Rig.get(first));
        assertEquals(2, dependency.calls());
    }

    @Test
    void a_load_that_hangs_ends_for_all_who_wait_when_its_time_is_up() throws Throwable {
        StaleCache<String, String> cache = cache();
        dependency.hold();
        CompletableFuture<Reason> first = Rig.apart(() -> Rig.reason(() -> cache.get("a")));
        dependency.awaitHeld();
        CompletableFuture<Reason> second = Rig.apart(() -> Rig.reason(() -> cache.get("a")));
        rig.advance(Rig.TIMEOUT);
        assertEquals(Reason.TIMED_OUT, Rig.get(first));
        dependency.release();
        // It came in time to wait, or afterwards and then loaded by itself.
        Rig.get(second.handle((reason, thrown) -> "ended"));
    }

    @Test
    void a_late_answer_is_not_kept() throws Throwable {
        StaleCache<String, String> cache = cache();
        dependency.hold();
        CompletableFuture<Reason> first = Rig.apart(() -> Rig.reason(() -> cache.get("a")));
        dependency.awaitHeld();
        dependency.ignoreInterrupts();
        rig.advance(Rig.TIMEOUT);
        assertEquals(Reason.TIMED_OUT, Rig.get(first));
        dependency.release();
        Rig.await(() -> rig.breaker.status().late() > 0);
        assertEquals(0, cache.counts().size());
        assertAnswer("a2", Freshness.LOADED, 0, cache.get("a"));
    }

    @Test
    void an_interrupt_ends_the_waiting_of_one_and_not_the_load() throws Throwable {
        StaleCache<String, String> cache = cache();
        dependency.hold();
        CompletableFuture<Thread> who = new CompletableFuture<>();
        CompletableFuture<Boolean> first = Rig.apart(() -> {
            who.complete(Thread.currentThread());
            assertEquals(Reason.INTERRUPTED, Rig.reason(() -> cache.get("a")));
            return Thread.interrupted();
        });
        dependency.awaitHeld();
        Rig.get(who).interrupt();
        assertTrue(Rig.get(first));
        CompletableFuture<Cached<String>> second = Rig.apart(() -> cache.get("a"));
        dependency.release();
        assertEquals("a1", requireNonNull(Rig.get(second)).value());
        assertEquals(1, dependency.calls());
    }

    @Test
    void with_no_time_at_all_values_are_kept_for_outages_only() {
        StaleCache<String, String> cache = rig.breaker.cache(
                StaleCacheSettings.builder().ttl(Duration.ZERO).build(), dependency);
        assertAnswer("a1", Freshness.LOADED, 0, cache.get("a"));
        assertAnswer("a2", Freshness.LOADED, 0, cache.get("a"));
        dependency.fail(true);
        assertAnswer("a2", Freshness.STALE, 0, cache.get("a"));
    }

    @Test
    void what_never_expires_is_new_for_ever() {
        StaleCache<String, String> cache =
                rig.breaker.cache(StaleCacheSettings.builder().neverExpires().build(), dependency);
        cache.get("a");
        rig.ticker.advance(Duration.ofDays(36_500));
        assertAnswer("a1", Freshness.FRESH, 36_500L * 86_400, cache.get("a"));
    }

    @Test
    void the_age_counts_from_the_asking_and_not_from_the_answer() throws Throwable {
        StaleCache<String, String> cache = cache();
        dependency.hold();
        CompletableFuture<Cached<String>> first = Rig.apart(() -> cache.get("a"));
        dependency.awaitHeld();
        rig.ticker.advance(Duration.ofMillis(900));
        dependency.release();
        assertEquals(Duration.ofMillis(900), requireNonNull(Rig.get(first)).age());
    }

    @Test
    void the_least_recently_used_goes_and_only_that() {
        StaleCache<String, String> cache = rig.breaker.cache(
                StaleCacheSettings.builder()
                        .maxSize(3)
                        .policy(EvictionPolicy.LRU)
                        .build(),
                dependency);
        cache.get("1");
        for (int i = 0; i < 10; i++) {
            cache.get("1");
        }
        List.of("2", "3", "2", "3", "4").forEach(cache::get);
        int calls = dependency.calls();
        List.of("2", "3", "4").forEach(cache::get);
        assertEquals(calls, dependency.calls());
        cache.get("1");
        assertEquals(calls + 1, dependency.calls(), "often used, but longest ago");
        assertEquals(3, cache.counts().size());
    }

    @ParameterizedTest
    @EnumSource
    void holds_no_more_than_it_may(EvictionPolicy policy) {
        StaleCache<String, String> cache = rig.breaker.cache(
                StaleCacheSettings.builder().maxSize(100).policy(policy).build(), dependency);
        for (int i = 0; i < 2_000; i++) {
            cache.get("key " + i);
        }
        assertEquals(100, cache.counts().size());
    }

    @Test
    void warming_up_goes_on_until_all_is_there_and_says_so_once() {
        StaleCache<String, String> cache =
                rig.breaker.cache(StaleCacheSettings.builder().neverExpires().build(), dependency);
        AtomicInteger opened = new AtomicInteger();
        dependency.fail(true);
        cache.warmUp(Set.of("a", "b", "c", "d"), opened::incrementAndGet);
        rig.breakers.runDue();
        rig.awaitIdle(cache);
        assertEquals(3, dependency.calls(), "three at a time");
        assertEquals(0, opened.get());
        for (int i = 0; i < 20; i++) {
            rig.advance(Duration.ofSeconds(7));
            rig.awaitIdle(cache);
        }
        assertEquals(0, opened.get());
        dependency.fail(false);
        for (int i = 0; i < 20 && opened.get() == 0; i++) {
            rig.advance(Duration.ofSeconds(7));
            rig.awaitIdle(cache);
        }
        assertEquals(1, opened.get());
        int calls = dependency.calls();
        for (String key : List.of("a", "b", "c", "d")) {
            Cached<String> answer = cache.get(key);
            assertNotNull(answer);
            assertEquals(calls, dependency.calls(), "a hit");
        }
        rig.advance(Duration.ofMinutes(2));
        rig.awaitIdle(cache);
        assertEquals(1, opened.get());
    }

    @Test
    void warming_up_nothing_is_done_at_once_and_too_much_is_refused() {
        AtomicInteger opened = new AtomicInteger();
        cache().warmUp(Set.of(), opened::incrementAndGet);
        assertEquals(1, opened.get());
        StaleCache<String, String> small =
                rig.breaker.cache(StaleCacheSettings.builder().maxSize(1).build(), dependency);
        assertThrows(IllegalArgumentException.class, () -> small.warmUp(Set.of("a", "b"), opened::incrementAndGet));
        assertFalse(opened.get() > 1);
    }

    /** Asks for a value so old whose renewal then hangs for five seconds, until its time is up. */
    private static Cached<String> afterAWait(Duration age) throws Throwable {
        try (Rig rig = new Rig(Rig.settings()
                .timeout(Duration.ofSeconds(5))
                .resetTimeout(Duration.ofSeconds(5))
                .build())) {
            Rig.Hanging hanging = Rig.Hanging.thatObeysInterrupts();
            AtomicBoolean down = new AtomicBoolean();
            StaleCache<String, String> cache = rig.breaker.cache(CACHE, key -> down.get() ? hanging.run() : "old");
            cache.get("k");
            down.set(true);
            rig.advance(age);
            CompletableFuture<Cached<String>> answer = Rig.apart(() -> cache.get("k"));
            Rig.await(hanging.begun);
            rig.advance(Duration.ofSeconds(5));
            return Rig.get(answer);
        }
    }

    @Test
    void nothing_is_served_beyond_its_stale_life_because_a_call_was_waited_for() {
        assertEquals(Duration.ofSeconds(20), CACHE.staleTtl());
        assertThrows(DependencyUnavailableException.class, () -> afterAWait(Duration.ofSeconds(19)));
    }

    @Test
    void the_age_of_a_stale_answer_is_that_of_the_moment() throws Throwable {
        assertEquals(Duration.ofSeconds(16), afterAWait(Duration.ofSeconds(11)).age());
    }

    @Test
    void a_value_that_was_asked_for_before_it_was_invalidated_is_not_kept() throws Throwable {
        try (Rig rig = new Rig(CallWay.HAND_OFF)) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            AtomicInteger version = new AtomicInteger(1);
            StaleCache<String, String> cache = rig.breaker.cache(CACHE, key -> {
                String read = "version " + version.get();
                begun.countDown();
                Rig.await(goOn);
                return read;
            });
            CompletableFuture<Cached<String>> first = Rig.apart(() -> cache.get("k"));
            Rig.await(begun);
            version.set(2); // written, and told to the cache
            cache.invalidate("k");
            goOn.countDown();
            Rig.get(first);
            assertEquals("version 2", Objects.requireNonNull(cache.get("k")).value());
        }
    }
}
