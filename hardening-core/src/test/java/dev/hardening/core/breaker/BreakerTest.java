package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.breaker.DependencyUnavailableException.Reason;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.testing.FakeTicker;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When a breaker opens, probes and closes; one call at a time. */
class BreakerTest {

    private static final Duration INSTANT = Duration.ofNanos(1);

    /** S is a success, F a failure, a digit so many seconds; the last letter that is made is the one that opens. */
    @ParameterizedTest
    @CsvSource({
        "50, 5, FFFFF",
        "50, 5, SSFSFF",
        "50, 5, SSSSFFFF",
        "50, 1, F",
        "1, 1, SSSSSSSSSSSSF",
        "100, 5, FFFFF",
        "60, 5, SSFFF",
        "50, 10, FFFFSSSSSF",
        // The failures before it have left the window.
        "50, 5, FFFF9999FFFFF",
        // A window of failures and no volume: then one more.
        "50, 5, F1F1F1F1F",
    })
    void opens_at_the_failure_that_reaches_the_share(int percent, int volume, String story) {
        try (Rig rig = new Rig(Rig.settings()
                .errorThreshold(percent)
                .volumeThreshold(volume)
                .way(CallWay.INTERRUPT)
                .build())) {
            for (int i = 0; i < story.length(); i++) {
                assertEquals(BreakerState.CLOSED, rig.breaker.state(), "before " + i);
                play(rig, story.charAt(i));
            }
            assertEquals(BreakerState.OPEN, rig.breaker.state());
            assertEquals(List.of(SecurityEventType.BREAKER_OPENED), rig.types());
            assertEquals("prompts", rig.events.get(0).subject());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "50, 5, FFFF",
        // No success opens it, whatever the share.
        "50, 5, FFFFSSSSSS",
        "100, 5, SFFFFFFFFFFFFF",
        "51, 4, SFSFSFSF",
        "50, 5, FFFF9999F",
        "50, 10, FFFFFFFFF",
    })
    void stays_closed_below_the_share_or_the_volume(int percent, int volume, String story) {
        try (Rig rig = new Rig(Rig.settings()
                .errorThreshold(percent)
                .volumeThreshold(volume)
                .way(CallWay.INTERRUPT)
                .build())) {
            story.chars().forEach(letter -> play(rig, (char) letter));
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
            assertEquals(List.of(), rig.types());
        }
    }

    private static void play(Rig rig, char letter) {
        switch (letter) {
            case 'S' -> rig.succeed();
            case 'F' -> assertTrue(rig.fail());
            default -> rig.advance(Duration.ofSeconds(letter - '0'));
        }
    }

    @ParameterizedTest
    @EnumSource
    void makes_no_call_until_the_reset_time_and_then_one(CallWay way) {
        try (Rig rig = new Rig(way)) {
            rig.open();
            rig.advance(Rig.RESET.minus(INSTANT));
            AtomicInteger made = new AtomicInteger();
            assertEquals(Reason.OPEN, Rig.reason(() -> rig.breaker.call(made::incrementAndGet)));
            assertEquals(0, made.get());
            rig.advance(INSTANT);
            assertEquals(BreakerState.HALF_OPEN, rig.breaker.state(), "known without a call");
            assertEquals(1, rig.breaker.call(made::incrementAndGet));
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
            assertEquals(
                    List.of(
                            SecurityEventType.BREAKER_OPENED,
                            SecurityEventType.BREAKER_PROBING,
                            SecurityEventType.BREAKER_CLOSED),
                    rig.types());
        }
    }

    @ParameterizedTest
    @EnumSource
    void opens_again_for_a_whole_reset_time_when_the_probe_fails(CallWay way) {
        try (Rig rig = new Rig(way)) {
            rig.open();
            for (int round = 1; round <= 3; round++) {
                rig.advance(Rig.RESET);
                assertTrue(rig.fail(), "the probe");
                assertFalse(rig.fail(), "one only");
                rig.advance(Rig.RESET.minus(INSTANT));
                assertFalse(rig.fail());
                rig.advance(INSTANT);
                rig.advance(Duration.ofMinutes(3));
                assertEquals(1 + round, rig.breaker.status().opened());
            }
            rig.succeed();
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
        }
    }

    @Test
    void begins_with_an_empty_window_after_closing() {
        try (Rig rig = new Rig(CallWay.INTERRUPT)) {
            rig.open();
            rig.advance(Rig.RESET);
            rig.succeed();
            assertEquals(0, rig.breaker.status().windowCalls());
            for (int i = 0; i < 4; i++) {
                rig.fail();
            }
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
            rig.fail();
            assertEquals(BreakerState.OPEN, rig.breaker.state());
        }
    }

    @Test
    void a_wall_clock_that_is_set_changes_nothing() {
        FakeTicker ticker = FakeTicker.aboutToOverflow();
        try (Rig rig = new Rig(ticker, Rig.settings().build())) {
            rig.open();
            ticker.setWallClock(Instant.EPOCH);
            rig.advance(Rig.RESET.minus(INSTANT));
            assertFalse(rig.fail());
            ticker.setWallClock(Instant.parse("2100-01-01T00:00:00Z"));
            assertFalse(rig.fail());
            rig.advance(INSTANT);
            rig.succeed();
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
        }
    }

    /** A model that keeps every call: the strict way to do it. */
    private static final class Model {
        private record Call(long at, boolean failed) {}

        private final Deque<Call> log = new ArrayDeque<>();
        private boolean open;
        private long openedAt;

        boolean mayCall(long second) {
            return !open || second - openedAt >= 5;
        }

        void call(long second, boolean failed) {
            if (open) {
                open = failed;
                openedAt = second;
                log.clear();
                return;
            }
            log.add(new Call(second, failed));
            log.removeIf(call -> second - call.at >= 10);
            long failures = log.stream().filter(Call::failed).count();
            if (failed && log.size() >= 5 && failures * 100 >= log.size() * 50L) {
                open = true;
                openedAt = second;
            }
        }
    }

    @Test
    void does_what_a_model_that_keeps_every_call_does() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            Model model = new Model();
            try (Rig rig = new Rig(CallWay.INTERRUPT)) {
                long second = 0;
                int share = random.nextInt(100);
                for (int i = 0; i < 500; i++) {
                    String where = "seed " + seed + ", step " + i;
                    if (random.nextInt(3) == 0) {
                        int span = random.nextInt(4);
                        second += span;
                        rig.advance(Duration.ofSeconds(span));
                    }
                    boolean failed = random.nextInt(100) < share;
                    boolean may = model.mayCall(second);
                    if (failed) {
                        assertEquals(may, rig.fail(), where);
                    } else if (may) {
                        rig.succeed();
                    } else {
                        assertThrows(DependencyUnavailableException.class, rig::succeed, where);
                    }
                    if (may) {
                        model.call(second, failed);
                    }
                    assertEquals(model.open, rig.breaker.state() != BreakerState.CLOSED, where);
                    assertEquals(0, rig.breaker.status().underWay(), where);
                }
            }
        }
    }

    @Test
    void exceptions_that_are_answers_do_not_count_as_failures_and_errors_always_do() {
        try (Rig rig = new Rig(Rig.settings()
                .countsAsFailure(thrown -> !(thrown instanceof FileNotFoundException))
                .build())) {
            for (int i = 0; i < 20; i++) {
                assertThrows(
                        FileNotFoundException.class,
                        () -> rig.breaker.call(() -> {
                            throw new FileNotFoundException("no such prompt");
                        }));
            }
            assertEquals(BreakerState.CLOSED, rig.breaker.state());
            assertEquals(20, rig.breaker.status().succeeded());
        }
        try (Rig rig = new Rig(Rig.settings()
                .countsAsFailure(thrown -> false)
                .volumeThreshold(1)
                .build())) {
            assertThrows(
                    StackOverflowError.class,
                    () -> rig.breaker.call(() -> {
                        throw new StackOverflowError();
                    }));
            assertEquals(BreakerState.OPEN, rig.breaker.state());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_test_for_failures_that_throws_counts_as_one(CallWay way) {
        try (Rig rig = new Rig(Rig.settings()
                .way(way)
                .volumeThreshold(1)
                .countsAsFailure(thrown -> {
                    throw new IllegalStateException("a broken test");
                })
                .build())) {
            assertThrows(
                    IllegalStateException.class,
                    () -> rig.breaker.call(() -> {
                        throw new IOException("down");
                    }));
            assertEquals(BreakerState.OPEN, rig.breaker.state());
            assertEquals(0, rig.breaker.status().underWay());
        }
    }

    @Test
    void one_dependency_that_fails_opens_no_others_breaker() {
        try (Rig rig = new Rig(CallWay.INTERRUPT)) {
            Breaker other = rig.breakers.add("search", Rig.settings().build());
            rig.open();
            assertEquals("found", other.call(() -> "found"));
            assertEquals(BreakerState.CLOSED, other.state());
            assertEquals(List.of(rig.breaker, other), rig.breakers.all());
            assertEquals(other, rig.breakers.find("search").orElseThrow());
            assertTrue(rig.breakers.find("nothing").isEmpty());
        }
    }

    @Test
    void a_listener_that_throws_changes_nothing() {
        FakeTicker ticker = new FakeTicker();
        try (Breakers breakers = Breakers.builder()
                .ticker(ticker)
                .withoutThread()
                .events(event -> {
                    throw new IllegalStateException("a broken listener");
                })
                .build()) {
            Breaker breaker =
                    breakers.add("prompts", Rig.settings().volumeThreshold(1).build());
            assertThrows(
                    IOException.class,
                    () -> breaker.call(() -> {
                        throw new IOException("down");
                    }));
            assertEquals(BreakerState.OPEN, breaker.state());
            ticker.advance(Rig.RESET);
            assertEquals("back", breaker.call(() -> "back"));
            assertEquals(BreakerState.CLOSED, breaker.state());
        }
    }

    @Test
    void tells_what_it_knows_without_any_traffic() {
        try (Rig rig = new Rig(CallWay.INTERRUPT)) {
            rig.succeed();
            rig.fail();
            BreakerStatus status = rig.breaker.status();
            assertEquals(2, status.windowCalls());
            assertEquals(1, status.windowFailures());
            assertEquals(50, status.errorPercent());
            assertEquals("closed", rig.breaker.check());
            rig.advance(Duration.ofSeconds(20));
            assertEquals(0, rig.breaker.status().windowCalls());
            assertEquals(0, rig.breaker.status().errorPercent());

            rig.open();
            rig.fail();
            rig.advance(Duration.ofSeconds(2));
            BreakerStatus open = rig.breaker.status();
            assertEquals(
                    new BreakerStatus(
                            "prompts",
                            BreakerState.OPEN,
                            5,
                            5,
                            0,
                            Duration.ofSeconds(3),
                            1,
                            6,
                            0,
                            0,
                            1,
                            0,
                            1,
                            Duration.ZERO),
                    open);
            assertEquals(Reason.OPEN, Rig.reason(rig.breaker::check));
            rig.advance(Duration.ofSeconds(60));
            assertEquals(BreakerState.HALF_OPEN, rig.breaker.status().state());
            assertEquals(Duration.ZERO, rig.breaker.status().retryAfter());
            assertEquals(0, rig.breaker.status().windowCalls());
            assertEquals(Reason.OPEN, Rig.reason(rig.breaker::check));
        }
    }

    @Test
    void names_are_labels_and_each_is_given_once() {
        try (Rig rig = new Rig(CallWay.INTERRUPT)) {
            BreakerSettings settings = Rig.settings().build();
            assertThrows(IllegalStateException.class, () -> rig.breakers.add("prompts", settings));
            for (String bad : List.of("", " ", "1a", "a b", "a\n", "ä", "a/b", "a".repeat(65))) {
                assertThrows(IllegalArgumentException.class, () -> rig.breakers.add(bad, settings), bad);
            }
            rig.breakers.add("a".repeat(64), settings);
        }
    }

    private static final BreakerSettings ONE_FAILURE =
            Rig.settings().volumeThreshold(1).maxConcurrent(2).build();

    /** With a listener that fails in the worst way, once. */
    private static Breakers listening(FakeTicker ticker, SecurityEventType bad) {
        AtomicBoolean thrown = new AtomicBoolean();
        return Breakers.builder()
                .ticker(ticker)
                .events(event -> {
                    if (event.type() == bad && thrown.compareAndSet(false, true)) {
                        throw new StackOverflowError("once");
                    }
                })
                .withoutThread()
                .build();
    }

    @Test
    void an_error_of_a_listener_at_the_probe_leaves_no_breaker_half_open() {
        FakeTicker ticker = new FakeTicker();
        try (Breakers breakers = listening(ticker, SecurityEventType.BREAKER_PROBING)) {
            Breaker breaker = breakers.add("prompts", ONE_FAILURE);
            assertThrows(
                    IOException.class,
                    () -> breaker.call(() -> {
                        throw new IOException("down");
                    }));
            ticker.advance(Rig.RESET);
            assertEquals("back", breaker.call(() -> "back"));
            assertEquals(BreakerState.CLOSED, breaker.state());
            assertEquals(0, breaker.status().underWay());
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_error_of_a_listener_at_the_opening_leaves_no_caller_without_an_answer(CallWay way) throws Throwable {
        FakeTicker ticker = new FakeTicker();
        try (Breakers breakers = listening(ticker, SecurityEventType.BREAKER_OPENED)) {
            BreakerSettings settings =
                    Rig.settings().volumeThreshold(1).way(way).build();
            Breaker breaker = breakers.add("prompts", settings);
            Rig.Hanging hanging = Rig.Hanging.thatObeysInterrupts();
            CompletableFuture<Reason> reason = Rig.apart(() -> Rig.reason(() -> breaker.call(hanging)));
            Rig.await(hanging.begun);
            ticker.advance(Rig.TIMEOUT);
            breakers.runDue();
            try {
                assertEquals(Reason.TIMED_OUT, Rig.get(reason));
                Rig.await(hanging.interrupted);
            } finally {
                hanging.goOn.countDown();
            }
        }
    }
}
