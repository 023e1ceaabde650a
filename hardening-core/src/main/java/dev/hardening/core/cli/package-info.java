/**
 * The command line of the library: {@code java -jar hardening-core.jar} and a word. {@code check} reads the environment, or
 * a file, as a service at its start would; {@code verify} and {@code smoke} ask a running service; {@code diff-env},
 * {@code fingerprint} and {@code rotate} look after the settings and secrets of several environments and instances.
 *
 * <pre>{@code
 * java -jar hardening-core.jar check --env-file production.env
 * java -jar hardening-core.jar verify --checklist valor.checklist --url https://shop.example.org --env-file production.env
 * java -jar hardening-core.jar rotate /run/secrets/jwt_secret
 * }</pre>
 *
 * <p>The exit code is 0 when all is well, 1 when it is not, and 2 when the command, or a file of checks that it was given,
 * is misspelt. No output has the value of a secret in it. Commands that ask a service wait ten seconds for an answer, read
 * 64 KiB of it, and follow no redirect.
 *
 * <p>What an attacker can still do: read an output that is published, which tells what is open. Answer the checks of
 * {@code verify} well and everybody else badly, where he already owns the service or the way to it.
 */
@NullMarked
package dev.hardening.core.cli;

import org.jspecify.annotations.NullMarked;
