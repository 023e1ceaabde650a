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

    /** The path has no one meaning: an escape, a control character or a byte that decodes to no text. */
    PATH_MALFORMED(400, "Bad path", "The path is not well-formed."),

    /** The path can be read in more than one way: dot segments, empty segments, path parameters, encoded separators. */
    PATH_AMBIGUOUS(400, "Ambiguous path", "The path can be read in more than one way."),

    /** The target is longer than the limit (RFC 9110 section 15.5.15). */
    TARGET_TOO_LONG(414, "Target too long", "The path and query are too long."),

    /** The query holds an escape that is none, or bytes that decode to no text. */
    QUERY_MALFORMED(
            400,
            "Bad query",
            "The query holds a percent sign without two hexadecimal digits, a control character, or bytes that are not UTF-8."),

    /** There are more parameters than the limit, or one is longer. */
    PARAMETERS_TOO_MANY(400, "Too many parameters", "The request has too many or too long parameters."),

    /** A header field holds what no field may, or one that may stand once is repeated. */
    HEADER_MALFORMED(400, "Bad header", "A header field is not well-formed."),

    /** There are more header fields than the limit, or they are longer (RFC 6585 section 5). */
    HEADERS_TOO_LARGE(431, "Header too large", "The header fields are too many or too long."),

    /** The client's address is not one that the resource is served to. */
    ADDRESS_NOT_ALLOWED(403, "Address not allowed", "This resource is not served to your address."),

    /** A page of another origin asks for what this service does not grant it (the CORS protocol). */
    CORS_NOT_ALLOWED(403, "Origin not allowed", "This service does not grant that to your origin."),

    /** A page of another site sends a request that changes something. */
    CROSS_SITE_REQUEST(403, "Cross-site request", "Requests of other sites are not accepted here."),

    /** The body is larger than the limit (RFC 9110 section 15.5.14). */
    BODY_TOO_LARGE(413, "Content too large", "The body is too large."),

    /** The body's length must be known before it is read (RFC 9110 section 15.5.12). */
    LENGTH_REQUIRED(411, "Length required", "Send the length of the body in Content-Length."),

    /** The body is in a content coding that is not taken (RFC 9110 section 15.5.16). */
    BODY_CODING_UNSUPPORTED(415, "Unsupported content coding", "Send the body without this Content-Encoding."),

    /** The body is not what its header fields say. */
    BODY_MALFORMED(400, "Bad body", "The body is not well-formed."),

    /** The body did not come within its time (RFC 9110 section 15.5.9). */
    BODY_TIMEOUT(408, "Body too slow", "The body did not arrive in time."),

    /** As many bodies are waited for as may be, and this one has not arrived yet. */
    BODIES_TOO_MANY(503, "Too many bodies", "Too many bodies are being received; try again shortly."),

    /** The request was not answered within its time. */
    REQUEST_TIMEOUT(503, "Request timed out", "The request took too long; try again later."),

    /** The body is of a media type that the resource does not take. */
    CONTENT_TYPE_UNSUPPORTED(415, "Unsupported media type", "Send a Content-Type that this resource takes."),

    /** The body is not JSON, or JSON that different parsers read differently. */
    JSON_MALFORMED(400, "Bad JSON", "The body is not valid JSON."),

    /** The JSON is nested too deep, or has too many or too long parts. */
    JSON_TOO_COMPLEX(400, "JSON too complex", "The JSON has too many, too long or too deeply nested parts."),

    /** One or more fields do not obey their rules; the body names them. */
    INPUT_INVALID(400, "Invalid input", "One or more fields are not valid."),

    /** A text holds what a browser could run. */
    ACTIVE_CONTENT(400, "Active content", "The input holds markup or a script, which is not accepted here."),

    /** A credential is missing or not valid; both get the same answer. */
    AUTHENTICATION_REQUIRED(401, "Authentication required", "A valid credential is required."),

    /** A token is not one that this service takes; which of its parts is wrong is nobody's business (RFC 6750). */
    TOKEN_INVALID(401, "Invalid token", "The token is not valid."),

    /** A token was good and its time is over, so a refresh helps. */
    TOKEN_EXPIRED(401, "Expired token", "The token has expired; refresh it or log in again."),

    /** Name and password do not belong together, or there is no such account; both get the same answer. */
    LOGIN_FAILED(401, "Login failed", "The name or the password is not right."),

    /** There were too many failures, so no password is looked at for a while. */
    LOGIN_LOCKED(429, "Login locked", "Too many failed attempts; try again later."),

    /** What an external issuer has sent a browser back with ends no log-in; what of it is wrong is nobody's business. */
    OIDC_CALLBACK_INVALID(400, "Log-in not completed", "This log-in cannot be completed; start again."),

    /** The caller is proved, but has more roles and tenants than the cookie of a session can hold. */
    SESSION_TOO_LARGE(403, "Session too large", "Your account has too many roles or tenants for a session."),

    /** The caller is known and may not do that. */
    PERMISSION_DENIED(403, "Permission denied", "Your account may not do that."),

    /** The request must say for which tenant it is, once and well-formed. */
    TENANT_REQUIRED(400, "Tenant required", "Name one tenant in the tenant header."),

    /** The caller does not belong to the tenant. */
    TENANT_NOT_ALLOWED(403, "Tenant not allowed", "Your account does not belong to this tenant."),

    /** The service takes no changes for the time being. */
    READ_ONLY(503, "Read-only", "The service is read-only at the moment; try again later."),

    /** What must be looked up to decide cannot be looked up now. */
    STORE_UNAVAILABLE(503, "Temporarily unavailable", "The request cannot be decided now; try again shortly."),

    /** A dependency does not answer, so what was asked for cannot be had now. */
    DEPENDENCY_UNAVAILABLE(
            503, "Temporarily unavailable", "Something that this service depends on does not answer; try again later."),

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

    /** Everybody who could do the work is busy, and waiting would only make it worse. */
    OVERLOADED(503, "Overloaded", "The service is busy; try again shortly."),

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
