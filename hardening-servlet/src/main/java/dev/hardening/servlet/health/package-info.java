/**
 * The door of the health room: {@link dev.hardening.servlet.health.HealthFilter} answers liveness, readiness and the
 * overall report on the paths of the settings, for GET and HEAD, and counts every other request until it is complete,
 * asynchronous ones too.
 *
 * <pre>{@code
 * HealthFilter filter = new HealthFilter(HealthSettings.builder().build(), health, Services.standard());
 * }</pre>
 *
 * <p>What decides, and what an attacker can still do, is told in {@link dev.hardening.core.health}. A probe's path sent
 * in another spelling, with a path parameter or an escape, is answered 404.
 */
@NullMarked
package dev.hardening.servlet.health;

import org.jspecify.annotations.NullMarked;
