/**
 * Keeps a service working when what it depends on hangs, fails or flaps: users get new data, else old data marked as such,
 * else a fast 503.
 *
 * <h2>What it decides</h2>
 *
 * Whether a call to a dependency is made now. A {@link dev.hardening.core.breaker.Breaker} gives every call a timeout, lets
 * only so many be under way at once, and opens when too large a share of the calls in a rolling window fails. While it is
 * open nothing is asked of the dependency; after the reset time exactly one call finds out whether it is back. A
 * {@link dev.hardening.core.breaker.StaleCache} keeps what the dependency gave for the time when it fails.
 *
 * <pre>{@code
 * Breakers breakers = Breakers.standard();
 * Breaker prompts = breakers.add("prompts", BreakerSettings.read(reader, "prompts"));
 * String prompt = prompts.call(() -> client.fetch("greeting"));
 *
 * StaleCache<String, String> cache = prompts.cache(StaleCacheSettings.read(reader, "prompts"), client::fetch);
 * Cached<String> cached = cache.get("greeting");
 * }</pre>
 *
 * <p>Where there is no answer, {@link dev.hardening.core.breaker.DependencyUnavailableException} says why, and what to tell
 * the client: {@link dev.hardening.core.breaker.DependencyUnavailableException#refusal}. What the dependency itself throws
 * passes through a breaker unchanged.
 *
 * <p>The room needs {@code dev.failsafe:failsafe}, and {@code com.github.ben-manes.caffeine:caffeine} for caches of the
 * policy {@code tinylfu}; a service without breakers needs neither.
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Make calls fail on purpose, where what he sends decides whether the dependency fails: then he opens the breaker for
 *       everybody. Validate before calling, and tell by {@code countsAsFailure} which exceptions are answers to bad input.
 *   <li>Ask for keys that do not exist. There is no value to keep, so each asks the dependency; limit the rate, and check the
 *       form of keys first.
 *   <li>Take all places with slow calls. Others are refused at once then, and nobody hangs.
 * </ul>
 */
@NullMarked
package dev.hardening.core.breaker;

import org.jspecify.annotations.NullMarked;
