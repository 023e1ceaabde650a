package dev.hardening.testing.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Runs a script where the machine has Python 3, and gives the test up where it has none. */
public final class PythonScript {

    /** The exit code by which a script says that it lacks a package. */
    public static final int LACKS_PACKAGE = 77;

    private static final int NO_COMMAND = 127;

    private PythonScript() {}

    /** Runs a script with some variables beside those of this process and returns what it prints. */
    public static String run(Path folder, String script, Map<String, String> variables)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("client.py"), script);
        Path printed = folder.resolve("printed");
        ProcessBuilder python = new ProcessBuilder("python3", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        python.environment().putAll(variables);
        python.environment().put("no_proxy", "*");
        python.environment().put("PYTHONIOENCODING", "utf-8");
        Process process;
        try {
            process = python.start();
        } catch (IOException none) {
            return Assumptions.abort("there is no python3");
        }
        int exit = process.waitFor();
        Assumptions.assumeTrue(exit != LACKS_PACKAGE && exit != NO_COMMAND, "this python3 has not what is needed");
        return Files.readString(printed, StandardCharsets.UTF_8);
    }
}
