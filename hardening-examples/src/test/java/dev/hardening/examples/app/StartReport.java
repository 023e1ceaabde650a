package dev.hardening.examples.app;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.settings.Severity;
import java.util.List;
import java.util.Map;

/** What an app says of its environment, without a start. */
public final class StartReport {

    private StartReport() {}

    /** Returns the problems of an app. */
    public static List<Problem> problems(ExampleApp app, Map<String, String> environment) {
        SettingReader reader = SettingReader.of(app.declare(SettingSource.environment(environment)), app.modeRule());
        return app.read(reader).settings().posture(reader.finish()).problems();
    }

    /** Returns the names of what is so severe, each once, in their order. */
    public static List<String> names(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::name)
                .distinct()
                .sorted()
                .toList();
    }
}
