package dev.hardening.examples.process;

import dev.hardening.core.reading.Reading;
import dev.hardening.core.reading.Readings;
import dev.hardening.examples.process.ToolException.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts runs by how they ended, each from the start, so that a first one shows. Safe for use by many threads. */
final class ToolCounts implements Readings {

    private static final String FINISHED = "finished";
    private static final String INTERRUPTED = "interrupted";

    private final Map<String, LongAdder> byOutcome = new TreeMap<>();

    ToolCounts() {
        byOutcome.put(FINISHED, new LongAdder());
        byOutcome.put(INTERRUPTED, new LongAdder());
        for (Reason reason : Reason.values()) {
            byOutcome.put(word(reason), new LongAdder());
        }
    }

    private static String word(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    void finished() {
        add(FINISHED);
    }

    void interrupted() {
        add(INTERRUPTED);
    }

    void failed(Reason reason) {
        add(word(reason));
    }

    private void add(String outcome) {
        LongAdder known = byOutcome.get(outcome);
        if (known != null) {
            known.increment();
        }
    }

    @Override
    public List<Reading> readings() {
        return byOutcome.entrySet().stream()
                .map(entry -> Reading.counter(
                                "tool_runs_total", "Runs of the tool by how they ended.", entry.getValue()::sum)
                        .labelled(Map.of("outcome", entry.getKey())))
                .toList();
    }
}
