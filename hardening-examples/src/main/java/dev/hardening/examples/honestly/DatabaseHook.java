package dev.hardening.examples.honestly;

import dev.hardening.examples.database.GraphDatabase;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.RefusedException;
import dev.hardening.examples.web.TestHooks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** {@code GET /__test/db?ms=N}: keeps a connection in a place of the pool for so long (row H-09). */
final class DatabaseHook {

    private final GraphDatabase database;

    DatabaseHook(GraphDatabase database) {
        this.database = database;
    }

    void hold(HttpServletRequest request, HttpServletResponse response) throws IOException, RefusedException {
        long millis = TestHooks.millis(request.getParameter("ms"));
        GraphDatabase.Connection connection = connect();
        try {
            TestHooks.pause(millis);
        } finally {
            connection.close();
        }
        Answers.object(response, Map.of("held_ms", millis));
    }

    private GraphDatabase.Connection connect() throws RefusedException {
        GraphDatabase.Connection connection;
        try {
            connection = database.connect();
        } catch (IOException e) {
            throw RefusedException.of(503, "DEPENDENCY_UNAVAILABLE", "The database cannot be reached.")
                    .retryAfter(1);
        }
        if (connection == null) {
            throw RefusedException.of(503, "OVERLOADED", "No connection to the database is free.")
                    .retryAfter(1);
        }
        return connection;
    }
}
