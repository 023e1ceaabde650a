/**
 * Sessions in a signed cookie, and safe attributes for the application's own cookies.
 * {@link dev.hardening.servlet.cookie.CookieFilter} says whom the cookie of a request proves;
 * {@link dev.hardening.servlet.cookie.SessionCookies} begins and ends sessions from an application's handlers;
 * {@link dev.hardening.servlet.cookie.OwnCookiesFilter} looks after every other cookie.
 *
 * <pre>{@code
 * SessionCookies.of(request).start(request, account); // in the handler of the log-in, once the password was right
 * SessionCookies.of(request).end(request); // in that of the log-out
 * }</pre>
 *
 * <p>A cookie that is not good is no refusal: it proves nobody, and the guarded route answers 401. What an attacker can
 * still do stands in the manual of the room in core. Use it together with the room {@code crosssite}: a cookie comes along
 * with requests that other pages cause.
 */
@NullMarked
package dev.hardening.servlet.cookie;

import org.jspecify.annotations.NullMarked;
