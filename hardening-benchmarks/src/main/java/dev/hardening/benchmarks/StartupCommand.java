package dev.hardening.benchmarks;

import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long a Jetty takes to start, and how many classes it loads, in fresh virtual machines in turn; medians. */
final class StartupCommand {

    private StartupCommand() {}

    static void run(String... arguments) throws IOException {
        int rounds = Main.isQuick("startup", 0, arguments) ? 3 : 11;
        Map<BenchServer.Before, Seen> all = new EnumMap<>(BenchServer.Before.class);
        for (int round = 0; round < rounds; round++) {
            for (BenchServer.Before before : EnumSet.complementOf(EnumSet.of(BenchServer.Before.FIELDS))) {
                try (RunningServer server = RunningServer.start(List.of(), before)) {
                    Seen seen = all.computeIfAbsent(before, unused -> new Seen());
                    seen.start.add(server.startMillis());
                    seen.answer.add(server.answerMillis());
                    seen.classes.add(server.classes());
                }
            }
        }
        System.out.printf("%-8s %10s %18s %8s%n", "filter", "start ms", "first answer ms", "classes");
        all.forEach((before, seen) -> System.out.printf(
                Locale.ROOT,
                "%-8s %10.0f %18.0f %8.0f%n",
                before.name().toLowerCase(Locale.ROOT),
                seen.start.median(),
                seen.answer.median(),
                seen.classes.median()));
    }

    private static final class Seen {
        private final Series start = new Series();
        private final Series answer = new Series();
        private final Series classes = new Series();
    }
}
