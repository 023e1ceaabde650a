/**
 * Guide 002: {@link dev.hardening.examples.envchecklist.EnvChecklistApp} declares a service that does not start before its
 * environment is in order, and whose users log in for tokens.
 *
 * <pre>{@code
 * NODE_ENV=production DATABASE_URL=postgres://… JWT_SECRET=… java -jar hardening-examples.jar env-checklist
 * }</pre>
 *
 * <p>What remains for an attacker: a stolen access token counts until it expires or its session is ended. Requests with a
 * bad token are refused before the limit by user counts them; they cost one check of a signature each.
 */
@NullMarked
package dev.hardening.examples.envchecklist;

import org.jspecify.annotations.NullMarked;
