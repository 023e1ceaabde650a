package dev.hardening.examples.recipes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.cli.Main;
import dev.hardening.core.settings.EnvFile;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.envchecklist.EnvChecklistApp;
import dev.hardening.examples.honestly.HonestlyApp;
import dev.hardening.examples.valor.ValorApp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes name what exists, and what they promise is so. */
class RecipesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path RECIPES = ROOT.resolve("hardening-examples/recipes");
    private static final String SECRET = "0e4e97a4d2f2cf1b2f0b4c1b7d2a86a95e13d8f6b07c41d2937ae5fd8b6c3012";
    private static final String TOKEN_SECRET = "6c863b8b2e8fadddb66261372de979abb46083bf8707a37bce81d69d499cf81f";

    /** Days that people write down for the checklists; no service reads them. */
    private static final Set<String> OF_CHECKLISTS = Set.of("BACKUP_TESTED_AT", "DEPENDENCIES_SCANNED_AT");

    /** Address families. */
    private static final Set<String> OF_SYSTEMD = Set.of("AF_INET6", "AF_UNIX");

    private static final Pattern NAME = Pattern.compile(
            "(?m)(?:^|export |ENV |- |\\s)([A-Z][A-Z0-9_]{3,})(?==)|(?<=[ |])([A-Z]+_[A-Z0-9_]+)(?=[ |\\n])");

    private static String recipe(String name) throws IOException {
        return Files.readString(RECIPES.resolve(name));
    }

    private static Set<String> known(ExampleApp app) {
        SettingReader reader = SettingReader.of(app.declare(SettingSource.environment(Map.of())), app.modeRule());
        assertFalse(app.read(reader) == null);
        return reader.knownNames();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx.conf",
                "hardening-valor.service",
                "Dockerfile",
                "compose.yaml",
                "valor.env",
                "run.sh",
                "valor.checklist",
                "env-checklist.checklist",
                "honestly.checklist",
                "valor.smoke"
            })
    void X_60_the_recipes_are_there_and_name_settings_that_exist(String name) throws IOException {
        Set<String> names = NAME.matcher(recipe(name))
                .results()
                .map(RecipesTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
        ExampleApp app = name.startsWith("env-")
                ? new EnvChecklistApp()
                : name.startsWith("honestly") ? new HonestlyApp() : new ValorApp();
        Set<String> known = new HashSet<>(known(app));
        known.addAll(OF_CHECKLISTS);
        known.addAll(OF_SYSTEMD);
        names.removeAll(known);
        assertEquals(Set.of(), names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RATE_LIMIT_MAXX=5\n",
                "export RATE_LIMIT_MAXX=5\n",
                "ENV HOST=0.0.0.0 RATE_LIMIT_MAXX=5\n",
                "      - RATE_LIMIT_MAXX=5\n",
                "tuned RATE_LIMIT_MAX|RATE_LIMIT_MAXX\n",
                "done-within 90 RATE_LIMIT_MAXX\n"
            })
    void a_name_is_found_wherever_a_recipe_has_one(String text) {
        assertTrue(NAME.matcher(text).results().map(RecipesTest::name).anyMatch("RATE_LIMIT_MAXX"::equals), text);
    }

    private static String name(MatchResult found) {
        return found.group(1) != null ? found.group(1) : found.group(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/runbook.md", "docs/incident-record.md", "docs/doctor.md", "docs/env-vars.md"})
    void E_41_E_49_E_51_the_pages_are_there(String page) throws IOException {
        assertTrue(Files.size(ROOT.resolve(page)) > 500, page);
    }

    @Test
    void E_41_E_49_the_runbook_says_how_to_snapshot_roll_back_and_restore() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/runbook.md"));
        for (String word : List.of("## Snapshot", "## Roll back", "## Restore", "FLAG_READ_ONLY", "doctor smoke")) {
            assertTrue(page.contains(word), word);
        }
    }

    @Test
    void X_60_unit_image_and_script_start_the_same_jar_with_the_same_file() throws IOException {
        assertTrue(recipe("hardening-valor.service").contains("hardening-examples.jar valor"));
        assertTrue(recipe("hardening-valor.service").contains("EnvironmentFile=/etc/valor/valor.env"));
        assertTrue(recipe("run.sh").contains("exec java -jar \"$jar\" valor"));
        assertTrue(recipe("compose.yaml").contains("env_file: valor.env"));
        assertTrue(recipe("compose.yaml").contains("dockerfile: hardening-examples/recipes/Dockerfile"));
        assertTrue(Files.isExecutable(RECIPES.resolve("run.sh")));
        String port = EnvFile.read(RECIPES.resolve("valor.env")).get("PORT");
        assertTrue(recipe("nginx.conf").contains("server 127.0.0.1:" + port + ";"));
        assertTrue(recipe("valor.checklist").contains("port-closed " + port + "\n"));
        assertTrue(recipe("Dockerfile").contains("EXPOSE " + port));
    }

    /** The file of settings as it is, with files of secrets made as its head says, and another port. */
    private static Map<String, String> settings(Path folder, int database) throws IOException {
        Map<String, String> values = new HashMap<>(EnvFile.read(RECIPES.resolve("valor.env")));
        Files.writeString(folder.resolve("jwt_secret"), TOKEN_SECRET + "\n");
        Files.writeString(folder.resolve("secret_key"), SECRET + "\n");
        Files.writeString(
                folder.resolve("database_url"), "postgresql://user:password@127.0.0.1:" + database + "/valor");
        doctor("rotate", "--end", folder.resolve("jwt_secret").toString());
        values.replaceAll((name, value) -> value.replace("/etc/valor", folder.toString()));
        values.put("PORT", "0");
        values.put("LOG_LEVEL", "fatal");
        values.remove("ALLOWED_HOSTS");
        return values;
    }

    private record Doctor(int code, String out) {}

    private static Doctor doctor(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = Main.run(List.of(words), print, print);
        return new Doctor(code, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void X_55_E_50_a_service_with_these_settings_passes_its_smoke_test_and_its_checklist_but_for_the_edge(
            @TempDir Path folder) throws Exception {
        try (ServerSocket database = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Map<String, String> values = settings(folder, database.getLocalPort());
            Path file = Files.write(
                    folder.resolve("valor.env"),
                    values.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .toList());
            try (RunningApp app = Launcher.start(new ValorApp(), values)) {
                String url = "http://127.0.0.1:" + app.port();
                Doctor smoke = doctor("smoke", RECIPES.resolve("valor.smoke").toString(), "--url", url);
                assertEquals(0, smoke.code(), smoke.out());

                Doctor verify = doctor(
                        "verify",
                        "--checklist",
                        RECIPES.resolve("valor.checklist").toString(),
                        "--url",
                        url,
                        "--env-file",
                        file.toString());
                assertEquals(1, verify.code(), verify.out());
                assertEquals(8, items(verify).size(), verify.out());
                // TLS and its HSTS are the edge's; another program may listen on the port of the third item.
                assertEquals(List.of("FAIL", "FAIL"), items(verify).subList(0, 2), verify.out());
                assertEquals(
                        List.of("PASS", "PASS", "MANUAL", "PASS", "PASS"),
                        items(verify).subList(3, 8),
                        verify.out());
                assertFalse(verify.out().contains(SECRET) || verify.out().contains(TOKEN_SECRET));
            }
        }
    }

    @Test
    void E_29_the_other_list_has_the_ten_items_of_its_guide(@TempDir Path folder) throws Exception {
        try (ServerSocket database = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Map<String, String> values = new HashMap<>(Map.of(
                    "NODE_ENV", "production",
                    "JWT_SECRET", TOKEN_SECRET,
                    "DATABASE_URL", "postgres://user:password@127.0.0.1:" + database.getLocalPort() + "/db",
                    "RATE_LIMIT_MAX", "100",
                    "LOGIN_BRUTE_MAX_ATTEMPTS", "5",
                    "LOGIN_BRUTE_WINDOW_MS", "900000",
                    "LOGIN_BRUTE_LOCK_MS", "900000",
                    "PORT", "0",
                    "LOG_LEVEL", "fatal"));
            Path file = Files.write(
                    folder.resolve("x.env"),
                    values.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .toList());
            // The directory of the repository is large; an empty one shows the same.
            Path list = Files.writeString(
                    folder.resolve("x.checklist"),
                    recipe("env-checklist.checklist")
                            .replace("absent-from .", "absent-from " + Files.createDirectory(folder.resolve("tree"))));
            try (RunningApp app = Launcher.start(new EnvChecklistApp(), values)) {
                Doctor verify = doctor(
                        "verify",
                        "--checklist",
                        list.toString(),
                        "--url",
                        "http://127.0.0.1:" + app.port(),
                        "--env-file",
                        file.toString());
                List<String> items = items(verify);
                assertEquals(10, items.size(), verify.out());
                assertEquals(
                        List.of("PASS", "PASS", "PASS", "PASS", "PASS", "PASS", "MANUAL", "MANUAL"),
                        items.subList(0, 8),
                        verify.out());
                assertEquals("FAIL", items.get(9), verify.out());
            }
        }
    }

    @Test
    void H_63_the_third_list_has_the_ten_items_of_its_guide(@TempDir Path folder) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of(
                "ENVIRONMENT", "production",
                "JWT_SECRET", TOKEN_SECRET,
                "AI_AGENT_SECRET", SECRET,
                "NEO4J_PASS", "Tr0ub4dor-9x",
                "RATE_LIMIT_MAX", "1000",
                "PORT", "0",
                "LOG_LEVEL", "fatal"));
        Path file = Files.write(
                folder.resolve("x.env"),
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
        try (RunningApp app = Launcher.start(new HonestlyApp(), values)) {
            Doctor verify = doctor(
                    "verify",
                    "--checklist",
                    RECIPES.resolve("honestly.checklist").toString(),
                    "--url",
                    "http://127.0.0.1:" + app.port(),
                    "--env-file",
                    file.toString());
            // TLS and its HSTS are the edge's, and who asks from this machine may see what agents did.
            assertEquals(
                    List.of("PASS", "PASS", "PASS", "FAIL", "PASS", "PASS", "PASS", "FAIL", "PASS", "MANUAL"),
                    items(verify),
                    verify.out());
            assertFalse(verify.out().contains(SECRET) || verify.out().contains(TOKEN_SECRET));
        }
    }

    private static List<String> items(Doctor verify) {
        return verify.out()
                .lines()
                .filter(line -> line.matches("(PASS|FAIL|MANUAL) .*"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }
}
