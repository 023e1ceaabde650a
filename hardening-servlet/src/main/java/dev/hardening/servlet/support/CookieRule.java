package dev.hardening.servlet.support;

/** Decides how a cookie leaves. Safe for use by many threads. */
@FunctionalInterface
public interface CookieRule {

    /**
     * Returns the value of {@code Set-Cookie} to be written. It is asked again about its own answer, so it must leave that as
     * it is.
     *
     * @param exchange the request in whose answer it stands
     * @param setCookie the value as the application or the container wrote it
     */
    String on(Exchange exchange, String setCookie);

    /** Returns a rule that asks this one and then the other. */
    default CookieRule and(CookieRule other) {
        return (exchange, setCookie) -> other.on(exchange, on(exchange, setCookie));
    }
}
