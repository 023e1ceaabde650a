package dev.hardening.examples.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonObject;
import dev.hardening.examples.observability.Observability.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, their pages and the dashboard belong together, and each is whole. */
class ObservabilityTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$(?!__)(\\w+)");
    private static final Pattern SETTING = Pattern.compile("`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern MENTIONED = Pattern.compile("Alerts?: ([\\w, ]+)\\.");

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> alertNames() {
        return Observability.alerts().stream().map(Alert::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_rule_is_read_and_has_a_name_of_its_own() {
        long rules = Observability.file("alerts.yml")
                .lines()
                .filter(line -> line.contains("- alert:"))
                .count();
        assertTrue(rules >= 20, rules + " rules");
        assertEquals(rules, Observability.alerts().size());
        assertEquals(rules, alertNames().size());
    }

    @Test
    void every_alert_says_how_bad_it_is_and_where_to_read_on() {
        for (Alert alert : Observability.alerts()) {
            assertTrue(Set.of("critical", "warning").contains(alert.severity()), alert.name());
            assertEquals("runbooks/" + alert.name() + ".md", alert.runbook());
            assertFalse(alert.summary().equals(alert.description()), alert.name());
        }
    }

    @Test
    void every_alert_has_a_page_and_every_page_an_alert() throws IOException {
        try (Stream<Path> pages = Files.list(Observability.DIRECTORY.resolve("runbooks"))) {
            assertEquals(
                    alertNames(),
                    pages.map(page -> page.getFileName().toString().replaceFirst("\\.md$", ""))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void every_page_says_what_users_see_how_to_find_out_what_to_do_and_when_it_is_over() {
        for (Alert alert : Observability.alerts()) {
            String page = Observability.file(alert.runbook());
            assertTrue(page.startsWith("# " + alert.name() + "\n"), alert.name());
            int before = 0;
            for (String part : List.of("**Users see** ", "## Find out\n\n1. ", "## Do\n\n1. ", "**Over when** ")) {
                int at = page.indexOf(part);
                assertTrue(at > before, alert.name() + " has " + part);
                before = at;
            }
        }
    }

    @Test
    void the_table_of_alerts_is_that_of_the_rules() {
        Set<String> rows = Observability.alerts().stream()
                .map(alert -> "| [" + alert.name() + "](" + alert.runbook() + ") | " + alert.severity() + " |")
                .collect(Collectors.toSet());
        String readme = Observability.file("README.md");
        rows.forEach(row -> assertTrue(readme.contains(row), row));
        assertEquals(rows.size(), readme.split("\\]\\(runbooks/", -1).length - 1);
    }

    /** Names that look like settings, and are no codes and no events, are in the page that a test writes from the code. */
    @Test
    void every_setting_that_a_page_names_is_one() throws IOException {
        String known = Files.readString(Observability.DIRECTORY.resolve("../env-vars.md"));
        Set<String> others = Stream.of(RefusalCode.values(), SecurityEventType.values())
                .flatMap(Stream::of)
                .map(Enum::name)
                .collect(Collectors.toSet());
        Set<String> named = found(SETTING, Observability.file("README.md"));
        Observability.alerts().forEach(alert -> named.addAll(found(SETTING, Observability.file(alert.runbook()))));
        named.removeAll(others);
        named.remove("PROCESS_TIMEOUT"); // a code of the example chordpro
        assertTrue(named.size() > 20, named::toString);
        named.removeIf(name -> known.contains("`" + name + "`"));
        assertEquals(Set.of(), named);
    }

    @Test
    void what_the_readme_says_of_metrics_is_described_in_their_own_page() throws IOException {
        String readme = Observability.file("README.md");
        assertTrue(readme.contains("](../metrics.md)"));
        String page = Files.readString(Observability.DIRECTORY.resolve("../metrics.md"));
        for (String name : List.of("METRICS_ALLOWED_IPS", "METRICS_BUCKETS", "SLO_OBJECTIVES")) {
            assertTrue(readme.contains("`" + name + "`"), name);
            assertTrue(page.contains("\n| `" + name + "` |"), name);
        }
    }

    /** Other services may export metrics of the same names. */
    @Test
    void no_rule_and_no_query_looks_at_the_services_of_others() throws Exception {
        List<String> queries = new ArrayList<>(Observability.dashboardQueries().values());
        queries.addAll(Observability.pageQueries().values());
        Observability.alerts().forEach(alert -> queries.add(alert.expr()));
        for (String query : queries) {
            List<PromQuery.Selector> selectors = new PromQuery(query).selectors();
            assertFalse(selectors.isEmpty(), query);
            for (PromQuery.Selector selector : selectors) {
                String job = selector.labels().getOrDefault("job", "");
                assertTrue(Set.of("hardening", "hardening-health").contains(job), query);
            }
        }
    }

    /** The test itself is run by promtool. */
    @Test
    void every_alert_is_tested_silent_and_firing() {
        String[] tests = Observability.file("alerts-test.yml").split("(?m)^ {2}- name: ");
        Set<String> tested = new TreeSet<>();
        for (String test : List.of(tests).subList(1, tests.length)) {
            String name = test.substring(0, test.indexOf('\n'));
            assertTrue(tested.add(name), name);
            assertEquals(2, test.split("alertname: " + name + "\n", -1).length - 1, name);
            assertTrue(test.contains("exp_alerts: []"), name + " is silent once");
            assertTrue(test.contains("- exp_labels:"), name + " fires once");
        }
        assertEquals(alertNames(), tested);
    }

    @Test
    void every_panel_says_what_it_shows_from_where_and_in_which_unit() throws JsonException {
        assertTrue(Observability.panels().size() >= 20);
        for (JsonObject panel : Observability.panels()) {
            String title = panel.string("title");
            assertFalse(title == null || title.isBlank());
            assertFalse(String.valueOf(panel.string("description")).isBlank(), title);
            assertEquals("${datasource}", part(panel, "datasource").string("uid"), title);
            assertFalse(
                    String.valueOf(part(part(panel, "fieldConfig"), "defaults").string("unit"))
                            .isBlank(),
                    title);
            assertNotNull(panel.object("options"), title);
            List<JsonObject> targets = Observability.objects(panel, "targets");
            assertFalse(targets.isEmpty(), title);
            assertEquals(
                    targets.size(),
                    targets.stream()
                            .map(target -> target.string("refId"))
                            .distinct()
                            .count(),
                    title);
            for (JsonObject target : targets) {
                assertFalse(String.valueOf(target.string("expr")).isBlank(), title);
                assertEquals("${datasource}", part(target, "datasource").string("uid"), title);
            }
        }
    }

    private static JsonObject part(JsonObject parent, String name) {
        JsonObject part = parent.object(name);
        assertNotNull(part, name);
        return part;
    }

    @Test
    void panels_have_ids_of_their_own_and_cover_no_other() throws JsonException {
        Set<Long> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonObject panel : Observability.objects(Observability.dashboard(), "panels")) {
            assertTrue(ids.add(panel.integer("id")), "panel " + panel.integer("id"));
            JsonObject place = part(panel, "gridPos");
            long left = number(place, "x");
            long top = number(place, "y");
            assertTrue(left + number(place, "w") <= 24, panel.string("title"));
            for (long x = left; x < left + number(place, "w"); x++) {
                for (long y = top; y < top + number(place, "h"); y++) {
                    assertTrue(cells.add(x + " " + y), panel.string("title") + " covers another");
                }
            }
        }
    }

    private static long number(JsonObject place, String name) {
        Long number = place.integer(name);
        assertNotNull(number, name);
        return number;
    }

    @Test
    void the_dashboard_is_narrowed_by_service_endpoint_and_tenant() throws JsonException {
        List<JsonObject> variables = Observability.objects(part(Observability.dashboard(), "templating"), "list");
        List<String> names =
                variables.stream().map(variable -> variable.string("name")).toList();
        assertEquals(List.of("datasource", "service", "endpoint", "tenant"), names);
        String queries = String.join("\n", Observability.dashboardQueries().values());
        assertEquals(Set.of("service", "endpoint", "tenant"), found(VARIABLE, queries));
    }

    @Test
    void what_a_legend_names_is_in_the_result() throws JsonException {
        for (JsonObject panel : Observability.panels()) {
            for (JsonObject target : Observability.objects(panel, "targets")) {
                String expr = String.valueOf(target.string("expr"));
                Set<String> there = new HashSet<>(new PromQuery(expr).grouped());
                if (there.isEmpty()) {
                    there.addAll(Set.of("service", "instance"));
                }
                Set<String> named = found(LEGEND, String.valueOf(target.string("legendFormat")));
                assertTrue(there.containsAll(named), panel.string("title") + ": " + named + " of " + there);
            }
        }
    }

    @Test
    void the_alerts_that_panels_name_exist_and_every_alert_but_that_of_the_probe_is_named() throws JsonException {
        Set<String> named = new TreeSet<>();
        for (JsonObject panel : Observability.panels()) {
            MENTIONED
                    .matcher(String.valueOf(panel.string("description")))
                    .results()
                    .map(MatchResult::group)
                    .map(text -> text.replaceAll("Alerts?: |\\.", ""))
                    .forEach(text -> named.addAll(List.of(text.split(", "))));
        }
        Set<String> unnamed = alertNames();
        assertTrue(unnamed.containsAll(named), named.toString());
        unnamed.removeAll(named);
        assertEquals(Set.of("HealthFailing"), unnamed);
    }
}
