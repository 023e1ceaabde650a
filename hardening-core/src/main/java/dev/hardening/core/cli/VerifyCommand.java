package dev.hardening.core.cli;

import dev.hardening.core.json.JsonWriter;
import dev.hardening.core.settings.SettingSource;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs a checklist against a running service and its settings (guide rows X-55 and E-29). */
final class VerifyCommand implements Command {

    private static final String CHECKLIST = "--checklist";
    private static final String URL = "--url";

    @Override
    public String usage() {
        return """
                verify --checklist FILE [--url URL] [--env-file FILE] [--json]
                  Runs the checks in FILE against the service at URL and the settings, and prints PASS, FAIL or MANUAL for
                  each item with the reasons. 1: an item fails.
                """;
    }

    @Override
    public int run(List<String> words, PrintStream out, PrintStream err) throws MisuseException {
        Arguments arguments = Arguments.of(words, 0, Set.of(CHECKLIST, URL, Environment.OPTION), Set.of("--json"));
        Checklist checklist = Checklist.parse(LineFile.read(arguments.requiredPath(CHECKLIST)));
        @Nullable String url = checklist.asksService() ? arguments.required(URL) : arguments.option(URL);
        @Nullable WebProbe probe = url == null ? null : WebProbe.of(url);
        Optional<SettingSource> source = Environment.read(arguments.optionalPath(Environment.OPTION), err);
        if (source.isEmpty()) {
            return BAD;
        }
        return run(checklist, new Subject(probe, source.get(), InstantSource.system()), arguments.has("--json"), out);
    }

    static int run(Checklist checklist, Subject subject, boolean asJson, PrintStream out) {
        StringBuilder text = new StringBuilder(1024);
        JsonWriter json = JsonWriter.to(text).beginArray();
        List<Finding.Status> statuses = new ArrayList<>();
        for (Checklist.Item item : checklist.items()) {
            List<Finding> findings = item.run(subject);
            Finding.Status status =
                    findings.stream().map(Finding::status).reduce(Finding.Status.PASS, Finding.Status::worse);
            statuses.add(status);
            if (asJson) {
                add(json, item, status, findings);
            } else {
                out.printf(Locale.ROOT, "%-6s  %s\n", status, item.title());
                findings.forEach(finding -> out.printf(Locale.ROOT, "          %s\n", finding.reason()));
            }
        }
        json.endArray();
        out.println(asJson ? text.toString() : sum(statuses));
        return statuses.contains(Finding.Status.FAIL) ? BAD : GOOD;
    }

    private static void add(JsonWriter json, Checklist.Item item, Finding.Status status, List<Finding> findings) {
        json.beginObject().name("item").value(item.title());
        json.name("status").value(status.name());
        json.name("checks").beginArray();
        for (Finding finding : findings) {
            json.beginObject().name("status").value(finding.status().name());
            json.name("reason").value(finding.reason()).endObject();
        }
        json.endArray().endObject();
    }

    private static String sum(List<Finding.Status> statuses) {
        StringBuilder text = new StringBuilder();
        for (Finding.Status status : Finding.Status.values()) {
            long count = statuses.stream().filter(status::equals).count();
            text.append(text.length() == 0 ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(status);
        }
        return text.toString();
    }
}
