/**
 * Hosts and https: whether a request came for a host that this service answers for, and over the scheme that it should.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>A {@code Host} that is missing, doubled or no host is refused with 400; one that is not in the list of allowed
 *       hosts with 421, so that neither caches nor links in mails can be poisoned with a foreign name.
 *   <li>A request over plain http is redirected to https with 301 when it is GET or HEAD. Others have sent their body in
 *       the open already: they are refused with 403, so that the mistake is seen and mended, or redirected with 308.
 *   <li>Routes {@linkplain dev.hardening.core.request.Route#anyTransport() for any transport}, such as health probes, are
 *       exempt from the redirect and from the list; those for {@linkplain dev.hardening.core.request.Route#anyHost() any
 *       host} from the list alone, and no redirect leads to a host that is not in it.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * TransportSettings settings = TransportSettings.builder()
 *         .redirect(HttpsRedirect.ALWAYS)
 *         .allowedHosts(HostPattern.parse("shop.example.org"))
 *         .build();
 * TransportPolicy policy = TransportPolicy.of(settings);
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Without a list of allowed hosts any well-formed name is answered, and a redirect leads back to the name that the
 *       client itself sent: set {@code ALLOWED_HOSTS} in production.
 *   <li>The first request over http is readable on its way, redirect or not; Strict-Transport-Security ends that from
 *       the second one on.
 *   <li>In the mode {@code proxy} a client that reaches the service past the proxy talks http to it.
 * </ul>
 */
@NullMarked
package dev.hardening.core.transport;

import org.jspecify.annotations.NullMarked;
