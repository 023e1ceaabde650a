package dev.hardening.examples.process;

import dev.hardening.core.reading.Readings;
import dev.hardening.core.time.Ticker;
import dev.hardening.examples.process.ToolException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tools within limits (guide rows C-07, C-08, C-25, C-55). Each run has a directory of its own, which is also its
 * working directory and {@code TMPDIR}; its environment is {@code PATH}, {@code LANG} and {@code TMPDIR}; its input is
 * empty; what it prints is read and mostly thrown away. However a run ends, all of its processes are ended, and all of
 * its files are gone when its result is closed. Safe for use by many threads.
 */
public final class BoundedProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedProcess.class);
    private static final long SHORTEST_POLL_MS = 2;
    private static final long LONGEST_POLL_MS = 50;

    private final ToolLimits limits;
    private final Ticker ticker;
    private final String searchPath;
    private final Path root;
    private final Semaphore workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ToolCounts counts = new ToolCounts();
    private volatile boolean closed;

    /**
     * Runs tools of the given search path.
     *
     * @param parent where the directory for all runs is made, with its parents
     * @param searchPath directories in the form of {@code PATH}; those that are not absolute do not count
     * @throws IOException when the directory cannot be made
     */
    public BoundedProcess(ToolLimits limits, Path parent, Ticker ticker, String searchPath) throws IOException {
        this.limits = limits;
        this.ticker = ticker;
        this.searchPath = searchPath;
        this.workers = new Semaphore(limits.workers(), true);
        this.root = Files.createTempDirectory(Files.createDirectories(parent).toAbsolutePath(), "tools-");
    }

    /** Tells whether a tool of that name is in the search path now. */
    public boolean isPresent(String tool) {
        return find(tool) != null;
    }

    /**
     * Runs a tool when its turn comes, and waits for it. The caller closes the result.
     *
     * @throws ToolException when there is no result; nothing is left of the run then
     * @throws InterruptedException when this thread is interrupted; nothing is left of the run then
     * @throws IOException when the run's directory cannot be written
     */
    public ToolRun run(ToolCall call) throws ToolException, IOException, InterruptedException {
        try {
            ToolRun run = runInTurn(call);
            counts.finished();
            return run;
        } catch (ToolException e) {
            counts.failed(e.reason());
            throw e;
        } catch (InterruptedException e) {
            counts.interrupted();
            throw e;
        }
    }

    /** Returns {@code tool_runs_total} by outcome: how many runs ended in which way. */
    public Readings counts() {
        return counts;
    }

    private ToolRun runInTurn(ToolCall call) throws ToolException, IOException, InterruptedException {
        takeTurn();
        try {
            if (closed) {
                throw new ToolException(Reason.STOPPED, "the service ends", "");
            }
            return runNow(call);
        } finally {
            workers.release();
        }
    }

    private void takeTurn() throws ToolException, InterruptedException {
        if (workers.tryAcquire()) {
            return;
        }
        try {
            if (waiting.incrementAndGet() > limits.waiting()
                    || !workers.tryAcquire(limits.longestWait().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ToolException(Reason.BUSY, "too many tools run at once", "");
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    private ToolRun runNow(ToolCall call) throws ToolException, IOException, InterruptedException {
        Path executable = find(call.tool());
        if (executable == null) {
            throw missing(call);
        }
        RunDirectory directory = RunDirectory.in(root);
        boolean kept = false;
        try {
            String inputName = call.inputName();
            if (inputName != null) {
                Files.write(directory.path().resolve(inputName), call.bytes());
            }
            String said = execute(call, executable, directory);
            String outputName = call.outputName();
            Path output = outputName == null ? null : directory.path().resolve(outputName);
            if (output != null && !Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)) {
                throw new ToolException(Reason.FAILED, call.tool() + " wrote no output", said);
            }
            kept = true;
            return new ToolRun(directory, output, said);
        } finally {
            if (!kept) {
                directory.close();
            }
        }
    }

    private String execute(ToolCall call, Path executable, RunDirectory directory)
            throws ToolException, InterruptedException {
        String temporary = directory.path().toString();
        ProcessBuilder builder = new ProcessBuilder(call.command(executable, directory.path()))
                .directory(directory.path().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Map<String, String> environment = builder.environment();
        String language = environment.getOrDefault("LANG", "C.UTF-8");
        environment.clear();
        environment.putAll(Map.of("PATH", searchPath, "LANG", language, "TMPDIR", temporary));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            LOG.debug("The tool does not start", e);
            throw missing(call);
        }
        Drain drain = new Drain(process.getInputStream());
        drain.start();
        ProcessTree tree = new ProcessTree(process, "TMPDIR=" + temporary);
        Reason reason;
        try {
            reason = await(process, tree, drain, directory);
        } finally {
            tree.end();
            drain.finish();
        }
        if (reason == null && directory.holdsMoreThan(limits.outputBytes())) {
            reason = Reason.TOO_MUCH_OUTPUT;
        }
        if (reason != null) {
            throw new ToolException(reason, call.tool() + " was ended: " + reason, drain.said());
        }
        if (process.exitValue() != 0) {
            String message = call.tool() + " ended with exit code " + process.exitValue();
            throw new ToolException(Reason.FAILED, message, drain.said());
        }
        return drain.said();
    }

    /** Returns why the process must be ended, or null when it has ended itself. */
    private @Nullable Reason await(Process process, ProcessTree tree, Drain drain, RunDirectory directory)
            throws InterruptedException {
        long start = ticker.nanos();
        long poll = SHORTEST_POLL_MS;
        while (!process.waitFor(poll, TimeUnit.MILLISECONDS)) {
            if (closed) {
                return Reason.STOPPED;
            }
            if (ticker.nanos() - start >= limits.timeout().toNanos()) {
                return Reason.TIMEOUT;
            }
            if (drain.total() > limits.outputBytes() || directory.holdsMoreThan(limits.outputBytes())) {
                return Reason.TOO_MUCH_OUTPUT;
            }
            tree.note();
            poll = Math.min(poll * 2, LONGEST_POLL_MS);
        }
        return null;
    }

    private @Nullable Path find(String tool) {
        for (String entry : searchPath.split(File.pathSeparator, -1)) {
            try {
                Path candidate = Path.of(entry).resolve(tool);
                // An empty or relative entry would mean the working directory, where users' files may lie.
                if (candidate.isAbsolute() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return candidate;
                }
            } catch (InvalidPathException e) {
                LOG.debug("An entry of PATH is no path", e);
            }
        }
        return null;
    }

    private static ToolException missing(ToolCall call) {
        return new ToolException(Reason.MISSING, call.tool() + " is not in PATH or cannot be started", "");
    }

    /** Ends every run and removes every file. */
    @Override
    public void close() {
        closed = true;
        try {
            if (workers.tryAcquire(limits.workers(), 2, TimeUnit.SECONDS)) {
                workers.release(limits.workers());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RunDirectory.delete(root);
    }
}
