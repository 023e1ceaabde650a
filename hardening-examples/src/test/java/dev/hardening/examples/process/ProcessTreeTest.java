package dev.hardening.examples.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

    @Test
    void what_a_tool_has_printed_can_be_read_after_its_end() throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", "echo syntax error; exit 2").start();
        process.waitFor();

        new ProcessTree(process, "TMPDIR=/nowhere/of-its-own").end();

        assertEquals("syntax error\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void what_a_tool_has_printed_before_it_was_ended_can_be_read() throws Exception {
        Process process = new ProcessBuilder("/bin/sh", "-c", "echo half; exec sleep 77").start();
        int first = process.getInputStream().read();

        new ProcessTree(process, "TMPDIR=/nowhere/of-its-own").end();

        assertFalse(process.isAlive());
        assertEquals('h', first);
        assertEquals("alf\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
