/**
 * Limits how many requests a client may make. What is decided, and how it is counted, is told in
 * {@link dev.hardening.core.ratelimit}; the filter finds the caller, tells him his limits in header fields, and answers
 * 429 with {@code Retry-After}.
 *
 * <pre>{@code
 * RateLimiter limiter = RateLimiter.of(settings, services.ticker());
 * chain.add(new RateLimitFilter(limiter, RateLimitStage.BEFORE_AUTHENTICATION, services));
 * chain.add(authentication);
 * chain.add(new RateLimitFilter(limiter, RateLimitStage.AFTER_AUTHENTICATION, services));
 * }</pre>
 *
 * <p>A client's address is the connection's unless a proxy filter stands before this one: behind a proxy, without it, all
 * clients share one limit. Requests that the container refuses by itself never reach a filter and are not counted.
 */
@NullMarked
package dev.hardening.servlet.ratelimit;

import org.jspecify.annotations.NullMarked;
