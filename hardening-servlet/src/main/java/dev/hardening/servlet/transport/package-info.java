/**
 * The host allow-list and the redirect to https as a filter. It stands behind the filter that resolves the client, so
 * that the scheme and the host are those the client used and not those of the last proxy.
 *
 * <pre>{@code
 * TransportSettings settings =
 *         TransportSettings.builder().allowedHosts(HostPattern.parse("shop.example.org")).build();
 * context.addFilter("transport", new TransportFilter(settings, Services.standard()))
 *         .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
 * }</pre>
 *
 * <p>What an attacker can still do stands in {@code dev.hardening.core.transport}.
 */
@NullMarked
package dev.hardening.servlet.transport;

import org.jspecify.annotations.NullMarked;
