package dev.hardening.core.errors;

import dev.hardening.core.decision.ErrorBody;
import java.util.HashMap;
import java.util.Map;

/**
 * The fixed texts of error answers, one for each status: a client learns the status and nothing that it did not know.
 */
public final class ErrorTexts {

    private static final Map<Integer, ErrorBody> BODIES = new HashMap<>();

    private static final ErrorBody OTHER_REFUSAL =
            ErrorBody.of(400, "REQUEST_FAILED", "Request failed", "The request cannot be answered.");
    private static final ErrorBody OTHER_FAILURE =
            ErrorBody.of(500, "INTERNAL_ERROR", "Internal error", "The service failed; the error id finds the reason.");

    static {
        put(400, "BAD_REQUEST", "Bad request", "The request is malformed.");
        put(401, "UNAUTHORIZED", "Unauthorized", "A valid credential is required.");
        put(403, "FORBIDDEN", "Forbidden", "This is not allowed.");
        put(404, "NOT_FOUND", "Not found", "There is nothing here.");
        put(405, "METHOD_NOT_ALLOWED", "Method not allowed", "This resource does not know the method.");
        put(406, "NOT_ACCEPTABLE", "Not acceptable", "No acceptable form of the answer exists.");
        put(408, "REQUEST_TIMEOUT", "Request timeout", "The request took too long to arrive.");
        put(409, "CONFLICT", "Conflict", "The request conflicts with the state of the resource.");
        put(410, "GONE", "Gone", "The resource is gone.");
        put(411, "LENGTH_REQUIRED", "Length required", "The length of the body must be stated.");
        put(412, "PRECONDITION_FAILED", "Precondition failed", "A precondition of the request does not hold.");
        put(413, "CONTENT_TOO_LARGE", "Content too large", "The body is too large.");
        put(414, "URI_TOO_LONG", "URI too long", "The address is too long.");
        put(415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported media type", "The type of the body is not supported.");
        put(416, "RANGE_NOT_SATISFIABLE", "Range not satisfiable", "The range cannot be served.");
        put(417, "EXPECTATION_FAILED", "Expectation failed", "The expectation cannot be met.");
        put(421, "MISDIRECTED_REQUEST", "Misdirected request", "This service does not answer for the requested host.");
        put(422, "UNPROCESSABLE_CONTENT", "Unprocessable content", "The content cannot be processed.");
        put(423, "LOCKED", "Locked", "The resource is locked.");
        put(425, "TOO_EARLY", "Too early", "The request may have been replayed; send it again.");
        put(428, "PRECONDITION_REQUIRED", "Precondition required", "The request must be conditional.");
        put(429, "TOO_MANY_REQUESTS", "Too many requests", "Too many requests; try again later.");
        put(431, "HEADERS_TOO_LARGE", "Headers too large", "The header fields are too large.");
        put(451, "UNAVAILABLE_FOR_LEGAL_REASONS", "Unavailable for legal reasons", "This is not available.");
        put(501, "NOT_IMPLEMENTED", "Not implemented", "The service does not know how to do this.");
        put(502, "BAD_GATEWAY", "Bad gateway", "A service behind this one failed.");
        put(503, "SERVICE_UNAVAILABLE", "Service unavailable", "The service is not available; try again later.");
        put(504, "GATEWAY_TIMEOUT", "Gateway timeout", "A service behind this one took too long.");
    }

    private static final ErrorBody TIMEOUT =
            ErrorBody.of(503, "REQUEST_TIMEOUT", "Timeout", "The service took too long; try again later.");

    private ErrorTexts() {}

    private static void put(int status, String code, String title, String detail) {
        BODIES.put(status, ErrorBody.of(status, code, title, detail));
    }

    /** Returns the body for a status; one that has no text of its own gets the text of 400 or 500. */
    public static ErrorBody body(int status) {
        ErrorBody body = BODIES.get(status);
        if (body != null) {
            return body;
        }
        ErrorBody other = status < 500 ? OTHER_REFUSAL : OTHER_FAILURE;
        return status == other.status() ? other : other.status(status);
    }

    /** Returns the body for work that took longer than it may: 503 with the code {@code REQUEST_TIMEOUT}. */
    public static ErrorBody timeout() {
        return TIMEOUT;
    }
}
