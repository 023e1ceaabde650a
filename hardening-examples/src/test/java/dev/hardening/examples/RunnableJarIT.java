package dev.hardening.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one jar holds everything that both servers need. */
class RunnableJarIT {

    private static final Path JAR = Path.of(
                    System.getProperty("basedir", "hardening-examples"), "target", "hardening-examples.jar")
            .toAbsolutePath();
    private static final String KEY = "9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"quickstart, jetty, /api/items", "quickstart, tomcat, /api/items", "chordpro, tomcat, /formats"})
    void serves_and_ends(String app, String server, String guarded) {
        Map<String, String> values = Map.of("API_KEYS", KEY, "SERVER", server);
        try (Child child = Child.startJar(directory, JAR, app, values).ready("/health")) {
            assertEquals(401, RawHttp.get(child.port(), guarded).status());
            Response answer = RawHttp.get(child.port(), guarded, "X-API-Key: " + KEY);
            assertEquals(200, answer.status());
            assertEquals("nosniff", answer.header("X-Content-Type-Options"));
            assertNull(answer.header("Server"));
            assertEquals(400, RawHttp.get(child.port(), "/%00").status());
            child.terminate();
            assertEquals(0, child.exitCode());
            assertTrue(child.output().contains("\"stopped\""), child.output());
        }
    }
}
