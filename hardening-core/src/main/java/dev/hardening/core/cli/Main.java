package dev.hardening.core.cli;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.posture.PostureReport;
import dev.hardening.core.settings.EnvFile;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingSource;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entry of {@code java -jar hardening-core.jar}. */
public final class Main {

    private static final int ACCEPTED = 0;
    private static final int REFUSED = 1;
    private static final int MISUSED = 2;

    private static final String USAGE = """
            usage: check [--env-file FILE] [--json]
              Reads the environment, or FILE with lines of NAME=value instead, as a service at its start would,
              and prints what is on and what is wrong.
              Exit code: 0 the service would start, 1 it would not, 2 the command is misspelt.
            """;

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Runs the command and returns its exit code. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        if (!"check".equals(rest.poll())) {
            err.print(USAGE);
            return MISUSED;
        }
        @Nullable String file = null;
        boolean json = false;
        while (!rest.isEmpty()) {
            String option = rest.remove();
            if (option.equals("--json")) {
                json = true;
            } else if (option.equals("--env-file") && !rest.isEmpty()) {
                file = rest.remove();
            } else {
                err.print(USAGE);
                return MISUSED;
            }
        }
        return check(file, json, out, err);
    }

    private static int check(@Nullable String file, boolean json, PrintStream out, PrintStream err) {
        SettingSource source;
        try {
            source =
                    file == null ? SettingSource.environment() : SettingSource.environment(EnvFile.read(Path.of(file)));
        } catch (InvalidSettingsException e) {
            for (Problem problem : e.problems()) {
                err.println(problem);
            }
            return REFUSED;
        } catch (InvalidPathException e) {
            err.println("--env-file is not followed by a path");
            return MISUSED;
        }
        PostureReport report = HardeningSettings.posture(source);
        out.print(json ? report.json() + "\n" : report.text());
        return report.isStartable() ? ACCEPTED : REFUSED;
    }
}
