package dev.hardening.containers;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All declared differences; a container has one answer to a row. */
final class Differences {

    static final List<Difference> ALL = Stream.of(JettyDifferences.ALL, TomcatDifferences.ALL, UndertowDifferences.ALL)
            .flatMap(List::stream)
            .toList();

    private Differences() {}

    /** Returns what is declared about the row, or null when the container answers as the table says. */
    static @Nullable Difference of(Server server, Registration how, Row row) {
        List<Difference> declared = ALL.stream()
                .filter(difference -> difference.isOf(server, how))
                .filter(difference -> difference.rows().contains(row.name()))
                .toList();
        if (declared.size() > 1) {
            throw new IllegalStateException(row.name() + " is declared twice for " + server);
        }
        return declared.isEmpty() ? null : declared.get(0);
    }

    /** Returns the answer that the container gives to the row. */
    static String expected(Server server, Registration how, Row row) {
        Difference declared = of(server, how, row);
        if (declared != null && declared.answer().equals(row.answer())) {
            throw new IllegalStateException(row.name() + " is no difference for " + server);
        }
        return declared == null ? row.answer() : declared.answer();
    }

    /** Returns the answer with the container's own settings. */
    static String mended(Server server, Registration how, Row row) {
        return Objects.requireNonNull(of(server, how, row), row.name()).mendedAnswer(row);
    }

    /** Returns the names that differences have and the table has not. */
    static Set<String> unknownRows() {
        Set<String> names = new HashSet<>();
        ALL.forEach(difference -> names.addAll(difference.rows()));
        Table.ROWS.forEach(row -> names.remove(row.name()));
        return names;
    }
}
