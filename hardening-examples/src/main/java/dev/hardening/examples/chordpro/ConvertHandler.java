package dev.hardening.examples.chordpro;

import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.examples.process.ToolException;
import dev.hardening.examples.process.ToolRun;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.JsonBody;
import dev.hardening.examples.web.RefusedException;
import dev.hardening.servlet.support.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /convert}: reads a song, lets the tool convert it, and sends the tool's file. */
final class ConvertHandler implements Endpoint.Handler {

    private static final Logger LOG = LoggerFactory.getLogger(ConvertHandler.class);
    private static final int LARGEST_BODY = 1_048_576;
    private static final JsonBody BODY = new JsonBody(LARGEST_BODY);

    private final ChordproTool tool;

    ConvertHandler(ChordproTool tool) {
        this.tool = tool;
    }

    static void formats(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder text = new StringBuilder();
        JsonWriter json = JsonWriter.to(text).beginObject().name("formats").beginArray();
        for (OutputFormat format : OutputFormat.values()) {
            json.value(format.word());
        }
        json.endArray().endObject();
        Answers.json(response, text.toString());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, RefusedException {
        JsonObject body = BODY.read(request, response);
        String song = withoutControls(content(body));
        OutputFormat format = format(body);
        try (ToolRun run = tool.convert(song, format)) {
            response.setContentType(format.mediaType());
            response.setContentLengthLong(run.size());
            // A song can hold markup; a browser is to save the result and not to show it under this origin.
            response.setHeader("Content-Disposition", "attachment; filename=\"song." + format.extension() + "\"");
            Files.copy(run.output(), response.getOutputStream());
        } catch (ToolException e) {
            throw refusal(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("INTERRUPTED", "The conversion was interrupted; try again.");
        }
    }

    private static String content(JsonObject body) throws RefusedException {
        String content = body.string("content");
        if (content == null || content.isBlank()) {
            throw RefusedException.of(400, "INVALID_FIELD", "The field content must be a text that is not empty.");
        }
        return content;
    }

    private static OutputFormat format(JsonObject body) throws RefusedException {
        if (!body.has("output_format")) {
            return OutputFormat.TEXT;
        }
        String name = body.string("output_format");
        OutputFormat format = name == null ? null : OutputFormat.named(name);
        if (format == null) {
            throw RefusedException.of(
                    400, "INVALID_FIELD", "The field output_format must be one of text, pdf and html.");
        }
        return format;
    }

    /** Drops what no song needs and what could confuse a tool or a terminal; markup stays as it is. */
    private static String withoutControls(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || c == '\r' || c == '\t' || !Character.isISOControl(c))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static RefusedException refusal(HttpServletRequest request, ToolException failure) {
        LOG.atWarn()
                .addKeyValue(
                        "request_id", String.valueOf(RequestContext.of(request).requestIdIfKnown()))
                .addKeyValue("reason", failure.reason())
                .addKeyValue("tool_output", failure.said())
                .log(failure.getMessage());
        return switch (failure.reason()) {
            case MISSING -> unavailable("TOOL_UNAVAILABLE", "The converter is not installed; see /health.");
            case BUSY -> unavailable("BUSY", "All converters are busy; try again shortly.");
            case TIMEOUT -> unavailable("PROCESS_TIMEOUT", "The conversion took too long.");
            case STOPPED -> unavailable("SHUTTING_DOWN", "The service is shutting down; try again shortly.");
            case TOO_MUCH_OUTPUT ->
                RefusedException.of(422, "OUTPUT_TOO_LARGE", "The result of the conversion is too large.");
            case FAILED -> RefusedException.of(422, "CONVERSION_FAILED", "The converter could not read this song.");
        };
    }

    private static RefusedException unavailable(String code, String detail) {
        return RefusedException.of(503, code, detail).retryAfter(5);
    }
}
