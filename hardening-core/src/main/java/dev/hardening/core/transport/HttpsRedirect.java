package dev.hardening.core.transport;

/** When a request over plain http is sent to https. */
public enum HttpsRedirect {
    /** When a trusted proxy reports that its client used http; requests straight to this service are served. */
    PROXY,
    /** Whenever the scheme is http, whoever says so. */
    ALWAYS,
    /** Never. */
    OFF
}
