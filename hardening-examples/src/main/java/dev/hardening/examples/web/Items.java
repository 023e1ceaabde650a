package dev.hardening.examples.web;

import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.servlet.input.JsonInput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The last hundred names that somebody added. Safe for use by many threads. */
public final class Items {

    private static final int MOST = 100;
    private static final ObjectRules NEW_ITEM = ObjectRules.builder()
            .required("name", text().notBlank().maxLength(200).withoutActiveContent())
            .build();

    private final Deque<String> names = new ArrayDeque<>(List.of("first", "second"));

    /** Makes a list of two names. */
    public Items() {}

    /** Answers with all names. */
    public synchronized void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.to(text).beginObject().name("items").beginArray();
        names.forEach(json::value);
        json.endArray().endObject();
        Answers.json(response, text.toString());
    }

    /** Adds the {@code name} of a JSON object; one that does not obey the rules has its answer already. */
    public void add(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = JsonInput.read(request, NEW_ITEM).text("name");
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
