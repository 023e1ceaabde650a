package dev.hardening.springboot;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Shows settings that are refused as a report: each with its code, where it stands and what to do, and never a value. */
final class RefusedSettingsAnalyzer extends AbstractFailureAnalyzer<InvalidSettingsException> {

    private final @Nullable EnvironmentSource source;

    RefusedSettingsAnalyzer(@Nullable Environment environment) {
        this.source = environment instanceof ConfigurableEnvironment readable ? new EnvironmentSource(readable) : null;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingsException cause) {
        StringBuilder text = new StringBuilder("The settings of the library Hardening are refused:\n");
        for (Problem problem : cause.problems()) {
            text.append("\n  ").append(problem.code().text());
            text.append(' ').append(problem.name()).append(": ").append(problem.message());
            for (String name : problem.name().split(", ", -1)) {
                place(text, name);
            }
            text.append("\n      cure: ").append(problem.cure()).append('\n');
        }
        return new FailureAnalysis(
                text.toString(),
                "Follow the cures. NAME can be set as the variable NAME of the environment or as the property"
                        + " hardening.name; secrets only in the environment or in files.",
                cause);
    }

    private void place(StringBuilder text, String name) {
        String origin = source == null ? null : source.origin(name);
        if (origin != null) {
            text.append("\n      set by: ").append(origin);
        }
    }
}
