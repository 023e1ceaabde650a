package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One call of the command line and what it has printed. */
record CommandLine(int code, String out, String err) {

    static CommandLine run(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                List.of(words).stream().map(String::valueOf).toList(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandLine(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    CommandLine exits(int expected) {
        assertEquals(expected, code, out + err);
        return this;
    }

    CommandLine says(String... texts) {
        for (String text : texts) {
            assertTrue((out + err).contains(text), text + " in " + out + err);
        }
        return this;
    }

    CommandLine hides(String... texts) {
        for (String text : texts) {
            assertFalse((out + err).contains(text), text + " in " + out + err);
        }
        return this;
    }
}
