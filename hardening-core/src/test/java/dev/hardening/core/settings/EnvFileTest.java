package dev.hardening.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {

    @Test
    void reads_assignments_and_skips_comments() {
        assertEquals(
                Map.of("A", "1", "B", "x=y", "C", "two words", "D", "it's", "E", "", "F", "\"half"),
                EnvFile.parse(List.of(
                        "# comment", "", "A=1", "export B=x=y", "C=\"two words\"", "D='it's'", "E=", "F=\"half")));
    }

    @Test
    void names_every_line_that_is_no_assignment_but_not_what_it_holds() {
        InvalidSettingsException e = assertThrows(
                InvalidSettingsException.class,
                () -> EnvFile.parse(List.of("A=1", "hunter2", "=hunter2", "1A=hunter2", "A B=hunter2")));
        assertEquals(
                List.of("line 2", "line 3", "line 4", "line 5"),
                e.problems().stream().map(Problem::name).toList());
        assertFalse(String.valueOf(e.getMessage()).contains("hunter2"));
    }

    @Test
    void refuses_a_file_that_is_missing_or_no_text(@TempDir Path folder) throws IOException {
        Path binary = folder.resolve("binary.env");
        Files.write(binary, new byte[] {'A', '=', (byte) 0xFF, (byte) 0xFE});
        for (Path file : List.of(folder.resolve("none.env"), folder, binary)) {
            InvalidSettingsException e = assertThrows(InvalidSettingsException.class, () -> EnvFile.read(file));
            assertEquals(ProblemCode.FILE_UNUSABLE, e.problems().get(0).code());
        }
    }
}
