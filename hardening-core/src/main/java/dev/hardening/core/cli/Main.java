package dev.hardening.core.cli;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entry of {@code java -jar hardening-core.jar}: the first word names the command. */
public final class Main {

    private static final Map<String, Command> COMMANDS = commands();

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Runs the command and returns its exit code: 0 all is well, 1 it is not, 2 the command is misspelt. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        Command command = arguments.isEmpty() ? null : COMMANDS.get(arguments.get(0));
        if (command == null) {
            err.print("usage: " + usage());
            return Command.MISUSED;
        }
        try {
            return command.run(arguments.subList(1, arguments.size()), out, err);
        } catch (MisuseException e) {
            err.print("usage: " + command.usage());
            err.println(e.getMessage());
            return Command.MISUSED;
        }
    }

    private static String usage() {
        StringBuilder text = new StringBuilder(2048);
        COMMANDS.values().forEach(command -> text.append(command.usage()));
        return text.append("Exit codes: 0 all is well, 1 it is not, 2 the command is misspelt.\n")
                .toString();
    }

    private static Map<String, Command> commands() {
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("check", new CheckCommand());
        commands.put("verify", new VerifyCommand());
        commands.put("smoke", new SmokeCommand());
        commands.put("diff-env", new DiffEnvCommand());
        commands.put("fingerprint", new FingerprintCommand());
        commands.put("rotate", new RotateCommand());
        commands.put("audit-verify", new AuditVerifyCommand());
        return commands;
    }
}
