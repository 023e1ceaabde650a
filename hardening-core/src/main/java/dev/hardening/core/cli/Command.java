package dev.hardening.core.cli;

import java.io.PrintStream;
import java.util.List;

/** One word of the command line and what follows it. Implementations hold no state. */
interface Command {

    /** All is well. */
    int GOOD = 0;

    /** Something is not as it should be; the output says what. */
    int BAD = 1;

    /** The command, or a file of checks that it was given, is misspelt, so nothing was found out. */
    int MISUSED = 2;

    /** How it is written and what it does, without a line feed in front. */
    String usage();

    /** Runs it and returns the exit code. */
    int run(List<String> words, PrintStream out, PrintStream err) throws MisuseException;
}
