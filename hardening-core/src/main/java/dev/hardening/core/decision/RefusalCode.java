package dev.hardening.core.decision;

/**
 * Every refusal the library can make. The constant's name is the {@code code} of the body that a client reads and a
 * part of the API: it is never renamed. The status is the default and may be replaced where a setting allows it.
 */
public enum RefusalCode {
    /** The Host header is missing, doubled or not a host (RFC 9112 section 3.2). */
    HOST_MALFORMED(400, "Bad host", "The Host header is missing or is not a valid host."),

    /** The host is well-formed but not one that this service answers for (RFC 9110 section 15.5.20). */
    HOST_NOT_ALLOWED(421, "Misdirected request", "This service does not answer for the requested host."),

    /** A credential is missing or not valid; both get the same answer. */
    AUTHENTICATION_REQUIRED(401, "Authentication required", "A valid credential is required."),

    /** The request came over plain http and cannot be redirected without losing its body. */
    HTTPS_REQUIRED(403, "HTTPS required", "This resource is served over https only."),

    /** A violation report came in a media type or coding that is none of theirs. */
    REPORT_TYPE_UNSUPPORTED(415, "Unsupported report type", "Reports are taken as csp-report or reports+json."),

    /** A delivery of violation reports is larger than the limit. */
    REPORT_TOO_LARGE(413, "Report too large", "The report is too large."),

    /** A delivery of violation reports is not the JSON that browsers send. */
    REPORT_MALFORMED(400, "Bad report", "The report is not valid."),
    /** The resource does not know the method; the answer lists those that it knows (RFC 9110 section 15.5.6). */
    METHOD_NOT_ALLOWED(405, "Method not allowed", "This resource does not know the method."),

    /** More requests than the limit allows in its window. */
    RATE_LIMIT_EXCEEDED(429, "Too many requests", "Too many requests; try again later."),

    /** The service is going down and takes no new work. */
    SHUTTING_DOWN(503, "Shutting down", "The service is shutting down; try again shortly.");

    private final int status;
    private final String title;
    private final String detail;

    RefusalCode(int status, String title, String detail) {
        this.status = status;
        this.title = title;
        this.detail = detail;
    }

    /** Returns the HTTP status that this refusal has by default. */
    public int status() {
        return status;
    }

    /** Returns a short summary, the same for every refusal with this code. */
    public String title() {
        return title;
    }

    /** Returns the text for the client that is used when the room gives no better one. */
    public String detail() {
        return detail;
    }
}
