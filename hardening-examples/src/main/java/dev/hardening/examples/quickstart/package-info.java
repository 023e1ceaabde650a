/**
 * The example that the README starts: every room with its defaults, keys made up for development, and a page to try it.
 * {@link dev.hardening.examples.quickstart.QuickstartApp} declares it.
 *
 * <pre>{@code
 * java -jar hardening-examples.jar
 * }</pre>
 *
 * <p>What remains for an attacker: in development mode the start page shows the generated key to whoever can open it, so
 * it listens on loopback only unless told otherwise.
 */
@NullMarked
package dev.hardening.examples.quickstart;

import org.jspecify.annotations.NullMarked;
