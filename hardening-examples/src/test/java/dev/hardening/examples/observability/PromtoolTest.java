package dev.hardening.examples.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Promtool;
import dev.hardening.testing.Promtool.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus itself reads the rules, runs their tests, and parses every query that is written down. */
class PromtoolTest {

    private static final Pattern CONFIGURATION = Pattern.compile("(?s)```yaml\\n(rule_files:.*?)```");

    @TempDir
    private Path copies;

    @BeforeAll
    static void promtool_is_there() {
        Promtool.assumeThere();
    }

    private static Verdict promtool(String... arguments) throws IOException, InterruptedException {
        return Promtool.run(null, arguments);
    }

    private Path copy(String name, String content) throws IOException {
        return Files.writeString(copies.resolve(name), content);
    }

    private static String path(String name) {
        return Observability.DIRECTORY.resolve(name).toString();
    }

    @Test
    void the_rules_are_valid_and_none_is_there_twice() throws Exception {
        Verdict result = promtool("check", "rules", "--lint=all", "--lint-fatal", path("alerts.yml"));
        assertEquals(0, result.exit(), result.text());
        String rules = Observability.alerts().size() + " rules found";
        assertTrue(result.text().contains(rules), result.text());
    }

    @Test
    void every_alert_fires_when_it_must_and_only_then() throws Exception {
        Verdict result = promtool("test", "rules", path("alerts-test.yml"));
        assertEquals(0, result.exit(), result.text());
    }

    @Test
    void a_rule_that_never_fires_is_noticed() throws Exception {
        copy("alerts-test.yml", Observability.file("alerts-test.yml"));
        String rules = Observability.file("alerts.yml");
        String mutant = rules.replace("[15m])) > 20", "[15m])) > 2000");
        assertNotEquals(rules, mutant);
        copy("alerts.yml", mutant);
        Verdict result =
                promtool("test", "rules", copies.resolve("alerts-test.yml").toString());
        assertNotEquals(0, result.exit());
        assertTrue(result.text().contains("LoginsLocked"), result.text());
    }

    @Test
    void the_configuration_in_the_readme_loads_the_rules() throws Exception {
        Matcher block = CONFIGURATION.matcher(Observability.file("README.md"));
        assertTrue(block.find());
        copy("alerts.yml", Observability.file("alerts.yml"));
        Verdict result = promtool(
                "check", "config", copy("prometheus.yml", block.group(1)).toString());
        assertEquals(0, result.exit(), result.text());
        assertTrue(result.text().contains("1 rule files found"), result.text());
        for (String job : List.of("hardening", "hardening-health")) {
            assertTrue(block.group(1).contains("job_name: " + job + "\n"), job);
        }
    }

    @Test
    void every_query_of_the_dashboard_and_of_the_pages_parses() throws Exception {
        Map<String, String> queries = Observability.dashboardQueries();
        queries.putAll(Observability.pageQueries());
        StringBuilder rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
        int number = 0;
        for (String query : queries.values()) {
            String filled = Observability.filledIn(query);
            assertFalse(filled.contains("$"), query);
            rules.append("      - record: query_").append(++number).append('\n');
            rules.append("        expr: '").append(filled.replace("'", "''")).append("'\n");
        }
        Verdict result =
                promtool("check", "rules", copy("queries.yml", rules.toString()).toString());
        assertEquals(0, result.exit(), result.text());
        assertTrue(result.text().contains(number + " rules found"), result.text());
    }
}
