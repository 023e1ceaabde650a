/**
 * The allow-list and the deny-list of addresses as a filter. It stands behind the filter that resolves the client: the
 * address is the client's and not the last proxy's.
 *
 * <pre>{@code
 * IpAccessSettings settings =
 *         IpAccessSettings.builder().allow(CidrSet.parse("10.0.0.0/8")).build();
 * context.addFilter("ip-access", new IpAccessFilter(settings, Services.standard()))
 *         .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
 * }</pre>
 *
 * <p>What an attacker can still do stands in {@code dev.hardening.core.ipaccess}.
 */
@NullMarked
package dev.hardening.servlet.ipaccess;

import org.jspecify.annotations.NullMarked;
