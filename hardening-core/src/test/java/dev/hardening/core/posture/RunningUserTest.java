package dev.hardening.core.posture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningUserTest {

    @TempDir
    private Path directory;

    private static List<String> found(Map<String, String> values, Path status, String user) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        RunningUser.check(reader, status, user);
        SettingReport report = reader.finish();
        return report.problems().stream().map(Problem::toString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'Name:\tjava\nUid:\t0\t0\t0\t0\nGid:\t0', nobody, 1",
        "'Uid:\t1000\t0\t0\t0', nobody, 1",
        "'Uid:\t0\t1000\t1000\t1000', root, 0",
        "'Uid:\t1000\t1000\t1000\t1000', root, 0",
        "'Uid:', root, 0",
        "'Name:\tUid:\t0\t0', nobody, 0",
        "'Name:\tjava', root, 1",
        "'', nobody, 0",
    })
    void the_effective_uid_decides_and_the_name_where_there_is_none(String text, String user, int warnings)
            throws IOException {
        Path status = Files.writeString(
                directory.resolve("status"), text.replace("\\t", "\t").replace("\\n", "\n"));
        assertEquals(warnings, found(Map.of(), status, user).size());
        assertEquals(0, found(Map.of("ALLOW_ROOT", "yes"), status, user).size());
    }

    @Test
    void without_a_kernel_to_ask_the_name_decides() {
        Path none = directory.resolve("none");
        assertEquals(1, found(Map.of(), none, "root").size());
        assertEquals(0, found(Map.of(), none, "app").size());
    }

    @Test
    void the_warning_names_root_and_strict_refuses_it() {
        Path none = directory.resolve("none");
        String line = found(Map.of("HARDENING_STRICT", "true"), none, "root").get(0);
        assertTrue(line.startsWith("HRD-1202 REFUSE ALLOW_ROOT: is not set, and the process runs as root"), line);
    }
}
