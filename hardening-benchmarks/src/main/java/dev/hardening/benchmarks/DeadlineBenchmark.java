package dev.hardening.benchmarks;

import dev.hardening.core.deadline.DeadlineTimer;
import dev.hardening.core.time.Ticker;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Arms the end of a request's time and takes it back, as every request in time does; the floor is the JDK's scheduler. */
@State(Scope.Benchmark)
public class DeadlineBenchmark {

    private static final long THIRTY_SECONDS = TimeUnit.SECONDS.toNanos(30);

    private final DeadlineTimer timer = new DeadlineTimer(Ticker.system());
    private final DeadlineTimer.Task task = new DeadlineTimer.Task() {
        @Override
        protected void timeIsUp() {
            // A request in time.
        }
    };
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

    /** Makes the scheduler forget at once what is cancelled, as a filter would have to. */
    public DeadlineBenchmark() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /** Ours. */
    @Benchmark
    public void deadlineOurs() {
        timer.arm(task, THIRTY_SECONDS);
        timer.cancel(task);
    }

    /** The scheduler of the JDK. */
    @Benchmark
    public boolean deadlineFloor() {
        ScheduledFuture<?> future =
                scheduler.schedule(DeadlineBenchmark::nothing, THIRTY_SECONDS, TimeUnit.NANOSECONDS);
        return future.cancel(false);
    }

    private static void nothing() {
        // A request in time.
    }

    /** Ends both threads. */
    @TearDown
    public void end() {
        timer.close();
        scheduler.shutdownNow();
    }
}
