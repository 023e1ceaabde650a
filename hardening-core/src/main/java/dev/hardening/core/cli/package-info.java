/**
 * The command line of the library. {@code java -jar hardening-core.jar check} reads the environment, or a file, as a
 * service at its start would and prints the posture report.
 *
 * <pre>{@code
 * java -jar hardening-core.jar check --env-file production.env
 * }</pre>
 *
 * <p>The exit code is 0 when the service would start, 1 when it would not, and 2 when the command is misspelt.
 */
@NullMarked
package dev.hardening.core.cli;

import org.jspecify.annotations.NullMarked;
