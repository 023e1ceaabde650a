package dev.hardening.containers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All rows. */
public final class Table {

    static final List<Row> ROWS = all();

    private Table() {}

    private static List<Row> all() {
        Rows rows = new Rows();
        RefusalRows.add(rows);
        PathRows.add(rows);
        MessageRows.add(rows);
        BodyRows.add(rows);
        EndingRows.add(rows);
        OriginRows.add(rows);
        CallerRows.add(rows);
        DirectRows.add(rows);
        Http2Rows.add(rows);
        return rows.all();
    }

    /** Collects rows; a name has one. */
    static final class Rows {
        private final List<Row> rows = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private App app = App.BEHIND_PROXY;

        /** Lets the rows that follow be sent to this application. */
        Rows to(App other) {
            app = other;
            return this;
        }

        Rows ask(String name, String answer, Row.Question question) {
            return add(new Row(name, app, false, answer, question));
        }

        Rows askHttp2(String name, String answer, Row.Question question) {
            return add(new Row(name, app, true, answer, question));
        }

        Rows get(String name, String answer, String path, String... headers) {
            return ask(name, answer, client -> client.get(path, headers));
        }

        Rows send(String name, String answer, String method, String path, String body, String... headers) {
            return ask(name, answer, client -> client.send(method, path, body, headers));
        }

        private Rows add(Row row) {
            if (!names.add(row.name())) {
                throw new IllegalArgumentException("Two rows are named " + row.name());
            }
            rows.add(row);
            return this;
        }

        List<Row> all() {
            return List.copyOf(rows);
        }
    }
}
