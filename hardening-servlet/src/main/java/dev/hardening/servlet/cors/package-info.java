/**
 * The CORS protocol as a filter. It answers every preflight, and owns the fields of the protocol and the name
 * {@code Origin} in {@code Vary} on every answer behind it: what the application sets itself of the first is dropped, and
 * what it says of the second is added.
 *
 * <pre>{@code
 * CorsSettings settings =
 *         CorsSettings.builder().origins(Origin.parse("https://app.example.org")).build();
 * context.addFilter("cors", new CorsFilter(settings, Services.standard()))
 *         .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
 * }</pre>
 *
 * <p>What an attacker can still do stands in {@code dev.hardening.core.cors}.
 */
@NullMarked
package dev.hardening.servlet.cors;

import org.jspecify.annotations.NullMarked;
