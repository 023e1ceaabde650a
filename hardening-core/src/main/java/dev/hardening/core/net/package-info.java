/**
 * Addresses, networks, hosts and origins, each read by one strict parser.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>{@link dev.hardening.core.net.IpAddress}: is this text one IP address, and which one? An IPv4-mapped IPv6
 *       address is the IPv4 address, everywhere, so that a client has one spelling in limits, lists and logs.
 *   <li>{@link dev.hardening.core.net.Cidr} and {@link dev.hardening.core.net.CidrSet}: does an address belong to a
 *       network? A network of one family never holds an address of the other.
 *   <li>{@link dev.hardening.core.net.HostName}, {@link dev.hardening.core.net.HostPort} and
 *       {@link dev.hardening.core.net.HostPattern}: is this text a host that a browser could mean, and is it one of ours?
 *   <li>{@link dev.hardening.core.net.Origin}, {@link dev.hardening.core.net.OriginPattern} and
 *       {@link dev.hardening.core.net.OriginSet}: is this text a web origin, how does a browser spell it, and is what a
 *       browser sent one of ours?
 * </ul>
 *
 * Each type has a {@code parse} that throws the one exception of its kind, with a message fit for a log and for a person
 * who has to mend a setting, and a {@code tryParse} that answers {@code null} and is meant for what clients send.
 * Nothing here asks the DNS, reads a file or holds state; all types are immutable and safe for many threads.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * CidrSet proxies = CidrSet.parse("127.0.0.0/8, ::1, 10.20.0.0/16");
 * IpAddress peer = IpAddress.parse("::ffff:10.20.0.7");
 * peer.toString();                                        // 10.20.0.7
 * proxies.contains(peer);                                 // true
 * IpAddress.parse("2001:db8:1:2:3:4:5:6").limitKey();     // 2001:db8:1:2::
 * HostPattern.parse("*.example.org").matches(HostName.parse("API.Example.org."));   // true
 * Origin.parse("https://app.example.org:443").asciiText();                          // https://app.example.org
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>An address says where a connection comes from, not who sends it. Whoever holds a network larger than a /64 has
 *       as many limit keys as it has /64s: a usual site (/48) has 65,536, so limits by address need a bound on their
 *       number of keys.
 *   <li>A text that parses is well formed, no more. Whether a forwarded address may be believed is the question of the
 *       room {@code proxy}.
 *   <li>Other ways to carry IPv4 in IPv6 (6to4, Teredo, IPv4-compatible) are ordinary IPv6 addresses here: a list of
 *       IPv4 networks does not match them. The NAT64 prefix differs only in its {@code limitKey}.
 *   <li>Names that look alike ({@code xn--…}) are different names; nothing here tells a homograph.
 * </ul>
 */
@NullMarked
package dev.hardening.core.net;

import org.jspecify.annotations.NullMarked;
