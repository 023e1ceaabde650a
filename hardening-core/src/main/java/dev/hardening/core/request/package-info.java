/**
 * The few facts about a request that decisions ask for, and the route table: what a route needs is said once, by method
 * and path pattern, and every room reads it there.
 *
 * <pre>{@code
 * Routes routes = Routes.builder()
 *         .add(Route.open("/health").methods("GET").unlimited())
 *         .add(Route.guarded("/convert").methods("POST").slowAfter(Duration.ofSeconds(5)))
 *         .build();
 * }</pre>
 *
 * <p>Patterns match the path that the container has decoded and mapped, never the raw request line, so every spelling of
 * a path meets the same rule. A path that no route covers gets the strictest treatment: authentication and the default
 * limits.
 */
@NullMarked
package dev.hardening.core.request;

import org.jspecify.annotations.NullMarked;
