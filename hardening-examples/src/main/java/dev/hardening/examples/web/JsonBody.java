package dev.hardening.examples.web;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a request's body as one JSON object within a limit. Immutable. */
public final class JsonBody {

    private static final int DEEPEST = 16;

    private final JsonReader reader;
    private final int maxBytes;

    /** Reads bodies of up to that many bytes. */
    public JsonBody(int maxBytes) {
        this.maxBytes = maxBytes;
        this.reader = JsonReader.of(JsonLimits.builder()
                .maxBytes(maxBytes)
                .maxStringLength(maxBytes)
                .maxDepth(DEEPEST)
                .build());
    }

    /**
     * Returns the object.
     *
     * @throws RefusedException 415 for another content type or a coded body, 413 for one that is too large, by its
     *     stated length before anything is read, 400 for one that is no JSON object
     */
    public JsonObject read(HttpServletRequest request, HttpServletResponse response)
            throws IOException, RefusedException {
        if (!isJson(request.getContentType())) {
            throw RefusedException.of(415, "UNSUPPORTED_MEDIA_TYPE", "Send Content-Type: application/json.");
        }
        if (request.getHeader("Content-Encoding") != null) {
            throw RefusedException.of(415, "UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding.");
        }
        if (request.getContentLengthLong() > maxBytes) {
            throw tooLarge(response);
        }
        byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw tooLarge(response);
        }
        try {
            return reader.readObject(body);
        } catch (JsonException e) {
            throw RefusedException.of(400, "INVALID_JSON", String.valueOf(e.getMessage()));
        }
    }

    private RefusedException tooLarge(HttpServletResponse response) {
        // What is left of the body is not worth reading.
        response.setHeader("Connection", "close");
        return RefusedException.of(413, "CONTENT_TOO_LARGE", "The body may have at most " + maxBytes + " bytes.");
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        String parameters = end < 0 ? "" : contentType.substring(end + 1).toLowerCase(Locale.ROOT);
        boolean utf8 =
                !parameters.contains("charset") || parameters.replace("\"", "").contains("charset=utf-8");
        return type.equalsIgnoreCase("application/json") && utf8;
    }
}
