package dev.hardening.examples.observability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a query in PromQL asks for. It knows as much of the language as tells names of metrics and of labels from the rest. */
final class PromQuery {

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^]]*]|[a-zA-Z_:][\\w:]*|\\d[\\w.]*|=~|!~|!=|[^\\s\\w]");
    private static final Set<String> LISTS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private final List<String> tokens = new ArrayList<>();
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> grouped = new LinkedHashSet<>();

    /** A metric with the texts that its labels are compared with. */
    record Selector(String metric, Map<String, String> labels) {}

    PromQuery(String text) {
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            tokens.add(token.group());
        }
        int at = 0;
        while (at < tokens.size()) {
            at = read(at);
        }
    }

    List<Selector> selectors() {
        return selectors;
    }

    /** Returns the labels that the result is grouped by. */
    Set<String> grouped() {
        return grouped;
    }

    private int read(int at) {
        String token = tokens.get(at);
        boolean name = Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
        if (!name || WORDS.contains(token)) {
            return at + 1;
        }
        if (LISTS.contains(token)) {
            int end = end(at, ")");
            tokens.subList(at + 2, end).stream()
                    .filter(label -> !label.equals(","))
                    .forEach(grouped::add);
            return end + 1;
        }
        String next = at + 1 < tokens.size() ? tokens.get(at + 1) : "";
        if (next.equals("(") || LISTS.contains(next)) {
            return at + 1;
        }
        Map<String, String> labels = new HashMap<>();
        int end = next.equals("{") ? end(at, "}") : at;
        for (int i = at + 2; i + 2 < end; i += 4) {
            String quoted = tokens.get(i + 2);
            labels.put(tokens.get(i), quoted.substring(1, quoted.length() - 1));
        }
        selectors.add(new Selector(token, labels));
        return end + 1;
    }

    private int end(int at, String bracket) {
        int end = at;
        while (!tokens.get(end).equals(bracket)) {
            end++;
        }
        return end;
    }
}
