package dev.hardening.examples.web;

import dev.hardening.core.decision.ErrorBody;
import dev.hardening.core.decision.ErrorIds;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.servlet.support.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers. */
public final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final int FAILURE = 500;

    private Answers() {}

    /** Writes a JSON text with the status that is set. */
    public static void json(HttpServletResponse response, String json) throws IOException {
        bytes(response, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a JSON object of texts, whole numbers, truth values and nulls. */
    public static void object(HttpServletResponse response, Map<String, ? extends @Nullable Object> members)
            throws IOException {
        StringBuilder text = new StringBuilder(128);
        JsonWriter json = JsonWriter.to(text).beginObject();
        members.forEach((name, value) -> {
            json.name(name);
            if (value instanceof Long number) {
                json.value(number.longValue());
            } else if (value instanceof Boolean truth) {
                json.value(truth.booleanValue());
            } else {
                json.value(value == null ? null : value.toString());
            }
        });
        json.endObject();
        json(response, text.toString());
    }

    /** Writes bytes with the status that is set. */
    public static void bytes(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Writes the text of a refusal in the style of all errors; of a failure the log tells the same id. */
    static void error(HttpServletRequest request, HttpServletResponse response, RefusedException refusal)
            throws IOException {
        RequestContext context = RequestContext.of(request);
        ErrorBody body = refusal.body().requestId(context.requestIdIfKnown());
        if (body.status() >= FAILURE) {
            String errorId = ErrorIds.next();
            body = body.errorId(errorId);
            context.failedAs(errorId);
            response.setHeader("X-Error-ID", errorId);
            LOG.atWarn()
                    .addKeyValue("error_id", errorId)
                    .addKeyValue("request_id", String.valueOf(context.requestIdIfKnown()))
                    .addKeyValue("status", body.status())
                    .log("{}", body.code());
        }
        response.setStatus(body.status());
        response.setHeader("Cache-Control", "no-store");
        if (refusal.retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
        }
        bytes(response, ErrorStyle.FLAT.mediaType(), body.json(ErrorStyle.FLAT));
    }
}
