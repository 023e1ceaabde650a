package dev.hardening.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prometheus' own tool, of Debian's package {@code prometheus}, which {@code .ci/install-promtool} installs. */
public final class Promtool {

    private Promtool() {}

    /** What the tool said. */
    public record Verdict(int exit, String text) {}

    /** Skips the test, and says why, where the tool is missing. */
    public static void assumeThere() {
        boolean there = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "promtool")));
        assumeTrue(there, "promtool is not on the PATH; .ci/install-promtool installs it");
    }

    /** Runs the tool with nothing, or a file, to read. */
    public static Verdict run(@Nullable Path input, String... arguments) throws IOException, InterruptedException {
        assumeThere();
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(process.waitFor(), text);
    }
}
