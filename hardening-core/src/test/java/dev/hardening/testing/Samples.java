package dev.hardening.testing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text format 0.0.4 of Prometheus, strictly: whatever is not exactly right fails. */
public final class Samples {

    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)", Pattern.DOTALL);
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|-?[0-9.]+(?:E-?[0-9]+)?)", Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, String> helps = new HashMap<>();

    private Samples() {}

    /**
     * Reads a page.
     *
     * @throws IllegalArgumentException with the line that is wrong
     */
    public static Samples of(String text) {
        Samples samples = new Samples();
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new IllegalArgumentException("the last line has no end");
        }
        String family = "";
        Set<String> over = new HashSet<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            String line = lines[i];
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                over.add(family);
                family = help.group(1);
                require(!over.contains(family) && samples.helps.put(family, help.group(2)) == null, line);
            } else if (type.matches()) {
                require(family.equals(type.group(1)) && samples.types.put(family, type.group(2)) == null, line);
            } else if (sample.matches()) {
                String name = sample.group(1);
                require(samples.isOf(name, family), line);
                String key = key(name, labels(sample.group(2), line));
                require(samples.values.put(key, number(sample.group(3))) == null, line);
            } else {
                require(false, line);
            }
        }
        return samples;
    }

    private boolean isOf(String name, String family) {
        String type = String.valueOf(types.get(family));
        return switch (type) {
            case "histogram" ->
                name.equals(family + "_bucket") || name.equals(family + "_sum") || name.equals(family + "_count");
            case "summary" -> name.equals(family + "_sum") || name.equals(family + "_count");
            default -> types.containsKey(family) && name.equals(family);
        };
    }

    private static Map<String, String> labels(@Nullable String text, String line) {
        Map<String, String> labels = new TreeMap<>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            int at = 0;
            while (at < text.length()) {
                require(label.find(at) && label.start() == at, line);
                require(labels.put(label.group(1), plain(label.group(2))) == null, line);
                at = label.end();
            }
        }
        return labels;
    }

    private static String plain(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\') {
                i++;
                c = escaped.charAt(i) == 'n' ? '\n' : escaped.charAt(i);
            }
            text.append(c);
        }
        return text.toString();
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static void require(boolean right, String line) {
        if (!right) {
            throw new IllegalArgumentException("not a page of Prometheus: " + line);
        }
    }

    private static String key(String name, Map<String, String> labels) {
        return name + labels;
    }

    /** Returns the value of a sample, or NaN when there is none; labels come as names and values by turns. */
    public double value(String name, String... labels) {
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            sorted.put(labels[i], labels[i + 1]);
        }
        return values.getOrDefault(key(name, sorted), Double.NaN);
    }

    /** Returns all samples. */
    public Map<String, Double> all() {
        return values;
    }

    /** Returns how many samples a name has. */
    public long count(String name) {
        return values.keySet().stream()
                .filter(key -> key.startsWith(name + "{"))
                .count();
    }

    /** Returns the sum of a name's samples. */
    public double sum(String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Returns the types by name. */
    public Map<String, String> types() {
        return types;
    }

    /** Returns the help texts by name. */
    public Map<String, String> helps() {
        return helps;
    }
}
