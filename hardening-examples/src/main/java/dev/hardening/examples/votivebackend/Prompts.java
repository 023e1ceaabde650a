package dev.hardening.examples.votivebackend;

import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.breaker.Cached;
import dev.hardening.core.breaker.StaleCache;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.input.TextFormat;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.RefusedException;
import dev.hardening.servlet.breaker.CacheMarks;
import dev.hardening.servlet.input.JsonInput;
import dev.hardening.servlet.support.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/prompts/{KEY}} and {@code POST /api/v1/claude/analyze}. Safe for use by many threads. */
final class Prompts {

    private static final int LONGEST_KEY = 100;
    private static final ObjectRules ANALYSIS = ObjectRules.builder()
            .required("key", text(TextFormat.UPPER_SNAKE_CASE).maxLength(LONGEST_KEY))
            .build();

    private final StaleCache<PromptKey, String> cache;
    private final boolean thinking;

    Prompts(StaleCache<PromptKey, String> cache, boolean thinking) {
        this.cache = cache;
        this.thinking = thinking;
    }

    /** Shows a prompt. */
    void show(HttpServletRequest request, HttpServletResponse response) throws IOException, RefusedException {
        @Nullable String path = request.getPathInfo();
        if (path == null || path.length() < 2) {
            throw RefusedException.of(404, "NOT_FOUND", "There is nothing here.");
        }
        String key = path.substring(1);
        if (key.length() > LONGEST_KEY || !TextFormat.UPPER_SNAKE_CASE.matches(key)) {
            throw RefusedException.of(
                    400,
                    "KEY_INVALID",
                    "A key begins with an upper-case letter and has up to 100 of A to Z, 0 to 9 and underscores.");
        }
        Cached<String> prompt = prompt(request, key);
        StringBuilder json = new StringBuilder();
        JsonWriter.to(json)
                .beginObject()
                .name("key")
                .value(key)
                .name("text")
                .value(prompt.value())
                .endObject();
        CacheMarks.write(response, prompt);
        Answers.json(response, json.toString());
    }

    /** Does as if a model had answered; nothing is sent anywhere but to the prompt service. */
    void analyze(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String key = JsonInput.read(request, ANALYSIS).text("key");
        Cached<String> prompt = prompt(request, key);
        StringBuilder json = new StringBuilder();
        JsonWriter.to(json)
                .beginObject()
                .name("key")
                .value(key)
                .name("analysis")
                .value("A canned answer to a prompt of " + prompt.value().length() + " characters.")
                .name("thinking")
                .value(thinking)
                .endObject();
        CacheMarks.write(response, prompt);
        Answers.json(response, json.toString());
    }

    private Cached<String> prompt(HttpServletRequest request, String key) {
        String traceparent = RequestContext.of(request).traceparent();
        return Objects.requireNonNull(cache.get(new PromptKey(key, traceparent)), "the client gives a text or throws");
    }
}
