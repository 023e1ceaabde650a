/**
 * Trusted proxies: who the client of a request is, over which scheme it came and for which host it asked.
 *
 * <h2>What it decides</h2>
 *
 * {@link dev.hardening.core.proxy.ClientResolver} takes the facts of a request and returns a
 * {@link dev.hardening.core.proxy.ClientOrigin}. Unless the peer, the other end of the connection, is in
 * {@link dev.hardening.core.proxy.ProxySettings#TRUSTED_PROXIES}, no forwarded header counts. If it is, one family of
 * header fields is read, {@code X-Forwarded-*} or {@code Forwarded} (RFC 7239), all lines of a field joined in their
 * order:
 *
 * <ul>
 *   <li>The walk goes from right to left, each element having been written by the hop that the one before it names, and
 *       ends at the first address that is not a trusted proxy's. That is the client. If all are trusted, it is the
 *       first one.
 *   <li>An element that is empty, malformed, {@code unknown} or hidden ({@code _abc}) ends the walk; so does the limit
 *       of {@link dev.hardening.core.proxy.ProxySettings#FORWARDED_MAX_HOPS}. The client is then the last hop that is
 *       known, the proxy that did not tell better, and never what stands further left.
 *   <li>Scheme, host and port are the values that the same hop wrote. A scheme that is neither http nor https counts as
 *       not sent, and the connection's own is used. A host that is malformed is no host: the result has none.
 *   <li>{@code X-Forwarded-Prefix} and all other fields of that kind are never read.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * ProxySettings settings = ProxySettings.builder().trusted(CidrSet.parse("10.0.0.0/8")).build();
 * ClientResolver resolver = ClientResolver.of(settings);
 * ClientOrigin origin = resolver.resolve(request);   // from 10.0.0.7, X-Forwarded-For: 127.0.0.1, 203.0.113.9
 * origin.client();                                   // 203.0.113.9
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Whoever can open a connection from a trusted network is a proxy. List the proxies, not the network of the
 *       whole data centre.
 *   <li>A proxy that passes on what clients send, instead of adding to it or replacing it, lends them its trust: every
 *       proxy must add to {@code X-Forwarded-For} (or {@code Forwarded}) and replace {@code X-Forwarded-Proto},
 *       {@code -Host} and {@code -Port}. If yours does not write the host, switch
 *       {@link dev.hardening.core.proxy.ProxySettings#FORWARDED_HOST} off.
 *   <li>Where a trusted proxy does not tell the address, the client is that proxy, and what is allowed to the proxy's
 *       address, such as a metrics page for loopback, is allowed to the client. Let proxies write addresses.
 *   <li>A host in {@link dev.hardening.core.proxy.ClientOrigin#host()} is well formed, not one of yours: the room
 *       {@code transport} compares it with the hosts that are served.
 * </ul>
 */
@NullMarked
package dev.hardening.core.proxy;

import org.jspecify.annotations.NullMarked;
