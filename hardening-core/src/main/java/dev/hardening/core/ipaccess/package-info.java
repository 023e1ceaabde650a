/**
 * Which addresses are served: an allow-list and a deny-list of networks, asked with the resolved address of the client.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>A client within the deny-list is refused with 403, wherever else it is listed.
 *   <li>A route that is served {@linkplain dev.hardening.core.request.Route#onlyFrom to some networks only} has its own
 *       allow-list, which stands in place of the general one.
 *   <li>Otherwise the allow-list decides; without one everybody is served.
 * </ul>
 *
 * <p>Networks are of one family: {@code 0.0.0.0/0} holds no IPv6 address. IPv4-mapped IPv6 addresses are IPv4.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * IpAccessSettings settings = IpAccessSettings.builder()
 *         .allow(CidrSet.parse("10.0.0.0/8, 2001:db8::/32"))
 *         .deny(CidrSet.parse("10.6.6.6"))
 *         .build();
 * Decision decision = IpAccess.of(settings).decide(IpAddress.parse("10.1.2.3"), Routes.UNKNOWN);
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Send from an allowed network: an address is a weak proof, good beside a credential and not in place of one.
 *   <li>Behind a proxy that is not declared as trusted, every client has the proxy's address: either all are served or
 *       none.
 *   <li>Through a trusted proxy that does not overwrite forwarded headers, claim any address.
 *   <li>Leave a deny-list by changing the address; deny whole networks, and IPv6 by /64 or wider.
 * </ul>
 */
@NullMarked
package dev.hardening.core.ipaccess;

import org.jspecify.annotations.NullMarked;
