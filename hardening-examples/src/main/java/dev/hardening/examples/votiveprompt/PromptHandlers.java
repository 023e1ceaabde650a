package dev.hardening.examples.votiveprompt;

import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.input.Fields;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.input.TextFormat;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.RefusedException;
import dev.hardening.servlet.input.JsonInput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET} and {@code POST /api/prompts} (guide rows V-33 to V-35). */
final class PromptHandlers {

    private static final Logger LOG = LoggerFactory.getLogger(PromptHandlers.class);
    private static final ObjectRules PROMPT = ObjectRules.builder()
            .required("key", text(TextFormat.UPPER_SNAKE_CASE).maxLength(100))
            .required("content", text().notBlank().maxLength(50_000).withoutActiveContent())
            .build();

    private final PromptStore store;

    PromptHandlers(PromptStore store) {
        this.store = store;
    }

    void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.to(text).beginObject().name("prompts").beginArray();
        store.all()
                .forEach((key, content) -> json.beginObject()
                        .name("key")
                        .value(key)
                        .name("content")
                        .value(content)
                        .endObject());
        json.endArray().endObject();
        response.setHeader("Cache-Control", "no-store");
        Answers.json(response, text.toString());
    }

    void add(HttpServletRequest request, HttpServletResponse response) throws IOException, RefusedException {
        Fields prompt = JsonInput.read(request, PROMPT);
        String key = prompt.text("key");
        if (!isKept(key, prompt.text("content"))) {
            throw RefusedException.of(409, "STORE_FULL", "There is no room for this prompt.");
        }
        response.setStatus(HttpServletResponse.SC_CREATED);
        Answers.object(response, Map.of("key", key));
    }

    private boolean isKept(String key, String content) throws RefusedException {
        try {
            return store.put(key, content);
        } catch (IOException e) {
            LOG.warn("a prompt could not be written", e);
            throw RefusedException.of(503, "STORE_UNAVAILABLE", "The prompt could not be kept; try again later.")
                    .retryAfter(5);
        }
    }
}
