/**
 * Counts every request, whoever answers it and however it ends, and serves the numbers to those who collect them.
 *
 * <pre>{@code
 * Metrics metrics = Metrics.of(MetricsSettings.builder().prometheus(true).build(), services.ticker());
 * new MetricsFilter(metrics, services);
 * new MetricsEndpointFilter(metrics, services);
 * }</pre>
 *
 * <p>{@link dev.hardening.servlet.metrics.MetricsFilter} stands before everything that refuses,
 * {@link dev.hardening.servlet.metrics.MetricsEndpointFilter} behind what resolves clients and protects answers and before
 * what throttles or asks for credentials. An attacker who may not read the pages learns from their 403 that they are there;
 * what he can do to the numbers is told in {@link dev.hardening.core.metrics}. {@code X-Response-Time} tells a client how
 * long its request took, which it can measure itself.
 */
@NullMarked
package dev.hardening.servlet.metrics;

import org.jspecify.annotations.NullMarked;
