package dev.hardening.examples.observability;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files in {@code docs/observability}. */
final class Observability {

    static final Path DIRECTORY =
            Path.of("../docs/observability").toAbsolutePath().normalize();

    private static final Pattern ALERT = Pattern.compile("(?m)^ {6}- alert: (?<name>\\w+)\\n"
            + " {8}expr: \\|\\n(?<expr>(?: {10}.*\\n)+)"
            + "(?: {8}for: \\w+\\n)?"
            + " {8}labels:\\n {10}severity: (?<severity>\\w+)\\n"
            + " {8}annotations:\\n {10}summary: \"(?<summary>.+)\"\\n {10}description: \"(?<description>.+)\"\\n"
            + " {10}runbook_url: (?<runbook>.+)\\n");
    private static final Pattern PROMQL = Pattern.compile("```promql\\n\\s*(.+)\\n");

    private Observability() {}

    record Alert(String name, String expr, String severity, String summary, String description, String runbook) {}

    static String file(String name) {
        try {
            return Files.readString(DIRECTORY.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every rule has the same lines in the same order, so no reader of YAML is needed. */
    static List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        Matcher alert = ALERT.matcher(file("alerts.yml"));
        while (alert.find()) {
            alerts.add(new Alert(
                    alert.group("name"),
                    alert.group("expr"),
                    alert.group("severity"),
                    alert.group("summary"),
                    alert.group("description"),
                    alert.group("runbook")));
        }
        return alerts;
    }

    static JsonObject dashboard() throws JsonException {
        JsonLimits limits = JsonLimits.builder().maxValues(100_000).build();
        return JsonReader.of(limits).readObject(file("dashboard.json"));
    }

    static List<JsonObject> objects(JsonObject parent, String member) {
        var array = parent.array(member);
        return array == null
                ? List.of()
                : array.elements().stream().map(JsonObject.class::cast).toList();
    }

    /** Returns the panels that show something, which rows do not. */
    static List<JsonObject> panels() throws JsonException {
        return objects(dashboard(), "panels").stream()
                .filter(panel -> !"row".equals(panel.string("type")))
                .toList();
    }

    /** Returns the queries of all panels, by what to call them in a message. */
    static Map<String, String> dashboardQueries() throws JsonException {
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonObject panel : panels()) {
            for (JsonObject target : objects(panel, "targets")) {
                queries.put(
                        panel.string("title") + " " + panel.integer("id") + target.string("refId"),
                        target.string("expr"));
            }
        }
        return queries;
    }

    /** Returns the queries that find the choices for narrowing the dashboard. */
    static List<String> variables() throws JsonException {
        JsonObject templating = dashboard().object("templating");
        return templating == null
                ? List.of()
                : objects(templating, "list").stream()
                        .filter(variable -> "query".equals(variable.string("type")))
                        .map(variable -> String.valueOf(variable.string("definition")))
                        .toList();
    }

    /** Returns the queries that pages tell people to ask. */
    static Map<String, String> pageQueries() throws IOException {
        Map<String, String> queries = new LinkedHashMap<>();
        try (Stream<Path> pages = Files.list(DIRECTORY.resolve("runbooks"))) {
            for (Path page : pages.sorted().toList()) {
                Matcher block = PROMQL.matcher(Files.readString(page));
                while (block.find()) {
                    queries.put(page.getFileName() + " " + (queries.size() + 1), block.group(1));
                }
            }
        }
        return queries;
    }

    /** Puts values in the place of Grafana's variables. */
    static String filledIn(String query) {
        return query.replace("$__rate_interval", "5m").replaceAll("\\$\\w+", ".*");
    }
}
