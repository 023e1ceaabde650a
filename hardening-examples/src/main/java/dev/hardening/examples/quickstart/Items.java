package dev.hardening.examples.quickstart;

import dev.hardening.core.json.JsonWriter;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.JsonBody;
import dev.hardening.examples.web.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The last hundred names that somebody added. Safe for use by many threads. */
final class Items {

    private static final int MOST = 100;
    private static final int LONGEST_NAME = 200;
    private static final JsonBody BODY = new JsonBody(16 * 1024);

    private final Deque<String> names = new ArrayDeque<>(List.of("first", "second"));

    synchronized void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.to(text).beginObject().name("items").beginArray();
        names.forEach(json::value);
        json.endArray().endObject();
        Answers.json(response, text.toString());
    }

    void add(HttpServletRequest request, HttpServletResponse response) throws IOException, RefusedException {
        String name = BODY.read(request, response).string("name");
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw RefusedException.of(400, "INVALID_FIELD", "The field name must be a text of 1 to 200 characters.");
        }
        synchronized (this) {
            if (names.size() == MOST) {
                names.removeFirst();
            }
            names.addLast(name);
        }
        response.setStatus(HttpServletResponse.SC_CREATED);
        Answers.object(response, Map.of("name", name));
    }
}
