package dev.hardening.core.cli;

import dev.hardening.core.json.JsonWriter;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares the environment files of two environments, which must share no secret (guide rows X-12, E-24). */
final class DiffEnvCommand implements Command {

    @Override
    public String usage() {
        return """
                diff-env A B [--skip-files] [--json]
                  Compares two files of NAME=value: names every secret that both hold, under whatever name, and the names
                  that only one has. 1: a secret is shared, or a file of a secret cannot be read here and --skip-files
                  is not given.
                """;
    }

    @Override
    public int run(List<String> words, PrintStream out, PrintStream err) throws MisuseException {
        Arguments arguments = Arguments.of(words, 2, Set.of(), Set.of("--skip-files", "--json"));
        Optional<Map<String, String>> a = Environment.values(arguments.path(0), err);
        Optional<Map<String, String>> b = Environment.values(arguments.path(1), err);
        if (a.isEmpty() || b.isEmpty()) {
            return BAD;
        }
        EnvSecrets ofA = EnvSecrets.in(a.get());
        EnvSecrets ofB = EnvSecrets.in(b.get());
        Set<String> shared = new TreeSet<>();
        for (Secret one : ofA.found()) {
            for (Secret other : ofB.found()) {
                if (!SecretRule.distinct(List.of(one, other)).isEmpty()) {
                    shared.add(one.name() + " = " + other.name());
                }
            }
        }
        Set<String> unread = new TreeSet<>();
        ofA.unread().forEach(name -> unread.add("A: " + name));
        ofB.unread().forEach(name -> unread.add("B: " + name));
        Set<String> onlyA = onlyIn(a.get(), b.get());
        Set<String> onlyB = onlyIn(b.get(), a.get());
        if (arguments.has("--json")) {
            out.println(json(shared, unread, onlyA, onlyB));
        } else {
            lines(out, "shared secret (name in A = name in B)", shared);
            lines(out, "file not readable here, not compared", unread);
            lines(out, "only in A", onlyA);
            lines(out, "only in B", onlyB);
            out.println(shared.size() + " shared, " + count(ofA) + " secrets in A, " + count(ofB) + " in B");
        }
        return shared.isEmpty() && (unread.isEmpty() || arguments.has("--skip-files")) ? GOOD : BAD;
    }

    /** One secret may have been found in two spellings. */
    private static long count(EnvSecrets secrets) {
        return secrets.found().stream().map(Secret::name).distinct().count();
    }

    private static Set<String> onlyIn(Map<String, String> these, Map<String, String> those) {
        Set<String> names = new TreeSet<>(these.keySet());
        names.removeAll(those.keySet());
        return names;
    }

    private static void lines(PrintStream out, String label, Collection<String> items) {
        items.forEach(item -> out.println(label + ": " + item));
    }

    private static String json(Set<String> shared, Set<String> unread, Set<String> onlyA, Set<String> onlyB) {
        StringBuilder text = new StringBuilder(512);
        JsonWriter json = JsonWriter.to(text).beginObject();
        array(json, "shared", shared);
        array(json, "unread", unread);
        array(json, "onlyInA", onlyA);
        array(json, "onlyInB", onlyB);
        json.endObject();
        return text.toString();
    }

    private static void array(JsonWriter json, String name, Set<String> items) {
        json.name(name).beginArray();
        items.forEach(json::value);
        json.endArray();
    }
}
