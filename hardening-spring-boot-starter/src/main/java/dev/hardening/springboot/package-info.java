/**
 * The library in a Spring Boot application, of line 3 or 4. With this module on the class path the application has one {@link
 * dev.hardening.servlet.HardeningFilter} in front of all other filters, set up by {@code hardening.*} properties and by the
 * library's own names in the environment; what it needs are beans, and each bean gives way to one of the application's own.
 *
 * <pre>{@code
 * @Bean
 * Routes routes() {
 *     return Routes.builder()
 *             .add(Route.open("/").methods("GET"))
 *             .add(Route.guarded("/convert").methods("POST").slowAfter(Duration.ofSeconds(5)))
 *             .build();
 * }
 * }</pre>
 *
 * <p>What it decides: where a setting comes from, and whether a secret may come from there; where the filter stands; that the
 * application does not start with settings that are refused, nor with two such filters; that the service drains before its
 * server stops.
 *
 * <p>What an attacker can still do: reach whatever the application serves on another port, such as that of the management
 * server, where this filter does not stand; and profit from forwarded headers that the server itself believes, which is a
 * warning at the start.
 */
@NullMarked
package dev.hardening.springboot;

import org.jspecify.annotations.NullMarked;
