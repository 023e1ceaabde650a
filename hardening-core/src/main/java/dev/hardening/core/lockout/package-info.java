/**
 * Bounds the guessing of passwords and of other secrets. A try is counted before anything is compared and taken back when it
 * succeeds, so that many at once gain nothing; what is locked is refused without a look at the password, and lifts by itself.
 * Names that exist and others are counted alike.
 *
 * <pre>{@code
 * Lockout lockout = new Lockout(settings, Ticker.system(), InstantSource.system(), events);
 * Decision decision = lockout.guard(client, null, () -> key.matches(given));
 * }</pre>
 *
 * <p>What an attacker can still do: guess a few times in each window at every account, from every address that he has; keep
 * an account locked for those that share his address, and, with many addresses, for everybody without a device cookie; push
 * counts of few failures out of a full table, which is published.
 */
@NullMarked
package dev.hardening.core.lockout;

import org.jspecify.annotations.NullMarked;
