package dev.hardening.containers;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** All declared differences. */
final class Differences {

    static final List<Difference> ALL = List.of();

    private Differences() {}

    /** Returns the answer that the container gives to the row. */
    static String expected(Server server, Row row) {
        List<String> declared = ALL.stream()
                .filter(difference -> difference.servers().contains(server))
                .filter(difference -> difference.answers().containsKey(row.name()))
                .map(difference -> difference.answers().get(row.name()))
                .toList();
        if (declared.size() > 1) {
            throw new IllegalStateException(row.name() + " is declared twice for " + server);
        }
        return declared.isEmpty() ? row.answer() : declared.get(0);
    }

    static Difference of(Set<Server> servers, String reason, String setting, Map<String, String> answers) {
        return new Difference(servers, answers, reason, setting);
    }
}
