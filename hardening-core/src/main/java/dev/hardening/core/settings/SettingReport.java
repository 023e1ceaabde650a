package dev.hardening.core.settings;

import java.util.List;

/**
 * What reading the settings has found.
 *
 * @param mode the run mode
 * @param problems every problem, refusals first, each kind in the order of reading
 */
public record SettingReport(RunMode mode, List<Problem> problems) {

    /** Keeps a copy of the list. */
    public SettingReport {
        problems = List.copyOf(problems);
    }

    /** Tells whether any problem keeps the service from starting. */
    public boolean isRefused() {
        return problems.stream().anyMatch(p -> p.severity() == Severity.REFUSE);
    }

    /** Returns the problems that let the service start. */
    public List<Problem> warnings() {
        return problems.stream().filter(p -> p.severity() == Severity.WARN).toList();
    }

    /** Returns the problems that keep the service from starting. */
    public List<Problem> refusals() {
        return problems.stream().filter(p -> p.severity() == Severity.REFUSE).toList();
    }

    /**
     * Does nothing when the service may start.
     *
     * @throws InvalidSettingsException with every refusal at once
     */
    public void throwIfRefused() {
        if (isRefused()) {
            throw new InvalidSettingsException(refusals());
        }
    }
}
