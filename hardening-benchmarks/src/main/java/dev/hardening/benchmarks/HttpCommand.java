package dev.hardening.benchmarks;

import dev.hardening.benchmarks.BenchServer.Before;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Throughput and latency over HTTP on loopback: bare Jetty, one that sets our fields, ours and Spring's chain are running
 * all the time and are asked in turn, so that what else the machine does hits them alike. The servers share one half of the
 * processors, the load tool has the other.
 */
final class HttpCommand {

    private static final int WARM_UP_ANSWERS = 500_000;
    private static final int MOST_WARM_UPS = 60;

    private final int seconds;
    private final int rounds;
    private final List<String> serverPin;
    private final List<String> loadPin;

    private HttpCommand(boolean quick) {
        this.seconds = quick ? 2 : 5;
        this.rounds = quick ? 3 : 7;
        int processors = Runtime.getRuntime().availableProcessors();
        boolean pins = processors > 1 && has("taskset");
        this.serverPin = pins ? List.of("taskset", "-c", range(0, processors / 2)) : List.of();
        this.loadPin = pins ? List.of("taskset", "-c", range(processors / 2, processors)) : List.of();
    }

    private static String range(int from, int to) {
        return to - from == 1 ? Integer.toString(from) : from + "-" + (to - 1);
    }

    static void run(String... arguments) throws IOException, InterruptedException {
        boolean quick = Main.isQuick("http", 0, arguments);
        if (!has("wrk")) {
            throw new UsageException("http needs the load tool wrk; Debian has it: apt-get install wrk");
        }
        new HttpCommand(quick).measure();
    }

    private static boolean has(String tool) {
        String path = System.getenv("PATH");
        for (String directory : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            if (new File(directory, tool).canExecute()) {
                return true;
            }
        }
        return false;
    }

    private void measure() throws IOException, InterruptedException {
        if (serverPin.isEmpty()) {
            System.err.println("taskset or a second processor is missing: servers and load tool disturb each other.");
        }
        try (RunningServer bare = RunningServer.start(serverPin, Before.BARE);
                RunningServer fields = RunningServer.start(serverPin, Before.FIELDS);
                RunningServer ours = RunningServer.start(serverPin, Before.OURS);
                RunningServer spring = RunningServer.start(serverPin, Before.SPRING)) {
            Map<Before, RunningServer> servers = new EnumMap<>(Before.class);
            servers.put(Before.BARE, bare);
            servers.put(Before.FIELDS, fields);
            servers.put(Before.OURS, ours);
            servers.put(Before.SPRING, spring);
            for (RunningServer server : servers.values()) {
                warm(server);
            }
            System.out.printf(
                    "%-11s %-8s %12s %10s %18s %10s%n",
                    "connections", "filter", "answers/s", "p99 us", "throughput/bare", "p99/bare");
            for (int connections : new int[] {2, 4, 8, 16, 32, 64}) {
                inTurn(servers, connections);
            }
        }
    }

    /** Code that is not compiled yet is no server, and its compiler has the processor of the server only. */
    private void warm(RunningServer server) throws IOException, InterruptedException {
        double answers = 0;
        for (int i = 0; i < MOST_WARM_UPS && answers < WARM_UP_ANSWERS; i++) {
            answers += seconds * load(server, 16, seconds).throughput();
        }
    }

    private void inTurn(Map<Before, RunningServer> servers, int connections) throws IOException, InterruptedException {
        Map<Before, Seen> all = new EnumMap<>(Before.class);
        for (int round = 0; round < rounds; round++) {
            Map<Before, WrkResult> results = new EnumMap<>(Before.class);
            for (Map.Entry<Before, RunningServer> server : servers.entrySet()) {
                results.put(server.getKey(), load(server.getValue(), connections, seconds));
            }
            WrkResult bare = results.getOrDefault(Before.BARE, new WrkResult(Double.NaN, Double.NaN));
            results.forEach((before, result) -> {
                Seen seen = all.computeIfAbsent(before, unused -> new Seen());
                seen.throughput.add(result.throughput());
                seen.p99.add(result.p99Micros());
                seen.throughputRatio.add(result.throughput() / bare.throughput());
                seen.p99Ratio.add(result.p99Micros() / bare.p99Micros());
            });
        }
        all.forEach((before, seen) -> System.out.printf(
                Locale.ROOT,
                "%-11d %-8s %12.0f %10.0f %18.3f %10.2f%n",
                connections,
                before.name().toLowerCase(Locale.ROOT),
                seen.throughput.median(),
                seen.p99.median(),
                seen.throughputRatio.median(),
                seen.p99Ratio.median()));
    }

    private WrkResult load(RunningServer server, int connections, int time) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(loadPin);
        words.addAll(List.of("wrk", "--latency", "-t1", "-c" + connections, "-d" + time + "s"));
        BenchServer.ASKED_WITH.forEach((name, value) -> words.addAll(List.of("-H", name + ": " + value)));
        words.add("http://127.0.0.1:" + server.port() + BenchServer.PATH);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("wrk failed: " + output);
        }
        return WrkResult.parse(output);
    }

    private static final class Seen {
        private final Series throughput = new Series();
        private final Series p99 = new Series();
        private final Series throughputRatio = new Series();
        private final Series p99Ratio = new Series();
    }
}
