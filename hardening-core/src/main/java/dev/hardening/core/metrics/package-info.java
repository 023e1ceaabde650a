/**
 * Numbers about what the service does, for operators: how many requests each route answered, with what and how fast, who
 * was refused, which objectives are missed, and what breakers, caches and limits know of themselves. Decides what is
 * counted under which labels, who may see it, and whether an objective is met.
 *
 * <pre>{@code
 * Metrics metrics = Metrics.of(MetricsSettings.builder().prometheus(true).build(), Ticker.system());
 * metrics.watch(breakers);
 * metrics.begun();
 * metrics.completed(route, "GET", 200, "acme", Proof.TOKEN, nanos);
 * metrics.prometheus();
 * }</pre>
 *
 * <p>The numbers are Micrometer meters. They can be read in two forms, the text format 0.0.4 of Prometheus and a small JSON
 * object by route, and an application may give a registry of its own, which receives all of them. Without Micrometer on
 * the class path everything works that does not switch the room on.
 *
 * <p>An attacker can make numbers grow. He cannot make their number grow: routes come from the application's table, methods
 * and statuses are those of HTTP, and a tenant takes one of a bounded number of names only when a request for it was
 * served. With many tenants of his own he can take all of these names; what comes later is then counted together, unless
 * its name was reserved. The pages are served to declared networks only, by default to the same machine: they tell which
 * routes there are and how busy they are.
 */
@NullMarked
package dev.hardening.core.metrics;

import org.jspecify.annotations.NullMarked;
