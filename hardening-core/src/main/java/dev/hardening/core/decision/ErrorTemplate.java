package dev.hardening.core.decision;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of a refusal, written once, with holes for the two ids that differ from request to request: whoever is refused
 * most is an attacker, and should cost least. Says byte for byte what {@link ErrorBody#json} says. Immutable.
 */
public final class ErrorTemplate {

    private static final String REQUEST = "request_id";
    private static final String TRACE = "trace_id";

    private final byte[] start;
    private final byte[] middle;
    private final byte[] end;

    private ErrorTemplate(byte[] start, byte[] middle, byte[] end) {
        this.start = start;
        this.middle = middle;
        this.end = end;
    }

    /** Returns the template of a refusal's body in this style. */
    public static ErrorTemplate of(Refusal refusal, ErrorStyle style) {
        ErrorBody body = ErrorBody.of(refusal).requestId(REQUEST).traceId(TRACE);
        String text = new String(body.json(style), StandardCharsets.UTF_8);
        int request = hole(text, REQUEST);
        int trace = hole(text, TRACE);
        return new ErrorTemplate(
                text.substring(0, request).getBytes(StandardCharsets.UTF_8),
                text.substring(request + REQUEST.length(), trace).getBytes(StandardCharsets.UTF_8),
                text.substring(trace + TRACE.length()).getBytes(StandardCharsets.UTF_8));
    }

    /** The ids come behind all texts. */
    private static int hole(String text, String name) {
        return text.lastIndexOf('"' + name + '"') + 1;
    }

    /** Tells whether an id is written in JSON as it is. */
    public static boolean isPlain(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Returns the length of the body with these ids, in bytes. */
    public int length(String requestId, String traceId) {
        return start.length + requestId.length() + middle.length + traceId.length() + end.length;
    }

    /**
     * Writes the body.
     *
     * @param requestId the request's id, {@linkplain #isPlain plain}
     * @param traceId the trace's id, plain too
     */
    public void writeTo(OutputStream out, String requestId, String traceId) throws IOException {
        byte[] request = requestId.getBytes(StandardCharsets.ISO_8859_1);
        out.write(start);
        out.write(request);
        out.write(middle);
        out.write(traceId.equals(requestId) ? request : traceId.getBytes(StandardCharsets.ISO_8859_1));
        out.write(end);
    }
}
