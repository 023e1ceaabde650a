package dev.hardening.core.cli;

import dev.hardening.core.posture.PostureReport;
import dev.hardening.core.settings.SettingSource;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Prints the posture report on an environment. */
final class CheckCommand implements Command {

    @Override
    public String usage() {
        return """
                check [--env-file FILE] [--json]
                  Reads the environment, or FILE with lines of NAME=value instead, as a service at its start would,
                  and prints what is on and what is wrong. 0: the service would start, 1: it would not.
                """;
    }

    @Override
    public int run(List<String> words, PrintStream out, PrintStream err) throws MisuseException {
        Arguments arguments = Arguments.of(words, 0, Set.of(Environment.OPTION), Set.of("--json"));
        Optional<SettingSource> source = Environment.read(arguments.optionalPath(Environment.OPTION), err);
        if (source.isEmpty()) {
            return BAD;
        }
        PostureReport report = ServiceSettings.posture(source.get());
        out.print(arguments.has("--json") ? report.json() + "\n" : report.text());
        return report.isStartable() ? GOOD : BAD;
    }
}
