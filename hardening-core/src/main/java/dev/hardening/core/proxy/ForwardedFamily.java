package dev.hardening.core.proxy;

/** The header fields by which trusted proxies tell about the client. One family is read, the other one never. */
public enum ForwardedFamily {
    /** {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}, as most proxies write them. */
    X_FORWARDED,
    /** {@code Forwarded} (RFC 7239). */
    FORWARDED
}
