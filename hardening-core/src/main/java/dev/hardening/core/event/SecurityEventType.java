package dev.hardening.core.event;

/** What happened. The names are labels of metrics and logs and a part of the API. */
public enum SecurityEventType {
    /** A caller proved who it is. */
    AUTHENTICATION_SUCCEEDED(false),
    /** A credential was missing or wrong. */
    AUTHENTICATION_FAILED(true),
    /** Failures have locked a log-in for a while. */
    LOGIN_LOCKED(true),
    /** A session was begun by a log-in. */
    SESSION_STARTED(false),
    /** A session was ended by a log-out or by an operator. */
    SESSION_ENDED(false),
    /** A refresh token came a second time, so its whole family was ended: somebody may have stolen it. */
    TOKEN_REUSED(true),
    /** A proved caller asked for what it may not have, or for another's tenant. */
    ACCESS_DENIED(true),
    /** A store could not answer. */
    STORE_FAILED(true),
    /** Work was refused because all who could do it were busy. */
    OVERLOADED(true),
    /** A request could not be served, because a dependency was not asked or did not answer; the subject is its name. */
    DEPENDENCY_FAILED(true),
    /** A limit was exceeded. */
    RATE_LIMITED(true),
    /** A request came for a host, over a scheme or in a form that is not served. */
    REQUEST_REFUSED(true),
    /** A client came from an address that is not served. */
    ADDRESS_REFUSED(true),
    /** A page of another origin or site asked for more than it is granted. */
    CROSS_ORIGIN_REFUSED(true),
    /** A body was too large, too slow, of unknown length or in a coding that is not taken. */
    BODY_REFUSED(true),
    /** What a body or a parameter says was refused: its structure, a field, or active content. */
    INPUT_REFUSED(true),
    /** A request was not answered within its time. */
    REQUEST_TIMED_OUT(true),
    /** A forwarded header was malformed or came from a peer that is not trusted. */
    FORWARDED_IGNORED(true),
    /** A limiter's table is full and new clients share one budget. */
    LIMITER_OVERFLOWING(true),
    /** A secret was replaced while running. */
    SECRET_RELOADED(false),
    /** A new secret was not accepted; the old one stays in use. */
    SECRET_REJECTED(true),
    /** A feature was turned on or off while running; the subject is its name. */
    FLAG_CHANGED(false),
    /** The state of a dependency changed. */
    HEALTH_CHANGED(true),
    /** Too many calls to a dependency failed, so none is made for a while; the subject is its name. */
    BREAKER_OPENED(true),
    /** One call finds out whether a dependency is back; the subject is its name. */
    BREAKER_PROBING(false),
    /** A dependency answers again; the subject is its name. */
    BREAKER_CLOSED(false);

    private final boolean warning;

    SecurityEventType(boolean warning) {
        this.warning = warning;
    }

    /** Tells whether somebody should look at it. */
    public boolean isWarning() {
        return warning;
    }
}
