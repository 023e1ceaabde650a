package dev.hardening.examples;

import dev.hardening.testing.Eventually;
import dev.hardening.testing.FreePort;
import dev.hardening.testing.servlet.RawHttp;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An example in a process of its own, as a user starts it: an empty working directory, and an environment that holds the
 * few names that every process has, the port, and what the test gives. Output goes to a file.
 */
public final class Child implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Process process;
    private final FreePort port;
    private final Path directory;

    private Child(Process process, FreePort port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
    }

    /** Starts an app; the directory is empty but for a folder of the tools. */
    public static Child start(Path directory, String app, Map<String, String> variables) {
        return start(directory, command(app), variables);
    }

    /** Starts an app from the runnable jar. */
    public static Child startJar(Path directory, Path jar, String app, Map<String, String> variables) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx128m", "-jar", jar.toString()));
        command.add(app);
        return start(directory, command, variables);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Child start(Path directory, List<String> command, Map<String, String> variables) {
        try {
            FreePort port = FreePort.take();
            Path work = Files.createDirectories(directory.resolve("work"));
            Path temporary = Files.createDirectories(directory.resolve("tmp"));
            Map<String, String> all = new HashMap<>(
                    Map.of("PATH", "/usr/bin:/bin", "HOME", directory.toString(), "TMPDIR", temporary.toString()));
            all.putAll(Map.of("LANG", "C.UTF-8", "HOST", "127.0.0.1", "PORT", String.valueOf(port.number())));
            all.putAll(variables);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(work.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile());
            builder.environment().clear();
            builder.environment().putAll(all);
            return new Child(builder.start(), port, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(String app) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx128m", "-XX:TieredStopAtLevel=1"));
        // What tests bring along, such as a set-up of the log, is not a part of the app.
        String own = Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes") && !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", own, "dev.hardening.examples.Main"));
        if (!app.isEmpty()) {
            command.add(app);
        }
        return command;
    }

    /** Waits until the path is answered. */
    public Child ready(String path) {
        Eventually.until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the app ended: " + output());
            }
            return answers(path);
        });
        return this;
    }

    private boolean answers(String path) {
        try {
            return RawHttp.get(port(), path).status() > 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public int port() {
        return port.number();
    }

    /** Returns everything that was printed so far. */
    public String output() {
        try {
            return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the lines of the output that contain the text, once there is one or the app has ended. */
    public List<String> lines(String text) {
        Eventually.until(() -> output().contains(text) || !process.isAlive());
        String output = output();
        List<String> lines = output.lines().filter(line -> line.contains(text)).toList();
        if (lines.isEmpty()) {
            throw new IllegalStateException("the app ended: " + output);
        }
        return lines;
    }

    /** Asks the process to end, as an operator does. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end and returns the exit code. */
    public int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the app does not end: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exitCode();
        port.close();
    }
}
