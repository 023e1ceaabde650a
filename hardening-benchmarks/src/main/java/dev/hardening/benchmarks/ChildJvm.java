package dev.hardening.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This program in a fresh virtual machine of the same kind. */
final class ChildJvm {

    private ChildJvm() {}

    /** Returns the command that starts it, after {@code before}, which may pin it to processors. */
    static ProcessBuilder command(List<String> before, List<String> options, Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>(before);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /**
     * Runs a command to its end and returns what it printed.
     *
     * @throws IOException when it fails
     */
    static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(builder.command() + " ended with " + code + ": " + text);
        }
        return text;
    }
}
