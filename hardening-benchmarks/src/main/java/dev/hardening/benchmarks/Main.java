package dev.hardening.benchmarks;

import java.util.Arrays;

/** The command line of the benchmarks. */
public final class Main {

    private static final String USAGE = """
            Measures what the library's decisions cost, beside other libraries and the least code.

            java -jar hardening-benchmarks.jar COMMAND

              peers [--quick] [PATTERN]    ours, floors and other libraries, a line a row, then the targets; exits 0 when
                                           all are met and 1 when one is missed; PATTERN takes the rows whose name has it
              report [--quick] [PATTERN]   every benchmark of ours beside its floor; PATTERN is a regular expression
              http [--quick]               throughput and latency over HTTP: bare Jetty, our fields, ours, Spring; needs wrk
              startup [--quick]            time and classes that the filter adds to the start of a Jetty
              heap                         bytes for each client that a limiter tracks, beside other libraries
              redis URL [--quick]          decisions on a Redis server, beside other libraries
              jmh ...                      JMH itself, with its own options; jmh -h lists them

            --quick gives the order of magnitude in some minutes.
            """;

    private Main() {}

    /**
     * Runs a command; what it does not understand ends with 2 and says the cure, and what cannot be measured with 3, so that
     * 1 means a missed target and nothing else.
     */
    @SuppressWarnings("CatchAndPrintStackTrace") // whoever measures wants to see why that failed
    public static void main(String[] arguments) {
        int code;
        try {
            code = run(arguments);
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            code = 2;
        } catch (Exception e) {
            e.printStackTrace();
            code = 3;
        }
        System.exit(code);
    }

    static int run(String... arguments) throws Exception {
        if (arguments.length == 0) {
            throw new UsageException("Which command? " + System.lineSeparator() + USAGE);
        }
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        boolean asksForHelp = Arrays.asList(rest).contains("--help");
        if (asksForHelp || arguments[0].equals("--help") || arguments[0].equals("help")) {
            System.out.print(USAGE);
            return 0;
        }
        switch (arguments[0]) {
            case "peers" -> {
                return PeersCommand.run(rest);
            }
            case "report" -> Report.run(rest);
            case "http" -> HttpCommand.run(rest);
            case "startup" -> StartupCommand.run(rest);
            case "heap" -> HeapPerKey.run(rest);
            case "redis" -> RedisDecisions.run(rest);
            case "jmh" -> org.openjdk.jmh.Main.main(rest);
            default ->
                throw new UsageException("There is no command " + arguments[0] + "; write one of these."
                        + System.lineSeparator() + USAGE);
        }
        return 0;
    }

    /** Returns whether {@code --quick} is there, and refuses what else begins with two dashes or is one too many. */
    static boolean isQuick(String command, int others, String... arguments) {
        int plain = 0;
        boolean quick = false;
        for (String argument : arguments) {
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.startsWith("-")) {
                throw new UsageException(command + " does not know " + argument + "; it takes --quick"
                        + (others == 0 ? " only." : " and a pattern."));
            } else if (++plain > others) {
                throw new UsageException(command + " does not know what to do with " + argument + "; it takes --quick"
                        + (others == 0 ? " only." : " and one pattern."));
            }
        }
        return quick;
    }

    /** Returns the one argument that is no option, or what stands in for it. */
    static String plain(String otherwise, String... arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> !argument.startsWith("-"))
                .findFirst()
                .orElse(otherwise);
    }
}
