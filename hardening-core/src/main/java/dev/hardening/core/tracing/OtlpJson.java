package dev.hardening.core.tracing;

import dev.hardening.core.event.FinishedSpan;
import dev.hardening.core.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Writes spans as OTLP has them in JSON: ids are hexadecimal, numbers of 64 bits are texts (the JSON Protobuf encoding of
 * OTLP 1.x). Immutable.
 */
final class OtlpJson {

    private static final int SERVER = 2;
    private static final int FAILED = 2;
    private static final int EACH = 640;
    private static final long NANOS = 1_000_000_000L;

    private final String service;

    OtlpJson(String service) {
        this.service = service;
    }

    byte[] write(List<FinishedSpan> spans) {
        StringBuilder text = new StringBuilder(EACH * (spans.size() + 1));
        JsonWriter json = JsonWriter.to(text);
        json.beginObject().name("resourceSpans").beginArray().beginObject();
        json.name("resource").beginObject().name("attributes").beginArray();
        text(json, "service.name", service);
        json.endArray().endObject();
        json.name("scopeSpans").beginArray().beginObject();
        json.name("scope").beginObject().name("name").value("dev.hardening").endObject();
        json.name("spans").beginArray();
        spans.forEach(span -> write(json, span));
        json.endArray().endObject().endArray().endObject().endArray().endObject();
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonWriter json, FinishedSpan span) {
        json.beginObject();
        json.name("traceId").value(span.traceId());
        json.name("spanId").value(span.spanId());
        if (span.parentId() != null) {
            json.name("parentSpanId").value(span.parentId());
        }
        json.name("name").value(span.name());
        json.name("kind").value(SERVER);
        json.name("startTimeUnixNano").value(nanos(span.start()));
        json.name("endTimeUnixNano").value(nanos(span.end()));
        json.name("attributes").beginArray();
        text(json, "http.request.method", span.method());
        String route = span.route();
        if (route != null) {
            text(json, "http.route", route);
        }
        json.beginObject().name("key").value("http.response.status_code").name("value");
        json.beginObject().name("intValue").value(Integer.toString(span.status()));
        json.endObject().endObject();
        String error = span.errorType();
        if (error != null) {
            text(json, "error.type", error);
        }
        json.endArray();
        json.name("status").beginObject();
        if (span.isError()) {
            json.name("code").value(FAILED);
        }
        json.endObject().endObject();
    }

    private static void text(JsonWriter json, String key, String value) {
        json.beginObject().name("key").value(key).name("value");
        json.beginObject().name("stringValue").value(value).endObject().endObject();
    }

    private static String nanos(Instant time) {
        return Long.toString(time.getEpochSecond() * NANOS + time.getNano());
    }
}
