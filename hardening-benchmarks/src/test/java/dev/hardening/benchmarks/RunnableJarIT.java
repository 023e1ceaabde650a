package dev.hardening.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one jar holds what ours and the libraries beside it need to run. */
class RunnableJarIT {

    private static final Path JAR = Path.of(
                    System.getProperty("basedir", "hardening-benchmarks"), "target", "hardening-benchmarks.jar")
            .toAbsolutePath();

    @ParameterizedTest
    @EnumSource
    void starts_every_server_that_is_measured(BenchServer.Before before, @TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        JAR.toString(),
                        BenchServer.class.getName(),
                        before.name())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        Supplier<String> all = () -> text(output) + text(errors);
        try {
            server.getOutputStream().close(); // it ends when nobody needs it, and has answered itself once by then
            assertTrue(server.waitFor(60, TimeUnit.SECONDS), all);
            assertEquals(0, server.exitValue(), all);
            assertTrue(text(output).matches("[0-9]+ [0-9.]+ [0-9.]+ [0-9]+\\R"), all);
        } finally {
            server.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
