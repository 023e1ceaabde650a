package dev.hardening.examples.chordpro;

import static dev.hardening.core.input.Rules.oneOf;
import static dev.hardening.core.input.Rules.text;

import dev.hardening.core.input.Fields;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.examples.process.ToolException;
import dev.hardening.examples.process.ToolRun;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.RefusedException;
import dev.hardening.servlet.input.JsonInput;
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
    /** A song keeps its markup; what no song needs and what could confuse a tool or a terminal is dropped (row C-29). */
    private static final ObjectRules SONG = ObjectRules.builder()
            .required("content", text().withoutControls().notBlank().maxLength(1_048_576))
            .optional("output_format", oneOf(OutputFormat.words()))
            .ignoreUnknown()
            .build();

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
        Fields body = JsonInput.read(request, SONG);
        String song = body.text("content");
        OutputFormat format = OutputFormat.named(body.text("output_format", "text"));
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
