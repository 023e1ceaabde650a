package dev.hardening.core.cookie;

/** What {@link SignedCookies} makes of a value: a cookie that is good, or the fault that it has. */
public sealed interface CookieReading permits SignedCookie, CookieReading.Bad {

    /**
     * The value does not count.
     *
     * @param fault why
     */
    record Bad(CookieFault fault) implements CookieReading {}
}
