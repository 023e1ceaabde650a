/**
 * Answers that come from a dependency, or from what was kept of it. A handler needs no {@code catch}: whatever it lets pass
 * from a {@link dev.hardening.core.breaker.Breaker} or a {@link dev.hardening.core.breaker.StaleCache} is answered with 503
 * and {@code Retry-After} by the room {@code errors}, and told as the event {@code DEPENDENCY_FAILED}.
 *
 * <pre>{@code
 * Cached<String> prompt = cache.get("GREETING"); // or this throws, and the client has its 503
 * CacheMarks.write(response, prompt);
 *
 * StageAnswers.send(request, breaker.callAsync(client::fetch), (text, answer) -> answer.getWriter().print(text));
 * }</pre>
 *
 * <p>What an attacker can still do stands in {@code dev.hardening.core.breaker}. By {@code X-Cache} and {@code Age} everybody
 * learns that a dependency is down; leave the marks out where that is a secret.
 */
@NullMarked
package dev.hardening.servlet.breaker;

import org.jspecify.annotations.NullMarked;
