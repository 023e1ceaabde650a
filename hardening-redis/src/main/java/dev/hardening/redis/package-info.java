/**
 * What the instances of a service share, on Redis 6.2 or newer, or Valkey: counts of limits and of failed log-ins, refresh
 * families, revocations, and signatures that were taken.
 *
 * <h2>What it decides</h2>
 *
 * Every decision is one script or one command, so it is one round trip and atomic, and the server's clock decides, so instances
 * with different clocks agree. A decision waits for {@code REDIS_TIMEOUT_MS} at most. When the server fails, a breaker keeps
 * requests from waiting for it at all, and each room does what its
 * {@link dev.hardening.core.distributed.FailurePolicy} says. Keys begin with {@code REDIS_KEY_PREFIX}, hold hashes instead of
 * names and addresses, and all end by themselves.
 *
 * <h2>Example</h2>
 *
 * With this module on the class path {@code REDIS_URL} is all that it takes. By code:
 *
 * <pre>{@code
 * SharedStores stores = RedisStores.builder(settings).client(redisClient, uri).build();
 * RateLimitStore limits = stores.rateLimits(RateLimitStore.inMemory(ticker, RateLimitStore.DEFAULT_TRACKED_KEYS));
 * stores.close(); // at the end, and the client after it
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Fill the server's memory with counts of many addresses: each takes some 150 bytes until its window is over. Give the
 *       server a {@code maxmemory} with {@code noeviction}, so that it refuses instead of forgetting.
 *   <li>Who reads the server finds out whether a certain address or name is counted: hashes hide what nobody guesses.
 *   <li>In a fail-over the last moments of what was written can be lost: a limit is granted once more, and a log-out may be
 *       forgotten. A lost rotation ends its family instead.
 * </ul>
 */
@NullMarked
package dev.hardening.redis;

import org.jspecify.annotations.NullMarked;
