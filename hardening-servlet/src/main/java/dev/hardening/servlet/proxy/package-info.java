/**
 * The client behind trusted proxies, for filters and applications. What is believed, and from whom, is decided by
 * {@link dev.hardening.core.proxy.ClientResolver}; {@link dev.hardening.servlet.proxy.ProxyFilter} shows the result.
 *
 * <pre>{@code
 * ProxySettings settings = ProxySettings.builder().trusted(CidrSet.parse("10.0.0.0/8")).build();
 * context.addFilter("proxy", new ProxyFilter(settings, Services.standard()))
 *         .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
 * }</pre>
 *
 * <p>Without a trusted proxy the filter is still worth its place: it reads the host that was asked for, strictly. A
 * proxy that sends what cannot be read is an event, {@code FORWARDED_IGNORED}; a forwarded header from anybody else is
 * none, because everybody can send one.
 *
 * <p>What an attacker can still do: read the forwarded header itself through an application that looks at
 * {@code getHeader("X-Forwarded-For")} and believes it. The fields stay in the request; only the getters that are named
 * in the filter tell what is verified. A container that has a forwarded customizer or valve of its own changes the
 * peer's address before any filter runs: switch that off.
 */
@NullMarked
package dev.hardening.servlet.proxy;

import org.jspecify.annotations.NullMarked;
