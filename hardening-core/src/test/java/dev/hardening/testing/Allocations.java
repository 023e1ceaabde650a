package dev.hardening.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;

/** Counts the bytes that a piece of code allocates on the thread that runs it. */
public final class Allocations {

    private static final int RUNS = 5;

    private Allocations() {}

    /**
     * Runs the calls several times and returns the bytes of the cheapest run: a compiler thread's hand-over may cost
     * this thread a few bytes once. The test is skipped on a virtual machine that does not count.
     */
    public static long least(Runnable calls) {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long before = threads.getThreadAllocatedBytes(id);
            calls.run();
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        return least;
    }
}
