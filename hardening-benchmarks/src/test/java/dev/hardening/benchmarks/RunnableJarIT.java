package dev.hardening.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one jar holds what ours and the libraries beside it need to run. */
@Timeout(120)
class RunnableJarIT {

    private static final Path JAR = Path.of(
                    System.getProperty("basedir", "hardening-benchmarks"), "target", "hardening-benchmarks.jar")
            .toAbsolutePath();

    @ParameterizedTest
    @EnumSource
    void starts_every_server_that_is_measured(BenchServer.Before before, @TempDir Path directory) throws Exception {
        Path errors = directory.resolve("errors");
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        JAR.toString(),
                        BenchServer.class.getName(),
                        before.name())
                .redirectError(errors.toFile())
                .start();
        server.getOutputStream().close(); // it ends when nobody needs it, and has answered itself once by then
        String output = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(server.waitFor(60, TimeUnit.SECONDS), output);
        String all = output + Files.readString(errors);
        assertEquals(0, server.exitValue(), all);
        assertTrue(output.matches("[0-9]+ [0-9.]+ [0-9.]+ [0-9]+\\R"), all);
    }
}
