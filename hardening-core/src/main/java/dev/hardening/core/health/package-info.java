/**
 * Health: is this instance alive, should it get traffic, how is it doing, and how does it end without losing a request?
 *
 * <h2>What it decides</h2>
 *
 * Three questions have three answers, see {@link dev.hardening.core.health.ProbeRole}. Liveness asks nothing but whether
 * the process answers, so that a dependency that is down never gets an instance restarted. Readiness and the overall
 * report ask the checks of {@link dev.hardening.core.health.Health}: without a critical dependency they are 503
 * {@code unhealthy}, without another one 200 {@code degraded}. Readiness is also 503 while a
 * {@link dev.hardening.core.health.ReadinessGate} is closed, and both are while the service drains.
 *
 * <pre>{@code
 * ReadinessGate migrations = ReadinessGate.named("migrations");
 * Health health = Health.builder()
 *         .critical("database", () -> { ping(); return null; })
 *         .nonCritical("redis", () -> redisVersion(), Duration.ofMillis(500))
 *         .gate(migrations)
 *         .build();
 * migrations.open();
 * HealthReport report = health.report(ProbeRole.READY);
 * respond(report.statusCode(), report.json());
 * }</pre>
 *
 * <p>Checks never run on the thread of a request. Each has a thread and a timeout of its own, is never started while it
 * still runs, and its result is shown for two seconds, so a hanging dependency delays neither another check nor
 * liveness, and a thousand probes cost as much as one.
 *
 * <p>{@link dev.hardening.core.health.Lifecycle} counts requests. From the moment a service drains, new ones are refused
 * with 503 and those that run are awaited, for {@code SHUTDOWN_GRACE_MS} at most.
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Read the reports where the paths are reachable: the names of dependencies, whether they work and how long they
 *       took, and the fixed fields such as a version. Reports hold no exception's text, no host and no secret. Keep
 *       readiness and the overall report inside where even that is too much.
 *   <li>Hold request threads for as long as a check takes, once in two seconds and at most for its timeout. Short
 *       timeouts keep that small.
 *   <li>Keep a request running through the grace of a shutdown by reading slowly; the grace is the bound.
 * </ul>
 */
@NullMarked
package dev.hardening.core.health;

import org.jspecify.annotations.NullMarked;
