/**
 * Passwords: hashed slowly, checked in constant time, and never more of them at a time than the machine bears. Stored
 * hashes have the form {@code {id}hash}; bcrypt without an id is read too. Whatever was stored, a check ends soon: costs
 * beyond a bound are not paid.
 *
 * <pre>{@code
 * Passwords passwords = new Passwords(PasswordSettings.builder().build());
 * PasswordMatch match = passwords.verify(given, account == null ? null : account.passwordHash());
 * }</pre>
 *
 * <p>What an attacker can still do: guess as often as the log-in allows, and, who steals the hashes, guess as fast as his
 * machines hash. While an account still has a hash of another kind than new ones, the time of a check can differ from that
 * of an account that does not exist. Strings that the application makes of a password stay in memory.
 */
@NullMarked
package dev.hardening.core.password;

import org.jspecify.annotations.NullMarked;
