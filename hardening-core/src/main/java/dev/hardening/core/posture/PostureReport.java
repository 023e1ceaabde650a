package dev.hardening.core.posture;

import dev.hardening.core.json.JsonWriter;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SettingReport;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a service is set up and what is wrong with it. Immutable. */
public final class PostureReport {

    private final SettingReport report;
    private final Map<String, String> rooms;

    private PostureReport(SettingReport report, Map<String, String> rooms) {
        this.report = report;
        this.rooms = Collections.unmodifiableMap(new LinkedHashMap<>(rooms));
    }

    /** Returns the report for what reading the settings found, and one line about each room in the order given. */
    public static PostureReport of(SettingReport report, Map<String, String> rooms) {
        return new PostureReport(report, rooms);
    }

    /** Returns the same report with more lines, about rooms that stand beside those of the front desk. */
    public PostureReport with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(rooms);
        all.putAll(more);
        return new PostureReport(report, all);
    }

    /** Tells whether the service may start. */
    public boolean isStartable() {
        return !report.isRefused();
    }

    /** Returns every problem, refusals first. */
    public List<Problem> problems() {
        return report.problems();
    }

    /** Returns one line about each room, by the room's name. */
    public Map<String, String> rooms() {
        return rooms;
    }

    /**
     * Does nothing when the service may start; for unit tests of a deployment's settings.
     *
     * @throws AssertionError with every refusal
     */
    public void assertStartable() {
        if (!isStartable()) {
            throw new AssertionError(text());
        }
    }

    /**
     * Does nothing when the service may start.
     *
     * @throws InvalidSettingsException with every refusal
     */
    public void throwIfRefused() {
        report.throwIfRefused();
    }

    /** Returns the report as lines of text, ending with a line feed. */
    public String text() {
        StringBuilder text = new StringBuilder(1024);
        String mode = report.mode().name().toLowerCase(Locale.ROOT);
        text.append(isStartable() ? "Settings accepted" : "Settings refused")
                .append(" (mode ")
                .append(mode)
                .append(", ")
                .append(count(report.refusals().size(), "refusal"))
                .append(", ")
                .append(count(report.warnings().size(), "warning"))
                .append(")\n");
        for (Problem problem : report.problems()) {
            text.append("  ").append(problem.code().text()).append(' ');
            text.append(problem.severity()).append(' ').append(problem.name()).append(": ");
            text.append(problem.message())
                    .append("\n      -> ")
                    .append(problem.cure())
                    .append('\n');
        }
        rooms.forEach((room, line) -> text.append(String.format(Locale.ROOT, "  %-12s %s\n", room, line)));
        return text.toString();
    }

    /** Returns the report as one JSON object. */
    public String json() {
        StringBuilder text = new StringBuilder(1024);
        JsonWriter json = JsonWriter.to(text).beginObject();
        json.name("startable").value(isStartable());
        json.name("mode").value(report.mode().name().toLowerCase(Locale.ROOT));
        json.name("problems").beginArray();
        for (Problem problem : report.problems()) {
            json.beginObject();
            json.name("code").value(problem.code().text());
            json.name("severity").value(problem.severity().name().toLowerCase(Locale.ROOT));
            json.name("name").value(problem.name());
            json.name("message").value(problem.message());
            json.name("cure").value(problem.cure());
            json.endObject();
        }
        json.endArray();
        json.name("rooms").beginObject();
        rooms.forEach((room, line) -> json.name(room).value(line));
        json.endObject().endObject();
        return text.toString();
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    @Override
    public String toString() {
        return text();
    }
}
