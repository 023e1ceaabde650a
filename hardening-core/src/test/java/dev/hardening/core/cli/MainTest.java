package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Main.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_good_environment_is_accepted_and_described(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("good.env"),
                "NODE_ENV=production\nAPI_KEYS=Zk3vT8qLw0aXnY5rBcPd2hJ7\nRATE_LIMIT_MAX=7\n");
        assertEquals(0, run("check", "--env-file", file.toString()), out());
        assertTrue(out().startsWith("Settings accepted (mode production, 0 refusals, 0 warnings)\n"), out());
        for (String room : List.of("proxy", "headers", "ratelimit", "apikey", "health", "transport")) {
            assertTrue(out().contains("  " + room + " "), out());
        }
        assertFalse(out().contains("Zk3v"));
        assertEquals("", err());
    }

    @Test
    void a_bad_environment_is_refused_with_every_problem_and_no_value(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("bad.env"),
                "NODE_ENV=productoin\nRATE_LIMIT_MAX=hunter2\nTRUSTED_PROXIES=10.0.0.1/8\nRATE_LIMIT_WINDOWS_MS=1\n");
        assertEquals(1, run("check", "--env-file", file.toString()));
        for (String name :
                List.of("NODE_ENV", "RATE_LIMIT_MAX", "TRUSTED_PROXIES", "API_KEYS", "RATE_LIMIT_WINDOWS_MS")) {
            assertTrue(out().contains(name), name + " in " + out());
        }
        assertTrue(out().contains("HRD-1107 REFUSE API_KEYS"), out());
        assertFalse(out().contains("hunter2"));
    }

    @Test
    void the_report_is_there_as_json_too(@TempDir Path folder) throws IOException, JsonException {
        Path file = Files.writeString(folder.resolve("x.env"), "API_KEYS=\n");
        assertEquals(1, run("check", "--json", "--env-file", file.toString()));
        JsonObject report = JsonReader.of(JsonLimits.builder().build()).readObject(out().trim());
        assertTrue(out().contains("\"startable\":false"), out());
        assertEquals("production", report.string("mode"));
        assertTrue(out().contains("\"code\":\"HRD-1107\""), out());
        assertNull(report.string("missing"));
    }

    @Test
    void two_rooms_that_contradict_each_other_are_named(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("x.env"), "API_KEYS=Zk3vT8qLw0aXnY5rBcPd2hJ7\nHTTPS_REDIRECT=proxy\n");
        assertEquals(0, run("check", "--env-file", file.toString()));
        assertTrue(out().contains("HRD-1012 WARN HTTPS_REDIRECT, TRUSTED_PROXIES"), out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "check --env-file", "check --jsno", "check --env-file a b", "--json"})
    void a_misspelt_command_prints_its_usage(String line) {
        assertEquals(2, run(line.isEmpty() ? new String[0] : line.split(" ")));
        assertTrue(err().startsWith("usage: check"), err());
        assertEquals("", out());
    }

    @Test
    void a_file_that_is_no_environment_is_refused(@TempDir Path folder) throws IOException {
        assertEquals(1, run("check", "--env-file", folder.resolve("none").toString()));
        Path broken = Files.writeString(folder.resolve("broken.env"), "A=1\nhunter2\n");
        assertEquals(1, run("check", "--env-file", broken.toString()));
        assertTrue(err().contains("line 2"), err());
        assertFalse(err().contains("hunter2"));
    }
}
