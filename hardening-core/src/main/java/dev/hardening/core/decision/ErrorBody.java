package dev.hardening.core.decision;

import dev.hardening.core.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error answer, in the JSON of an {@link ErrorStyle} or as a small HTML page without style or script. It
 * holds only fixed texts and ids; what is wrong with fields of the input stands in a list {@code errors} of objects with
 * {@code pointer}, {@code code} and {@code detail} (after the example of RFC 9457 section 3). Immutable; each method returns a changed copy.
 */
public final class ErrorBody {

    private final int status;
    private final String code;
    private final String title;
    private final String detail;
    private final @Nullable String requestId;
    private final @Nullable String traceId;
    private final @Nullable String errorId;
    private final List<Violation> violations;

    private ErrorBody(
            int status,
            String code,
            String title,
            String detail,
            @Nullable String requestId,
            @Nullable String traceId,
            @Nullable String errorId,
            List<Violation> violations) {
        this.status = status;
        this.code = code;
        this.title = title;
        this.detail = detail;
        this.requestId = requestId;
        this.traceId = traceId;
        this.errorId = errorId;
        this.violations = violations;
    }

    /** Returns the body of a refusal. */
    public static ErrorBody of(Refusal refusal) {
        RefusalCode code = refusal.code();
        return new ErrorBody(
                refusal.status(), code.name(), code.title(), refusal.detail(), null, null, null, refusal.violations());
    }

    /** Returns the body for an error that is no refusal: a code such as {@code NOT_FOUND}, and fixed texts. */
    public static ErrorBody of(int status, String code, String title, String detail) {
        return new ErrorBody(status, code, title, detail, null, null, null, List.of());
    }

    /** Replaces the status; the texts stay. */
    public ErrorBody status(int newStatus) {
        return new ErrorBody(newStatus, code, title, detail, requestId, traceId, errorId, violations);
    }

    /** Adds the request's id when there is one. */
    public ErrorBody requestId(@Nullable String id) {
        return new ErrorBody(status, code, title, detail, id, traceId, errorId, violations);
    }

    /** Adds the id of the request's trace when there is one; it stands in JSON only. */
    public ErrorBody traceId(@Nullable String id) {
        return new ErrorBody(status, code, title, detail, requestId, id, errorId, violations);
    }

    /** Adds the id under which the log tells more. */
    public ErrorBody errorId(@Nullable String id) {
        return new ErrorBody(status, code, title, detail, requestId, traceId, id, violations);
    }

    /** Returns the status. */
    public int status() {
        return status;
    }

    /** Returns the code. */
    public String code() {
        return code;
    }

    /** Returns the id under which the log tells more, or null. */
    public @Nullable String errorId() {
        return errorId;
    }

    /** Returns the body as UTF-8 JSON. */
    public byte[] json(ErrorStyle style) {
        StringBuilder text = new StringBuilder(384);
        JsonWriter json = JsonWriter.to(text);
        json.beginObject();
        switch (style) {
            case PROBLEM -> {
                json.name("type")
                        .value("urn:hardening:problem:"
                                + code.toLowerCase(Locale.ROOT).replace('_', '-'));
                json.name("title").value(title);
                json.name("status").value(status);
                json.name("detail").value(detail);
                rest(json);
            }
            case NESTED -> {
                json.name("success").value(false);
                json.name("error").beginObject();
                json.name("message").value(detail);
                rest(json);
                json.endObject();
            }
            case FLAT -> {
                json.name("error").value(detail);
                rest(json);
            }
            case DETAIL -> {
                json.name("detail").value(detail);
                rest(json);
            }
        }
        json.endObject();
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void rest(JsonWriter json) {
        json.name("code").value(code);
        if (requestId != null) {
            json.name("request_id").value(requestId);
        }
        if (traceId != null) {
            json.name("trace_id").value(traceId);
        }
        if (errorId != null) {
            json.name("error_id").value(errorId);
        }
        if (!violations.isEmpty()) {
            json.name("errors").beginArray();
            for (Violation violation : violations) {
                json.beginObject();
                json.name("pointer").value(violation.pointer());
                json.name("code").value(violation.code());
                json.name("detail").value(violation.detail());
                json.endObject();
            }
            json.endArray();
        }
    }

    /** Returns the body as a UTF-8 HTML page. */
    public byte[] html() {
        StringBuilder page = new StringBuilder(384)
                .append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(title))
                .append("</title></head>\n<body><h1>")
                .append(status)
                .append(' ')
                .append(escaped(title))
                .append("</h1>\n<p>")
                .append(escaped(detail))
                .append("</p>\n");
        if (!violations.isEmpty()) {
            page.append("<ul>");
            for (Violation violation : violations) {
                page.append("<li>")
                        .append(escaped(violation.pointer()))
                        .append(": ")
                        .append(escaped(violation.detail()))
                        .append("</li>");
            }
            page.append("</ul>\n");
        }
        page.append("<p>Code: ").append(escaped(code));
        if (requestId != null) {
            page.append("<br>Request: ").append(escaped(requestId));
        }
        if (errorId != null) {
            page.append("<br>Error: ").append(escaped(errorId));
        }
        return page.append("</p></body></html>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
