package dev.hardening.core.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.time.Ticker;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlineTimerTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineTimer timer = new DeadlineTimer(ticker, false);
    private final List<String> called = new ArrayList<>();

    private DeadlineTimer.Task task(String name) {
        return new DeadlineTimer.Task() {
            @Override
            protected void timeIsUp() {
                called.add(name);
            }
        };
    }

    @Test
    void calls_each_task_once_when_its_time_is_up_and_not_before() {
        timer.arm(task("long"), 10 * SECOND);
        timer.arm(task("short"), SECOND);
        ticker.advance(Duration.ofNanos(SECOND - 1));
        timer.runDue();
        assertEquals(List.of(), called);
        ticker.advance(Duration.ofNanos(1));
        timer.runDue();
        timer.runDue();
        assertEquals(List.of("short"), called);
        ticker.advance(Duration.ofSeconds(100));
        timer.runDue();
        assertEquals(List.of("short", "long"), called);
    }

    @Test
    void a_cancelled_task_is_not_called_and_may_be_armed_again() {
        DeadlineTimer.Task task = task("task");
        timer.cancel(task);
        timer.arm(task, SECOND);
        timer.cancel(task);
        timer.cancel(task);
        ticker.advance(Duration.ofSeconds(2));
        timer.runDue();
        assertEquals(List.of(), called);
        timer.arm(task, SECOND);
        assertThrows(IllegalStateException.class, () -> timer.arm(task, SECOND));
        ticker.advance(Duration.ofSeconds(2));
        timer.runDue();
        assertEquals(List.of("task"), called);
    }

    @Test
    void a_task_that_throws_keeps_no_other_from_its_call() {
        timer.arm(
                new DeadlineTimer.Task() {
                    @Override
                    protected void timeIsUp() {
                        throw new IllegalStateException("a failure in a test");
                    }
                },
                SECOND);
        timer.arm(task("other"), SECOND);
        ticker.advance(Duration.ofSeconds(1));
        timer.runDue();
        assertEquals(List.of("other"), called);
    }

    private static DeadlineTimer.Task throwing(Error error) {
        return new DeadlineTimer.Task() {
            @Override
            protected void timeIsUp() {
                throw error;
            }
        };
    }

    private static DeadlineTimer.Task counting(CountDownLatch reached) {
        return new DeadlineTimer.Task() {
            @Override
            protected void timeIsUp() {
                reached.countDown();
            }
        };
    }

    @Test
    void an_error_of_a_task_is_shown_and_ends_no_deadline() throws Exception {
        List<Throwable> shown = new CopyOnWriteArrayList<>();
        CountDownLatch reached = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            timer.arm(throwing(new OutOfMemoryError("an error in a test")), SECOND);
            timer.arm(counting(reached), SECOND);
            ticker.advance(Duration.ofSeconds(1));
            timer.runDue();
        });
        thread.setUncaughtExceptionHandler((dying, failure) -> shown.add(failure));
        thread.start();
        thread.join();
        assertEquals(0, reached.getCount());
        assertEquals(
                List.of("an error in a test"),
                shown.stream().map(Throwable::getMessage).toList());
    }

    /** The handler of uncaught exceptions itself fails here, so that nothing is left of the thread. */
    @Test
    void another_thread_is_started_after_one_that_ended() throws Exception {
        CountDownLatch shown = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        try (DeadlineTimer threaded = new DeadlineTimer(Ticker.system())) {
            Thread[] first = new Thread[1];
            threaded.arm(
                    new DeadlineTimer.Task() {
                        @Override
                        protected void timeIsUp() {
                            first[0] = Thread.currentThread();
                            first[0].setUncaughtExceptionHandler((dying, failure) -> {
                                shown.countDown();
                                throw new IllegalStateException("a handler that fails in a test");
                            });
                            throw new AssertionError("an error in a test");
                        }
                    },
                    1);
            assertTrue(shown.await(20, TimeUnit.SECONDS));
            first[0].join(20_000);
            threaded.arm(counting(reached), 1);
            assertTrue(reached.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_closed_timer_calls_nobody_and_arms_nothing() {
        timer.arm(task("before"), SECOND);
        timer.close();
        timer.arm(task("after"), SECOND);
        ticker.advance(Duration.ofSeconds(2));
        timer.runDue();
        assertEquals(List.of(), called);
    }

    /** The model is a sorted map of ends; spans are few, as the timer asks. */
    @Test
    void agrees_with_a_sorted_map_whatever_is_armed_and_cancelled() {
        long seed = 20_261_126;
        Random random = new Random(seed);
        long[] spans = {SECOND, 3 * SECOND, 7 * SECOND};
        TreeMap<Long, List<String>> model = new TreeMap<>();
        List<DeadlineTimer.Task> armed = new ArrayList<>();
        List<Object[]> ends = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            int action = random.nextInt(3);
            if (action == 0) {
                String name = "t" + i;
                DeadlineTimer.Task task = task(name);
                long span = spans[random.nextInt(spans.length)];
                timer.arm(task, span);
                long end = ticker.nanos() + span;
                model.computeIfAbsent(end, key -> new ArrayList<>()).add(name);
                armed.add(task);
                ends.add(new Object[] {end, name});
            } else if (action == 1 && !armed.isEmpty()) {
                int which = random.nextInt(armed.size());
                timer.cancel(armed.remove(which));
                Object[] gone = ends.remove(which);
                List<String> same = model.get((Long) gone[0]);
                if (same != null) {
                    same.remove((String) gone[1]);
                }
            } else {
                ticker.advance(Duration.ofMillis(random.nextInt(900)));
                timer.runDue();
                var due = model.headMap(ticker.nanos(), true);
                due.values().forEach(expected::addAll);
                due.clear();
                assertEquals(
                        expected.stream().sorted().toList(),
                        called.stream().sorted().toList(),
                        "seed " + seed);
            }
        }
        assertTrue(called.size() > 500);
    }

    @Test
    void arming_and_cancelling_allocate_nothing() {
        DeadlineTimer.Task task = task("task");
        timer.arm(task, SECOND);
        timer.cancel(task);
        long bytes = Allocations.least(() -> {
            timer.arm(task, SECOND);
            timer.cancel(task);
        });
        // The key of the queue's map is boxed.
        assertTrue(bytes <= 24, bytes + " bytes");
    }

    @Test
    void its_thread_wakes_for_a_task_that_ends_before_those_that_wait() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        try (DeadlineTimer threaded = new DeadlineTimer(Ticker.system())) {
            threaded.arm(task("long"), 1_000 * SECOND);
            threaded.arm(
                    new DeadlineTimer.Task() {
                        @Override
                        protected void timeIsUp() {
                            reached.countDown();
                        }
                    },
                    SECOND / 100);
            assertTrue(reached.await(20, TimeUnit.SECONDS));
        }
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("hardening-deadlines")));
        assertEquals(List.of(), called);
    }
}
