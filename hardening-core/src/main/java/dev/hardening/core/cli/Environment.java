package dev.hardening.core.cli;

import dev.hardening.core.settings.EnvFile;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingSource;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a command reads settings: a file of assignments, or the environment of the command itself. */
final class Environment {

    static final String OPTION = "--env-file";

    private Environment() {}

    /** Returns the source, or nothing after it has told what is wrong with the file. */
    static Optional<SettingSource> read(@Nullable Path file, PrintStream err) {
        return file == null
                ? Optional.of(SettingSource.environment())
                : values(file, err).map(SettingSource::environment);
    }

    /** Returns the assignments of a file, or nothing after it has told what is wrong with it. */
    static Optional<Map<String, String>> values(Path file, PrintStream err) {
        try {
            return Optional.of(EnvFile.read(file));
        } catch (InvalidSettingsException e) {
            for (Problem problem : e.problems()) {
                err.println(problem);
            }
            return Optional.empty();
        }
    }
}
