package dev.hardening.core;

import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.House;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code docs/env-vars.md} from the declarations: the names and defaults from the constants themselves, the form of a
 * value from what a reader says of a wrong one, and the meaning from the comment above the constant.
 */
final class EnvVarsPage {

    static final String COMMAND =
            "mvn -q -Dquick -pl hardening-core test -Dtest=EnvVarsPageTest -Dhardening.docs.write=true";

    private static final Path SOURCES = House.root().resolve("hardening-core/src/main/java");

    private static final Pattern CONSTANT = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public static final (Setting<.*?>|SecretSetting)\\s+(\\w+)\\s*=",
            Pattern.DOTALL);

    private static final String WRONG = "?!";

    /** Families, and names that are put together while a room reads: no constant declares them. */
    private static final Map<String, String> READ_BY_ROOMS = new TreeMap<>(Map.ofEntries(
            Map.entry("NODE_ENV", "The run mode: `production`, `development` or `test`. Unset means production."),
            Map.entry("FLASK_ENV", "The same as `NODE_ENV`."),
            Map.entry("ENVIRONMENT", "The same as `NODE_ENV`."),
            Map.entry("API_KEYS", "Secret: keys with commas between, or a file of keys by line or comma."),
            Map.entry("API_KEY_1", "Secret: one key; so for every name that begins with `API_KEY_`."),
            Map.entry("JWT_SECRET", "Secret: signs and verifies tokens, 32 bytes or more; the file is followed."),
            Map.entry("JWT_SECRET_KEY", "The same as `JWT_SECRET`."),
            Map.entry("JWT_SECRET_PREVIOUS", "Secret: keys with commas between that only verify tokens."),
            Map.entry("JWT_REFRESH_SECRET", "Secret: a key of its own for refresh tokens."),
            Map.entry(
                    "JWT_REFRESH_SECRET_PREVIOUS", "Secret: keys with commas between that only verify refresh tokens."),
            Map.entry("AI_AGENT_SECRET_PREVIOUS", "Secret: keys with commas between that agents signed with before."),
            Map.entry("SIGNING_SECRET_PREVIOUS", "The same as `AI_AGENT_SECRET_PREVIOUS`."),
            Map.entry("AUDIT_SECRET_PREVIOUS", "Secret: keys with commas between that sealed older audit files."),
            Map.entry("SESSION_SECRET_PREVIOUS", "Secret: keys with commas between that only verify sessions."),
            Map.entry("FLAG_READ_ONLY", "Whether changes are refused; so for every flag `FLAG_…` of an app."),
            Map.entry("READ_ONLY_MODE", "The same as `FLAG_READ_ONLY`.")));

    /** One row of the page. */
    private record Row(Collection<String> names, String text) {}

    private final Map<String, List<Row>> rooms = new TreeMap<>();

    private EnvVarsPage() {}

    static EnvVarsPage read() throws IOException, ReflectiveOperationException {
        EnvVarsPage page = new EnvVarsPage();
        try (Stream<Path> tree = Files.walk(SOURCES)) {
            for (Path file : tree.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                page.add(file);
            }
        }
        return page;
    }

    private void add(Path file) throws IOException, ReflectiveOperationException {
        Matcher constant = CONSTANT.matcher(Files.readString(file));
        while (constant.find()) {
            String type = SOURCES.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", "");
            String room = type.split("\\.", -1)[3];
            Object value = Class.forName(type).getField(constant.group(3)).get(null);
            rooms.computeIfAbsent(room, unused -> new ArrayList<>()).add(row(value, meaning(constant.group(1))));
        }
    }

    /** Returns every name that a constant declares, those of files included. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(READ_BY_ROOMS.keySet());
        rooms.values().forEach(rows -> rows.forEach(row -> names.addAll(row.names())));
        return names;
    }

    /** Returns the page. */
    String text() {
        StringBuilder page = new StringBuilder(32_768);
        page.append("# Variables\n\n");
        page.append(
                "Every setting of the library, by room. Written by a test from the declarations in the code; it fails when\n");
        page.append("the page is stale, and rewrites it with\n\n");
        page.append("```sh\n").append(COMMAND).append("\n```\n\n");
        page.append(
                "The rules for all of them are in [settings](settings.md). A secret may stand in a file that its name with\n");
        page.append("`_FILE` behind it names. The examples have [variables of their own](examples.md).\n");
        page.append("\n## Read by rooms under several names\n\n| name | meaning |\n|---|---|\n");
        READ_BY_ROOMS.forEach((name, meaning) ->
                page.append("| `").append(name).append("` | ").append(meaning).append(" |\n"));
        rooms.forEach((room, rows) -> {
            page.append("\n## ").append(room).append("\n\n| name | value | default | meaning |\n|---|---|---|---|\n");
            rows.stream().map(Row::text).sorted().forEach(page::append);
        });
        return page.toString();
    }

    private static Row row(Object constant, String meaning) {
        if (constant instanceof SecretSetting secret) {
            return new Row(secret.names(), line(secret.names(), "secret", "none", meaning));
        }
        Setting<?> setting = (Setting<?>) constant;
        Set<String> forms = new TreeSet<>();
        setting.names().forEach(name -> forms.add(form(setting, name)));
        List<String> names = new ArrayList<>();
        for (String name : setting.names()) {
            names.add(forms.size() == 1 ? name : name + "` (" + form(setting, name) + ")`");
        }
        String written = forms.size() == 1 ? forms.iterator().next() : "as it stands beside the name";
        return new Row(setting.names(), line(names, written, fallback(setting), meaning));
    }

    private static String line(List<String> names, String form, String fallback, String meaning) {
        String all = names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "| " + all.replace("``", "") + " | " + cell(form) + " | " + cell(fallback) + " | " + cell(meaning)
                + " |\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /** What a reader says of a value that is none tells how one is written. */
    private static String form(Setting<?> setting, String name) {
        Problem problem = problem(setting, name, WRONG);
        if (problem == null) {
            return "text";
        }
        String message = problem.message();
        String form = problem.cure().equals("correct the value")
                ? wanted(message.substring(message.indexOf(": ") + 2))
                : problem.cure().replaceFirst("^write ", "").replace("digits only, ", "");
        String unit = unit(setting, name, form);
        return unit.isEmpty() ? form : form + " " + unit;
    }

    /** Some parsers say what a value is not, and so what it should be. */
    private static String wanted(String message) {
        return message.replaceFirst("^it is not ", "")
                .replaceFirst("^it is none of ", "one of ")
                .replaceFirst("^(?:an entry|entry 1) is not ", "each ");
    }

    private static @Nullable Problem problem(Setting<?> setting, String name, String value) {
        SettingReader reader = SettingReader.of(SettingSource.of(Map.of(name, value)));
        Optional<?> unused = reader.find(setting);
        return reader.finish().problems().stream()
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** How long the largest number is tells what one of it is. */
    private static String unit(Setting<?> setting, String name, String form) {
        Matcher range = Pattern.compile("\\d+ to (\\d+)").matcher(form);
        if (!range.matches()) {
            return "";
        }
        SettingReader reader = SettingReader.of(SettingSource.of(Map.of(name, range.group(1))));
        Object most = reader.find(setting).orElseThrow();
        if (!(most instanceof Duration span)) {
            return setting.fallback().filter(Long.class::isInstance).isPresent() ? "bytes" : "";
        }
        long nanos = span.dividedBy(Long.parseLong(range.group(1))).toNanos();
        return switch (Long.toString(nanos)) {
            case "1000000" -> "milliseconds";
            case "1000000000" -> "seconds";
            case "60000000000" -> "minutes";
            case "3600000000000" -> "hours";
            case "86400000000000" -> "days";
            default -> throw new IllegalStateException(name + " has a unit of " + nanos + " ns");
        };
    }

    private static String fallback(Setting<?> setting) {
        Object value = setting.fallback().orElse(null);
        if (value == null) {
            return "none";
        }
        if (value instanceof Duration span) {
            return duration(span);
        }
        if (value instanceof Enum<?> word) {
            return "`" + word.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`";
        }
        if (value instanceof Collection<?> list) {
            return list.isEmpty()
                    ? "none"
                    : list.stream().map(item -> "`" + item + "`").sorted().collect(Collectors.joining(", "));
        }
        boolean plain = value instanceof Number || value instanceof Boolean || value instanceof String;
        return plain ? "`" + value + "`" : "as its meaning says";
    }

    private static String duration(Duration span) {
        if (span.toMillis() % 1000 != 0) {
            return span.toMillis() + " ms";
        }
        long seconds = span.toSeconds();
        if (seconds >= 86_400 && seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        return seconds >= 60 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    /** The first sentence, and others that say a default. */
    private static String meaning(String comment) {
        String text =
                comment.replaceAll("(?m)^\\s*\\*", " ").replaceAll("\\s+", " ").strip();
        text = text.replaceAll("\\{@(?:code|literal) ([^}]*)}", "`$1`")
                .replaceAll("\\{@link (?:[^} ]* )?#?([^}]*)}", "`$1`")
                .replaceAll("<[^>]*>", "");
        Matcher end = Pattern.compile("^.*?\\.(?= |$)").matcher(text);
        return end.find() ? end.group() : text;
    }
}
