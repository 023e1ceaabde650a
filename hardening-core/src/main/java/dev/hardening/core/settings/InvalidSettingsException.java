package dev.hardening.core.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Settings are refused. It names every problem at once, and never a value. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** Makes the exception for the given problems, of which there is at least one. */
    public InvalidSettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Makes the exception for one problem. */
    public InvalidSettingsException(Problem problem) {
        this(List.of(problem));
    }

    /** Returns the problems, in the order in which they were found. */
    public List<Problem> problems() {
        return problems;
    }
}
