package dev.hardening.core.decision;

/** The shape of the body of an error answer. Every shape carries the code, the message and the ids somewhere. */
public enum ErrorStyle {
    /** RFC 9457: {@code {"type","title","status","detail","code","request_id","error_id"}}. */
    PROBLEM("application/problem+json"),

    /** {@code {"success":false,"error":{"code","message","request_id","error_id"}}}. */
    NESTED("application/json"),

    /** {@code {"error":message,"code","request_id","error_id"}}. */
    FLAT("application/json"),

    /** {@code {"detail":message,"code","request_id","error_id"}}. */
    DETAIL("application/json");

    private final String mediaType;

    ErrorStyle(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Returns the media type of the body. */
    public String mediaType() {
        return mediaType;
    }
}
