/**
 * Rate limits: may this client make one more request now?
 *
 * <h2>What it decides</h2>
 *
 * A {@link dev.hardening.core.ratelimit.RateLimit} says how many requests a client may make in how much time. The
 * default is a <em>strict sliding window</em>: in any span as long as the window, wherever it begins, never more than
 * {@code max} requests are granted. A <em>token bucket</em> is there for limits that want a burst; it grants up to
 * {@code burst + max} in one window and says so.
 *
 * <p>A {@link dev.hardening.core.ratelimit.RateLimitStore} counts, one atomic answer a question. The store in memory
 * keeps a sliding window of any size in 94 bytes a client, the table's spare room included, allocates nothing, and is
 * as large on its first day as on its last. A {@link dev.hardening.core.ratelimit.RateLimiter} asks all the rules that
 * a route names, and makes one verdict of it.
 *
 * <pre>{@code
 * Ticker ticker = Ticker.system();
 * RateLimitStore store = RateLimitStore.inMemory(ticker, RateLimitStore.DEFAULT_TRACKED_KEYS);
 * RateLimitCounter counter = store.counter(RateLimit.slidingWindow("default", 100, Duration.ofMinutes(1)));
 * long outcome = counter.acquire(RateLimitKey.user("alice"), ticker.nanos());
 * if (!RateLimitOutcome.isGranted(outcome)) {
 *     refuse(Duration.ofNanos(RateLimitOutcome.waitNanos(outcome)));
 * }
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Use many addresses. Each has a limit of its own, up to the tracked keys; the clients beyond share one limit
 *       until room is found. A flood of addresses therefore slows down <em>new</em> clients; it lifts nobody's limit and
 *       forgets nobody's count.
 *   <li>Use up the limit of everybody who shares his address (a company's exit, a carrier's gateway). Limits by identity,
 *       asked after authentication, do not have this weakness.
 *   <li>Send {@code max} requests at once, at every window's end. A window limits how many, not how fast; add a second,
 *       shorter rule.
 *   <li>Choose a new value for each request where a rule counts by a header that clients can set: then there is no
 *       limit.
 * </ul>
 */
@NullMarked
package dev.hardening.core.ratelimit;

import org.jspecify.annotations.NullMarked;
