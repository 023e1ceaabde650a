package dev.hardening.examples.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.time.Ticker;
import dev.hardening.examples.process.ToolException.Reason;
import dev.hardening.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real shell scripts as tools: what they may do, and what is left of them. */
class BoundedProcessTest {

    private static final Duration SHORT = Duration.ofMillis(400);

    @TempDir
    private Path directory;

    private Path bin = Path.of("");
    private Path notes = Path.of("");
    private Path temporary = Path.of("");
    private BoundedProcess tools;

    @BeforeEach
    void prepare() throws IOException {
        bin = Files.createDirectory(directory.resolve("bin"));
        notes = Files.createDirectory(directory.resolve("notes"));
        temporary = directory.resolve("deep/tmp");
        tools = tools(ToolLimits.builder().build());
    }

    @AfterEach
    void close() {
        tools.close();
    }

    @Test
    void gives_the_file_that_the_tool_wrote() throws Exception {
        tool("cat \"$1\" > \"$3\"; echo done");

        try (ToolRun run = tools.run(convert("[C]Hello {title: x}"))) {
            assertEquals("[C]Hello {title: x}", Files.readString(run.output()));
            assertEquals(19, run.size());
            assertEquals("done", run.said());
        }
    }

    @Test
    void C_08_the_environment_holds_three_names() throws Exception {
        tool("/usr/bin/env > \"$3\"; pwd >> \"$3\"");

        try (ToolRun run = tools.run(convert(""))) {
            List<String> lines = Files.readAllLines(run.output()).stream()
                    .filter(line -> !line.startsWith("PWD=") && !line.startsWith("_=") && !line.startsWith("SHLVL="))
                    .map(line -> line.replaceFirst("=.*", ""))
                    .sorted()
                    .toList();
            String here = String.valueOf(run.output().getParent());
            assertEquals(Stream.of(here, "LANG", "PATH", "TMPDIR").sorted().toList(), lines);
        }
    }

    @Test
    void the_input_is_empty() throws Exception {
        tool("cat > \"$3\"");

        try (ToolRun run = tools.run(convert("x"))) {
            assertEquals(0, run.size());
        }
    }

    @Test
    void arguments_are_not_read_by_a_shell() throws Exception {
        tool("echo \"$1\"");

        try (ToolRun run = tools.run(ToolCall.of("tool").argument("$(id); `id` && x > y"))) {
            assertEquals("$(id); `id` && x > y", run.said());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cp \"$1\" \"$3\"; echo x > \"$TMPDIR/other\"; mkdir -p \"$TMPDIR/a/b\"",
                "echo x > \"$TMPDIR/other\"; exit 3",
                "ln -s /etc/passwd \"$3\"",
                "exit 0",
                "cp \"$1\" \"$3\"; sleep 60"
            })
    void C_07_no_file_is_left_however_a_run_ends(String script) throws Exception {
        restart(ToolLimits.builder().timeout(SHORT));
        tool(script);

        try (ToolRun run = tools.run(convert("x"))) {
            assertEquals(1, run.size());
        } catch (ToolException e) {
            assertTrue(
                    List.of(Reason.FAILED, Reason.TIMEOUT).contains(e.reason()),
                    e.reason().name());
        }
        try (Stream<Path> left = Files.walk(temporary)) {
            assertEquals(2, left.count(), "the parent and the empty directory of the tools");
        }
        tools.close();
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void C_25_a_time_out_ends_the_whole_process_tree() throws Exception {
        restart(ToolLimits.builder().timeout(SHORT));
        tool("sleep 61 & echo $! >> " + notes + "/pids\n"
                + "sh -c 'sleep 62 & echo $! >> " + notes + "/pids; sleep 63'  &\n"
                // A parent that ends at once leaves its child to the system.
                + "(sh -c 'sleep 64 & echo $! >> " + notes + "/pids' &)\n"
                + "echo $$ >> " + notes + "/pids; trap '' TERM; sleep 65");

        assertEquals(Reason.TIMEOUT, refusal(convert("")).reason());
        assertEquals(4, Files.readAllLines(notes.resolve("pids")).size());
        assertNoneIsLeft();
    }

    @Test
    void a_child_left_behind_by_a_success_is_ended_too() throws Exception {
        tool("cp \"$1\" \"$3\"; (sh -c 'sleep 66 & echo $! > " + notes + "/pids' &) ; exit 0");

        tools.run(convert("x")).close();
        if (Files.exists(notes.resolve("pids"))) {
            assertNoneIsLeft();
        }
    }

    @Test
    void C_08_endless_printing_is_ended() throws Exception {
        restart(ToolLimits.builder().outputBytes(200_000));
        tool("yes");

        ToolException refusal = refusal(convert(""));

        assertEquals(Reason.TOO_MUCH_OUTPUT, refusal.reason());
        assertTrue(refusal.said().length() <= 4096);
    }

    @Test
    void C_08_an_endless_file_is_ended() throws Exception {
        restart(ToolLimits.builder().outputBytes(200_000));
        tool("yes > \"$3\"");

        assertEquals(Reason.TOO_MUCH_OUTPUT, refusal(convert("")).reason());
    }

    @Test
    void C_55_output_that_was_too_long_at_once_is_refused() throws Exception {
        restart(ToolLimits.builder().outputBytes(1000));
        tool("head -c 1001 /dev/zero > \"$3\"");
        assertEquals(Reason.TOO_MUCH_OUTPUT, refusal(convert("")).reason());

        tool("head -c 999 /dev/zero > \"$3\"");
        try (ToolRun run =
                tools.run(ToolCall.of("tool").argument("-").argument("-o").output("out"))) {
            assertEquals(999, run.size());
        }
    }

    @Test
    void tells_what_a_failing_tool_said() throws Exception {
        tool("echo \"$1: syntax error\" >&2; exit 2");

        ToolException refusal = refusal(convert(""));

        assertEquals(Reason.FAILED, refusal.reason());
        assertTrue(refusal.said().endsWith("in.cho: syntax error"), refusal.said());
    }

    @Test
    void the_tool_is_looked_up_at_each_call() throws Exception {
        assertEquals(Reason.MISSING, refusal(convert("")).reason());
        assertFalse(tools.isPresent("tool"));
        tool("cp \"$1\" \"$3\"");
        assertTrue(tools.isPresent("tool"));
        tools.run(convert("")).close();
        Files.delete(bin.resolve("tool"));
        assertEquals(Reason.MISSING, refusal(convert("")).reason());
        Files.writeString(bin.resolve("tool"), "#!/nonexistent\n");
        assertTrue(bin.resolve("tool").toFile().setExecutable(true));
        assertEquals(Reason.MISSING, refusal(convert("")).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "relative", ":::", "\0"})
    void tools_of_the_working_directory_are_never_run(String searchPath) throws Exception {
        tools.close();
        tools = new BoundedProcess(ToolLimits.builder().build(), temporary, Ticker.system(), searchPath);

        assertFalse(tools.isPresent("pom.xml"));
        assertEquals(Reason.MISSING, refusal(convert("")).reason());
    }

    @Test
    void C_02_no_more_run_at_once_than_there_are_workers() throws Exception {
        restart(ToolLimits.builder().workers(1).waiting(1).longestWait(Duration.ofSeconds(20)));
        tool("touch " + notes + "/started; while [ ! -e " + notes + "/go ]; do sleep 0.05; done; cp \"$1\" \"$3\"");
        FutureTask<Long> first = inThread(() -> size(convert("1")));
        Eventually.until(() -> Files.exists(notes.resolve("started")));
        FutureTask<Long> second = inThread(() -> size(convert("22")));
        Thread waiting = threads.get(1);
        Eventually.until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        assertEquals(Reason.BUSY, refusal(convert("")).reason());

        Files.createFile(notes.resolve("go"));
        assertEquals(1L, first.get());
        assertEquals(2L, second.get());
    }

    @Test
    void whoever_waits_too_long_is_refused() throws Exception {
        restart(ToolLimits.builder().workers(1).longestWait(Duration.ofMillis(20)));
        tool("touch " + notes + "/started; while [ ! -e " + notes + "/go ]; do sleep 0.05; done; cp \"$1\" \"$3\"");
        FutureTask<Long> first = inThread(() -> size(convert("1")));
        Eventually.until(() -> Files.exists(notes.resolve("started")));

        assertEquals(Reason.BUSY, refusal(convert("")).reason());

        Files.createFile(notes.resolve("go"));
        assertEquals(1L, first.get());
    }

    @Test
    void an_interrupt_ends_the_run() throws Exception {
        tool("echo $$ > " + notes + "/pids; touch " + notes + "/started; sleep 67");
        FutureTask<Long> run = inThread(() -> size(convert("")));
        Eventually.until(() -> Files.exists(notes.resolve("started")));

        threads.get(0).interrupt();

        Exception failure = assertThrows(Exception.class, run::get);
        assertInstanceOf(InterruptedException.class, failure.getCause());
        assertNoneIsLeft();
    }

    @Test
    void closing_ends_every_run() throws Exception {
        tool("echo $$ > " + notes + "/pids; touch " + notes + "/started; sleep 68");
        FutureTask<ToolException> run = inThread(() -> refusal(convert("")));
        Eventually.until(() -> Files.exists(notes.resolve("started")));

        tools.close();

        assertEquals(Reason.STOPPED, run.get().reason());
        assertNoneIsLeft();
        assertEquals(Reason.STOPPED, refusal(convert("")).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/bin/sh", "../sh"})
    void a_tool_is_named_not_located(String name) {
        assertThrows(IllegalArgumentException.class, () -> ToolCall.of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "../up", "a/b"})
    void files_are_plain_names(String name) {
        assertThrows(IllegalArgumentException.class, () -> ToolCall.of("tool").output(name));
        assertThrows(IllegalArgumentException.class, () -> ToolCall.of("tool").input(name, new byte[0]));
    }

    @Test
    void limits_are_positive() {
        ToolLimits.Builder limits = ToolLimits.builder();

        assertThrows(IllegalArgumentException.class, () -> limits.workers(0));
        assertThrows(IllegalArgumentException.class, () -> limits.waiting(0));
        assertThrows(IllegalArgumentException.class, () -> limits.outputBytes(-1));
        assertThrows(IllegalArgumentException.class, () -> limits.timeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> limits.longestWait(Duration.ofSeconds(-1)));
    }

    private final List<Thread> threads = new ArrayList<>();

    private <T> FutureTask<T> inThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        return task;
    }

    private long size(ToolCall call) throws Exception {
        try (ToolRun run = tools.run(call)) {
            return run.size();
        }
    }

    private ToolException refusal(ToolCall call) {
        return assertThrows(ToolException.class, () -> tools.run(call).close());
    }

    private static ToolCall convert(String content) {
        return ToolCall.of("tool")
                .input("in.cho", content.getBytes(StandardCharsets.UTF_8))
                .argument("-o")
                .output("out.txt");
    }

    private BoundedProcess tools(ToolLimits limits) throws IOException {
        return new BoundedProcess(limits, temporary, Ticker.system(), bin + ":/usr/bin:/bin");
    }

    private void restart(ToolLimits.Builder limits) throws IOException {
        tools.close();
        tools = tools(limits.build());
    }

    private void tool(String script) throws IOException {
        Path file = bin.resolve("tool");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private void assertNoneIsLeft() throws IOException {
        for (String line : Files.readAllLines(notes.resolve("pids"))) {
            long pid = Long.parseLong(line.strip());
            Eventually.until(
                    () -> !ProcessHandle.of(pid).map(BoundedProcessTest::runs).orElse(false));
        }
    }

    /** An ended process that nobody has waited for is still listed, but has no command line any more. */
    private static boolean runs(ProcessHandle handle) {
        return handle.isAlive() && handle.info().commandLine().isPresent();
    }
}
