package dev.hardening.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ''                       | peers [--quick]
            benchmark                | There is no command benchmark
            peers --fast             | peers does not know --fast; it takes --quick and a pattern.
            peers --quick one two    | one pattern
            peers no-such-row        | these are the rows: static header fields;
            report --fast            | report does not know --fast
            http now                 | it takes --quick only.
            startup --fast           | startup does not know --fast; it takes --quick only.
            heap --quick             | heap takes no arguments.
            redis                    | redis redis://127.0.0.1:6379
            redis --quick 127.0.0.1  | redis redis://127.0.0.1:6379
            """)
    void says_what_to_write_instead(String line, String cure) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
        UsageException refused = assertThrows(UsageException.class, () -> Main.run(arguments));
        assertTrue(String.valueOf(refused.getMessage()).contains(cure), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help", "peers --help", "http --quick --help"})
    void helps(String line) throws Exception {
        assertEquals(0, Main.run(line.split(" ", -1)));
    }

    @Test
    void takes_quick_anywhere() {
        assertTrue(Main.isQuick("peers", 1, "limiter", "--quick"));
        assertTrue(Main.isQuick("peers", 1, "--quick", "limiter"));
        assertFalse(Main.isQuick("peers", 1, "limiter"));
        assertEquals("limiter", Main.plain("", "--quick", "limiter"));
        assertEquals("all", Main.plain("all", "--quick"));
    }
}
