package dev.hardening.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link BenchServer} in a virtual machine of its own.
 *
 * @param process the virtual machine
 * @param port where it listens
 * @param startMillis from its first line of code until it listens
 * @param answerMillis from its first line of code until it has answered once
 * @param classes how many classes it has loaded by then
 */
record RunningServer(Process process, int port, double startMillis, double answerMillis, int classes)
        implements AutoCloseable {

    static RunningServer start(List<String> pinned, BenchServer.Before before) throws IOException {
        Process process = ChildJvm.command(
                        pinned, List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"), BenchServer.class, before.name())
                .start();
        // Closed with the process.
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server " + before + " did not start");
        }
        String[] words = line.split(" ", -1);
        return new RunningServer(
                process,
                Integer.parseInt(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Integer.parseInt(words[3]));
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
