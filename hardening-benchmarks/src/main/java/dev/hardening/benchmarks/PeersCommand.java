package dev.hardening.benchmarks;

import dev.hardening.benchmarks.peers.Figure;
import dev.hardening.benchmarks.peers.Limit;
import dev.hardening.benchmarks.peers.PeersTable;
import dev.hardening.benchmarks.peers.Row;
import dev.hardening.benchmarks.peers.Targets;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures row after row: ours, the floor and the peers of a row one after the other, each in a fresh virtual machine, so
 * that they meet the machine in much the same state. Of two machines the lower figure counts; {@code --quick} has one.
 * Where other work leaves a part of a processor only, everything takes longer, so that code is as warm as on an idle machine.
 */
final class PeersCommand {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long PROBE_NANOS = 20_000_000;
    private static final double MOST_STRETCH = 5;
    private static final int MOST_WARM_UP = 9;
    private static final double STEADY = 1.6;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private static final List<String> MUCH_CODE = List.of(
            "PipelineBenchmark.",
            "FilterBenchmark.",
            "TokenBenchmark.",
            "PublicKeyTokenBenchmark.",
            "SignatureBenchmark.");

    private final boolean quick;
    private final Map<String, Figure> figures = new HashMap<>();

    private PeersCommand(boolean quick) {
        this.quick = quick;
    }

    /** Prints the table and the verdicts; returns 0 when all targets of the rows are met, and otherwise 1. */
    static int run(String... arguments) throws RunnerException, IOException, InterruptedException {
        boolean quick = Main.isQuick("peers", 1, arguments);
        String pattern = Main.plain("", arguments).toLowerCase(Locale.ROOT);
        List<Row> rows = Targets.all().stream()
                .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(pattern))
                .toList();
        if (rows.isEmpty()) {
            throw new UsageException("No row has \"" + pattern + "\" in its name; these are the rows: "
                    + String.join("; ", Targets.all().stream().map(Row::name).toList()));
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PeersTable table = new PeersTable(out);
        PeersCommand command = new PeersCommand(quick);
        table.head();
        for (Row row : rows) {
            for (String benchmark : row.benchmarks()) {
                command.measure(benchmark);
            }
            for (Limit limit : row.limits()) {
                if (limit.kind() == Limit.Kind.CHEAPER_THAN) {
                    command.measure(Targets.row(limit.other()).ours());
                }
            }
            table.row(row, command.figures);
        }
        return table.verdicts(command.figures);
    }

    private void measure(String benchmark) throws RunnerException, IOException, InterruptedException {
        if (!figures.containsKey(benchmark)) {
            figures.put(
                    benchmark,
                    benchmark.startsWith("HeapPerKey.")
                            ? new Figure(Double.NaN, HeapPerKey.inChild(benchmark.substring("HeapPerKey.".length())))
                            : jmh(benchmark));
        }
    }

    /** Measures again with a longer warm-up while one iteration costs much more than another: it is being compiled still. */
    private Figure jmh(String benchmark) throws RunnerException {
        Figure lowest = Figure.NONE;
        for (int times = 1; times <= MOST_WARM_UP; times *= 3) {
            double spread = 1;
            for (RunResult result : new Runner(options(benchmark, times)).run()) {
                for (BenchmarkResult fork : result.getBenchmarkResults()) {
                    lowest = lowest.lower(new Figure(
                            of(fork.getSecondaryResults(), CpuTime.NANOS), of(fork.getSecondaryResults(), ALLOCATED)));
                    spread = Math.max(spread, spread(fork));
                }
            }
            if (Double.isNaN(lowest.nanos())) {
                break;
            }
            if (spread <= STEADY) {
                return lowest;
            }
        }
        System.err.println(
                Double.isNaN(lowest.nanos())
                        ? benchmark + " could not be measured; jmh " + benchmark.split(" ", 2)[0] + " shows why."
                        : benchmark + " is not steady: too much else runs on this machine.");
        return lowest;
    }

    private static double spread(BenchmarkResult fork) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (IterationResult iteration : fork.getIterationResults()) {
            double nanos = of(iteration.getSecondaryResults(), CpuTime.NANOS);
            least = Math.min(least, nanos);
            most = Math.max(most, nanos);
        }
        return most / least;
    }

    private Options options(String benchmark, int times) {
        String[] nameAndParameters = benchmark.split(" ", 2);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Pattern.quote("." + nameAndParameters[0]) + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(quick ? 1 : 2)
                .jvmArgsAppend("-Xms512m", "-Xmx2g", "-Xmn128m", "-XX:+AlwaysPreTouch", "-XX:+UseParallelGC", "-Xbatch")
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(stretched(times * (quick ? warmUp(benchmark) : 1000)))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(stretched(quick ? 200 : 1000))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuTime.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(false);
        if (nameAndParameters.length > 1) {
            for (String parameter : nameAndParameters[1].split(",", -1)) {
                options.param(
                        parameter.substring(0, parameter.indexOf('=')),
                        parameter.substring(parameter.indexOf('=') + 1));
            }
        }
        return options.build();
    }

    /** Whole chains and filters of others are much code, which takes its time to be compiled for good. */
    private static int warmUp(String benchmark) {
        return MUCH_CODE.stream().anyMatch(benchmark::startsWith) ? 1000 : 300;
    }

    /** So much time of a processor, where others leave only a part of it: code that is not warm costs ten times as much. */
    private static TimeValue stretched(int millis) {
        long wall = System.nanoTime();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long used = 0;
        while (used < PROBE_NANOS) {
            used = THREADS.getCurrentThreadCpuTime() - cpu;
        }
        double factor = (double) (System.nanoTime() - wall) / used;
        return TimeValue.milliseconds(Math.round(millis * Math.min(MOST_STRETCH, Math.max(1, factor))));
    }

    @SuppressWarnings("rawtypes")
    private static double of(Map<String, Result> results, String name) {
        for (Map.Entry<String, Result> result : results.entrySet()) {
            if (result.getKey().endsWith(name)) {
                return result.getValue().getScore();
            }
        }
        return Double.NaN;
    }
}
