/**
 * Protection from cross-site request forgery as a filter. It stands behind the filter that resolves the client, so that
 * the origin of a request is the one that the browser used, and behind {@code cors}, which answers preflights.
 *
 * <pre>{@code
 * CrossSiteSettings settings = CrossSiteSettings.builder()
 *         .publicOrigins(Origin.parse("https://shop.example.org"))
 *         .build();
 * context.addFilter("crosssite", new CrossSiteFilter(settings, Services.standard()))
 *         .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
 * }</pre>
 *
 * <p>What an attacker can still do stands in {@code dev.hardening.core.crosssite}.
 */
@NullMarked
package dev.hardening.servlet.crosssite;

import org.jspecify.annotations.NullMarked;
