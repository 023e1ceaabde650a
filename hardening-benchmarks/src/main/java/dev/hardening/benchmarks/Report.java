package dev.hardening.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark of ours and prints one table: ours, the floor, their ratio, and bytes allocated. Times are of the
 * processor. Other libraries stand beside ours in the table that {@link PeersCommand} prints.
 */
final class Report {

    private static final Pattern NAME = Pattern.compile("(?:.*\\.)?(\\w+?)(Ours|Floor)");

    private Report() {}

    /**
     * Runs the benchmarks. {@code --quick} takes some minutes and shows the order of magnitude; a pattern restricts
     * the run to benchmarks whose name it finds.
     */
    static void run(String... arguments) throws RunnerException {
        boolean quick = Main.isQuick("report", 1, arguments);
        String pattern = Main.plain(".*Benchmark.*", arguments);
        int iterations = quick ? 3 : 5;
        TimeValue time = TimeValue.milliseconds(quick ? 400 : 1000);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(pattern)
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .forks(1)
                        .jvmArgsAppend("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC")
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(iterations)
                        .measurementTime(time)
                        .addProfiler(GCProfiler.class)
                        .addProfiler(CpuTime.class)
                        .exclude("Peer$")
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        print(results, System.out);
    }

    private static void print(Collection<RunResult> results, PrintStream out) {
        Map<String, Pair> pairs = new TreeMap<>();
        for (RunResult result : results) {
            Matcher name = NAME.matcher(result.getParams().getBenchmark());
            if (!name.matches()) {
                throw new IllegalStateException("a benchmark's name ends in Ours or Floor: " + name);
            }
            StringBuilder label = new StringBuilder(name.group(1));
            result.getParams()
                    .getParamsKeys()
                    .forEach(key -> label.append(' ').append(result.getParams().getParam(key)));
            Pair pair = pairs.computeIfAbsent(label.toString(), key -> new Pair());
            Figure figure = Figure.of(result);
            if (name.group(2).equals("Floor")) {
                pair.floor = figure;
            } else {
                pair.ours = figure;
            }
        }
        out.printf("%-32s %12s %12s %8s %10s %10s%n", "decision", "ours ns", "floor ns", "ratio", "ours B", "floor B");
        pairs.forEach((label, pair) -> out.println(pair.line(label)));
    }

    private record Figure(double nanos, double bytes) {
        static Figure of(RunResult result) {
            return new Figure(secondary(result, CpuTime.NANOS), secondary(result, "gc.alloc.rate.norm"));
        }

        private static double secondary(RunResult result, String name) {
            for (String key : result.getSecondaryResults().keySet()) {
                if (key.endsWith(name)) {
                    return result.getSecondaryResults().get(key).getScore();
                }
            }
            return Double.NaN;
        }
    }

    private static final class Pair {
        private @Nullable Figure ours;
        private @Nullable Figure floor;

        String line(String label) {
            Figure mine = ours == null ? new Figure(Double.NaN, Double.NaN) : ours;
            Figure least = floor;
            return least == null
                    ? String.format(
                            Locale.ROOT, "%-32s %12.1f %12s %8s %10.0f %10s", label, mine.nanos, "", "", mine.bytes, "")
                    : String.format(
                            Locale.ROOT,
                            "%-32s %12.1f %12.1f %8.2f %10.0f %10.0f",
                            label,
                            mine.nanos,
                            least.nanos,
                            mine.nanos / least.nanos,
                            mine.bytes,
                            least.bytes);
        }
    }
}
