package dev.hardening.springboot;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Keeps what Spring Boot would print of a failed start. */
public final class StartReports implements FailureAnalysisReporter {

    private static final List<FailureAnalysis> SEEN = new ArrayList<>();

    /** For Spring. */
    public StartReports() {}

    @Override
    public void report(FailureAnalysis analysis) {
        SEEN.add(analysis);
    }

    /** Returns the last report, and forgets all. */
    static FailureAnalysis take() {
        FailureAnalysis last = SEEN.get(SEEN.size() - 1);
        SEEN.clear();
        return last;
    }
}
