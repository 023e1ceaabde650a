package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H12: Python itself, where the machine has it. The stored vectors are tested everywhere. */
class PythonOracleTest {

    private static final int OBJECTS = Integer.getInteger("python.objects", 2_000);
    private static final long SEED = Long.getLong("python.seed", 20240919);

    @Test
    void H12_random_objects_have_the_form_that_Python_gives_them(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("objects.py"), Vectors.text("random_objects.py"));
        Path answers = folder.resolve("answers");
        Process python;
        try {
            python = new ProcessBuilder("python3", script.toString(), Long.toString(SEED), Integer.toString(OBJECTS))
                    .redirectOutput(answers.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (java.io.IOException none) {
            Assumptions.abort("there is no python3");
            return;
        }
        Assumptions.assumeTrue(python.waitFor() == 0, "this python3 does not run");
        List<String> lines = new String(Files.readAllBytes(answers), StandardCharsets.UTF_8)
                .lines()
                .toList();
        // Line separators of Unicode are no line ends here: String.lines() knows CR and LF only, and JSON escapes them.
        assertEquals(2 * OBJECTS, lines.size());
        for (int i = 0; i < lines.size(); i += 2) {
            PythonJson json = PythonJson.of(lines.get(i).getBytes(StandardCharsets.UTF_8));
            assertNotNull(json, "seed " + SEED + ": " + lines.get(i));
            assertEquals(
                    lines.get(i + 1),
                    new String(Objects.requireNonNull(json).toBytes(), StandardCharsets.US_ASCII),
                    "seed " + SEED);
        }
    }
}
