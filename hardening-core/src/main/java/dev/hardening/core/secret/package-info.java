/**
 * Secrets: a box that does not show them, rules that tell good ones from guessable ones, files that may change while
 * the application runs, and a filter that keeps them out of logs.
 *
 * <pre>{@code
 * Secret key = SecretFile.read("JWT_SECRET", Path.of("/run/secrets/jwt_secret"));
 * for (SecretFinding finding : SecretRule.signing().check(key)) {
 *     log.warn("{}", finding); // name, problem and cure, never the value
 * }
 * byte[] mac = key.exposeBytes(bytes -> hmacSha256(bytes, message));
 * }</pre>
 *
 * <p>A key that follows its file, with the old one still verifying for an hour:
 *
 * <pre>{@code
 * RotatingKeyRing ring = RotatingKeyRing.of(KeyRing.of(key), Duration.ofHours(1), Ticker.system());
 * ReloadingFile<Secret> file = ReloadingFile.open(
 *         "JWT_SECRET", path, SecretParser.one("JWT_SECRET", SecretRule.signing()), listener, ring::rotateTo);
 * SecretReloader reloader = new SecretReloader(List.of(file));
 * reloader.start(); // and close() it when the application stops
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Read a heap dump, a core dump or {@code /proc/<pid>/environ}: secrets must be in memory to be used. Prefer
 *       files to variables and protect dumps.
 *   <li>Guess a passphrase of uncommon words: the rules find placeholders, patterns and common words, nothing more.
 *   <li>Write to the secret file: whoever can do that chooses the key, provided it is a strong one.
 *   <li>Find a secret in a log in a form that {@link dev.hardening.core.secret.Redactor} does not know, such as
 *       compressed, encrypted or reversed.
 * </ul>
 */
@NullMarked
package dev.hardening.core.secret;

import org.jspecify.annotations.NullMarked;
