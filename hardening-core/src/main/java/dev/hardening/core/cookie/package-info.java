/**
 * Signed cookies: a session that the browser carries and nobody else can make, and safe attributes for every cookie of
 * the application.
 *
 * <pre>{@code
 * CookieSettings settings = CookieSettings.builder().key(Secret.ofUtf8("SESSION_SECRET", text)).build();
 * Sessions sessions = new Sessions(settings, revocations, InstantSource.system());
 * Session begun = sessions.start(account);
 * String setCookie = sessions.setCookie(begun, secure);
 * SessionReading reading = sessions.read(request, secure);
 * }</pre>
 *
 * <p>A value is {@code 1.<kid>.<iat>.<exp>.<payload>.<mac>}. The MAC is HMAC-SHA256 over the version, the cookie's name
 * and every part, each with its length before it, under a key that is derived for this purpose only. So a value counts
 * under one name, until one time, and in one spelling. Each session has an id of its own, which a log-out revokes: a
 * copy of the cookie ends with it. A cookie that an older key has signed is signed anew without living longer.
 *
 * <p>A cookie that is not good proves nobody and is no refusal by itself, because browsers send cookies without being
 * asked: a guarded route answers 401, an open one serves a stranger, and both are told as events.
 *
 * <p>What an attacker can still do: use a stolen cookie until its session ends; read the payload, which is signed and
 * not encrypted; and, from another host of the same site, put a second cookie of the same name beside the good one
 * where the name has no {@code __Host-} prefix, which logs its victim out.
 */
@NullMarked
package dev.hardening.core.cookie;

import org.jspecify.annotations.NullMarked;
