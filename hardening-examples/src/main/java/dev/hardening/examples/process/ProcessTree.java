package dev.hardening.examples.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all that it has started. Descendants are noted while the process runs, because a process whose parent
 * has ended cannot be found from above any more; on Linux the run's directory in the environment finds those as well
 * that were never seen.
 */
final class ProcessTree {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS = 20;

    /** A process that started while the list was read, and whose parent ended then, is only on the next one. */
    private static final int QUIET_ROUNDS = 2;

    private static final long BETWEEN_ROUNDS_MS = 10;

    private final Process root;
    private final String mark;
    private final Map<Long, ProcessHandle> seen = new LinkedHashMap<>();

    /**
     * @param mark the entry of the environment that only this run has
     */
    ProcessTree(Process root, String mark) {
        this.root = root;
        this.mark = mark;
    }

    void note() {
        root.descendants().forEach(handle -> seen.put(handle.pid(), handle));
    }

    /** Ends the tree; what is started meanwhile is ended in the next round. */
    void end() {
        boolean interrupted = Thread.interrupted();
        int quiet = 0;
        for (int round = 0; round < ROUNDS && quiet < QUIET_ROUNDS; round++) {
            note();
            addMarked();
            // Process.destroyForcibly() would close what the tool has printed, read or not.
            root.toHandle().destroyForcibly();
            List<ProcessHandle> running =
                    seen.values().stream().filter(ProcessTree::runs).toList();
            if (running.isEmpty() && !root.isAlive()) {
                quiet++;
                continue;
            }
            quiet = 0;
            // A handle knows the start time of its process, so it never ends another one with the same number.
            running.forEach(ProcessHandle::destroyForcibly);
            try {
                if (!root.waitFor(BETWEEN_ROUNDS_MS, TimeUnit.MILLISECONDS)) {
                    continue;
                }
                CompletableFuture.allOf(
                                running.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                        .get(BETWEEN_ROUNDS_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | TimeoutException e) {
                LOG.trace("Descendants still end", e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** An ended process is listed until its parent asks for it, which may be never; it has no program any more. */
    private static boolean runs(ProcessHandle handle) {
        return handle.isAlive() && handle.info().command().isPresent();
    }

    private void addMarked() {
        if (!Files.isDirectory(PROC)) {
            return;
        }
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (pid != self && !seen.containsKey(pid) && isMarked(process)) {
                    ProcessHandle.of(pid).ifPresent(handle -> seen.put(pid, handle));
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            LOG.debug("The processes of the system cannot be listed", e);
        }
    }

    private boolean isMarked(Path process) {
        try {
            String environment =
                    new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
            return environment.startsWith(mark + "\0") || environment.contains("\0" + mark + "\0");
        } catch (IOException | RuntimeException e) {
            // Processes of other users, and those that have just ended, show nothing.
            return false;
        }
    }
}
