/**
 * The firewall as a filter. It stands before everything that reads a path, a parameter or a header field for its
 * meaning, and behind the filters that give every answer its id and its headers.
 *
 * <pre>{@code
 * FirewallSettings settings = FirewallSettings.builder().methods("GET", "POST").build();
 * context.addFilter("firewall", new FirewallFilter(settings, Services.standard()))
 *         .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
 * }</pre>
 *
 * <p>What a container refuses itself never meets a filter. What an attacker can still do stands in
 * {@code dev.hardening.core.firewall}.
 */
@NullMarked
package dev.hardening.servlet.firewall;

import org.jspecify.annotations.NullMarked;
