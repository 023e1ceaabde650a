package dev.hardening.springboot;

import dev.hardening.core.json.JsonWriter;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the metadata for editors: one property for each name that the library declares. Names, types and defaults come from the
 * constants, forms and meanings from the page of variables, which a test of core compares with the constants.
 */
final class Metadata {

    static final String COMMAND = "mvn -q -Dquick -pl hardening-spring-boot-starter -am test -Dtest=MetadataTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dwrite.metadata=true";

    private static final Path SOURCES = House.root().resolve("hardening-core/src/main/java");
    private static final Pattern CONSTANT =
            Pattern.compile("public static final (Setting<.*?>|SecretSetting)\\s+(\\w+)\\s*=", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\| (.*) \\|$");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]*)`(?: \\(([^)]*)\\))?");
    private static final Pattern RANGE =
            Pattern.compile("(\\d+) to (\\d+)(?: (?:bytes|milliseconds|seconds|minutes|hours|days))?");
    private static final String LIST = "java.util.List<java.lang.String>";
    private static final String TEXT = "java.lang.String";

    /** One property. */
    record Property(
            String setting,
            String type,
            String description,
            @Nullable String fallback,
            List<String> words) {}

    private final Map<String, Property> properties = new TreeMap<>();
    private final Map<String, String[]> rows = new TreeMap<>();

    private Metadata() {}

    static Metadata read() throws IOException, ReflectiveOperationException {
        Metadata metadata = new Metadata();
        metadata.readPage(Files.readString(House.root().resolve("docs/env-vars.md")));
        for (Map.Entry<Object, String> constant : constants().entrySet()) {
            if (constant.getKey() instanceof SecretSetting secret) {
                secret.names().forEach(metadata::addSecret);
            } else if (constant.getKey() instanceof Setting<?> setting) {
                boolean list = constant.getValue().startsWith("Setting<Set<")
                        || constant.getValue().equals("Setting<CidrSet>");
                setting.names().forEach(name -> metadata.add(setting, name, list));
            }
        }
        for (String name : List.copyOf(metadata.rows.keySet())) {
            metadata.addReadByRooms(name);
        }
        return metadata;
    }

    /** Returns every declaration of the library, and how its type is written. */
    static Map<Object, String> constants() throws IOException, ReflectiveOperationException {
        Map<Object, String> found = new LinkedHashMap<>();
        try (Stream<Path> tree = Files.walk(SOURCES)) {
            for (Path file : tree.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                Matcher constant = CONSTANT.matcher(Files.readString(file));
                while (constant.find()) {
                    String type = SOURCES.relativize(file)
                            .toString()
                            .replace('/', '.')
                            .replaceFirst("\\.java$", "");
                    found.put(Class.forName(type).getField(constant.group(2)).get(null), constant.group(1));
                }
            }
        }
        return found;
    }

    Map<String, Property> properties() {
        return properties;
    }

    /** A row of three cells behind the names is a declaration; one of a single cell is read by a room. */
    private void readPage(String page) {
        Matcher row = ROW.matcher(page);
        while (row.find()) {
            String[] cells = row.group(2).split(" \\| ", -1);
            Matcher name = NAME.matcher(row.group(1));
            while (name.find()) {
                String form = cells.length < 3 ? "" : name.group(2) != null ? name.group(2) : cells[0];
                rows.put(name.group(1), new String[] {form, cells[cells.length - 1].replace("\\|", "|")});
            }
        }
    }

    private void add(Setting<?> setting, String name, boolean list) {
        String[] row = rows.get(name);
        if (row == null) {
            throw new IllegalStateException(name + " is not in docs/env-vars.md");
        }
        String form = row[0];
        Matcher range = RANGE.matcher(form);
        String type = TEXT;
        if (list) {
            type = LIST;
        } else if (form.startsWith("true or false")) {
            type = "java.lang.Boolean";
        } else if (range.matches()) {
            type = Long.parseLong(range.group(2)) > Integer.MAX_VALUE ? "java.lang.Long" : "java.lang.Integer";
        } else if (form.startsWith("digits and at most one dot")) {
            type = "java.lang.Double";
        }
        boolean words = form.startsWith("one of ");
        boolean told = form.equals("text") || words || type.equals("java.lang.Boolean");
        String description = told ? row[1] : row[1] + " Form: " + form(form) + ".";
        properties.put(
                PropertyName.of(name),
                new Property(
                        name,
                        type,
                        description + " " + variable(name),
                        fallback(setting, name),
                        words ? List.of(form.substring("one of ".length()).split(", ")) : List.of()));
    }

    /** Of what a reader says of a value that is none, what to write instead. */
    private static String form(String form) {
        return form.replaceFirst("^.*\\?!.*?; (?:write )?", "").replaceFirst("^it is one of", "one of");
    }

    private static String variable(String name) {
        return "The same as the variable " + name + ".";
    }

    private void addSecret(String name) {
        String meaning = Optional.ofNullable(rows.get(name)).orElseThrow()[1].replaceFirst("^Secret: ", "");
        properties.put(
                PropertyName.of(name),
                new Property(
                        name,
                        TEXT,
                        "Secret, in production from the environment or a configuration tree only: " + meaning + " "
                                + variable(name),
                        null,
                        List.of()));
        String file = name + "_FILE";
        properties.put(
                PropertyName.of(file),
                new Property(file, TEXT, "A file that holds the value of " + name + ".", null, List.of()));
    }

    private void addReadByRooms(String name) {
        if (properties.containsKey(PropertyName.of(name))) {
            return;
        }
        String meaning = Objects.requireNonNull(rows.get(name), name)[1];
        if (meaning.startsWith("Secret: ") || name.contains("SECRET")) {
            addSecret(name);
        } else {
            boolean flag = meaning.contains("FLAG_");
            properties.put(
                    PropertyName.of(name),
                    new Property(
                            name,
                            flag ? "java.lang.Boolean" : TEXT,
                            meaning + " " + variable(name),
                            null,
                            flag ? List.of() : List.of("production", "development", "test")));
        }
    }

    /** Returns the text that means the default under this name, when there is one; it is parsed to be sure. */
    private static @Nullable String fallback(Setting<?> setting, String name) {
        Object value = setting.fallback().orElse(null);
        return value == null
                ? null
                : candidates(value).stream()
                        .filter(text -> !text.isBlank() && value.equals(parsed(setting, name, text)))
                        .findFirst()
                        .orElse(null);
    }

    static @Nullable Object parsed(Setting<?> setting, String name, String text) {
        SettingReader reader = SettingReader.of(SettingSource.of(Map.of(name, text)));
        Object value = reader.find(setting).orElse(null);
        boolean wrong = reader.finish().problems().stream()
                .anyMatch(problem -> problem.name().equals(name));
        return wrong ? null : value;
    }

    private static List<String> candidates(Object value) {
        List<String> all = new ArrayList<>(List.of(value.toString()));
        if (value instanceof Enum<?> word) {
            all.add(word.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        if (value instanceof Collection<?> items) {
            all.add(items.stream().map(String::valueOf).collect(Collectors.joining(",")));
            all.add(items.stream()
                    .map(item -> item.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(",")));
        }
        if (value instanceof Duration span) {
            all.addAll(Stream.of(span.toMillis(), span.toSeconds(), span.toMinutes(), span.toHours(), span.toDays())
                    .map(String::valueOf)
                    .toList());
            all.add(String.valueOf(span.toMillis() / 1000.0));
        }
        all.addAll(List.of("true", "false"));
        return all;
    }

    /** Returns the file, one property a line. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "hardening.enabled",
                new Property("", "java.lang.Boolean", "Whether the starter registers the filter.", "true", List.of())));
        properties.forEach((name, property) -> lines.add(line(name, property)));
        List<String> hints = new ArrayList<>();
        properties.forEach((name, property) -> {
            if (!property.words().isEmpty()) {
                hints.add(hint(name, property.words()));
            }
        });
        return "{\n  \"groups\": [{\"name\":\"hardening\"}],\n  \"properties\": [\n    " + String.join(",\n    ", lines)
                + "\n  ],\n  \"hints\": [\n    " + String.join(",\n    ", hints) + "\n  ]\n}\n";
    }

    private static String line(String name, Property property) {
        StringBuilder line = new StringBuilder(200);
        JsonWriter json = JsonWriter.to(line).beginObject();
        json.name("name").value(name).name("type").value(property.type());
        json.name("description").value(property.description());
        String fallback = property.fallback();
        if (fallback != null) {
            json.name("defaultValue");
            switch (property.type()) {
                case "java.lang.Boolean" -> json.value(Boolean.parseBoolean(fallback));
                case "java.lang.Integer", "java.lang.Long" -> json.value(Long.parseLong(fallback));
                case "java.lang.Double" -> json.value(Double.parseDouble(fallback));
                case LIST -> {
                    json.beginArray();
                    List.of(fallback.split(",")).forEach(json::value);
                    json.endArray();
                }
                default -> json.value(fallback);
            }
        }
        json.endObject();
        return line.toString();
    }

    private static String hint(String name, List<String> words) {
        StringBuilder line = new StringBuilder(100);
        JsonWriter json = JsonWriter.to(line).beginObject();
        json.name("name").value(name).name("values").beginArray();
        words.forEach(word -> json.beginObject().name("value").value(word).endObject());
        json.endArray().endObject();
        return line.toString();
    }
}
