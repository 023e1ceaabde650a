/**
 * What a request may look like before anybody reads a meaning into it: its method, its path, its query and its header
 * fields.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>A method that is not in the list is refused with 405.
 *   <li>A path with a broken escape, bytes that are no UTF-8, control characters or characters that no path may hold is
 *       malformed: 400. One that can be read in more than one way is ambiguous: 400. Both the path as it was sent and the
 *       path as the container has decoded it are judged.
 *   <li>A query with a broken escape, bytes that are no UTF-8 or control characters is malformed: 400. Too many or too
 *       long parameters: 400. A path and query that are too long together: 414.
 *   <li>A header field whose name is no token or whose value holds a control character, a repeated field of those that
 *       may come once, and a framing that two servers can read differently: 400. Too many or too long fields: 431.
 * </ul>
 *
 * <p>A route may allow {@linkplain dev.hardening.core.request.PathAllowance a semicolon or an encoded slash} in its
 * paths. Even then a segment of dots and an empty segment stay refused, also when they show only after a parameter is
 * dropped or an encoded slash is decoded.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Firewall firewall = Firewall.of(FirewallSettings.builder().build());
 * Decision decision = firewall.onTarget("GET", "/admin/%2e%2e/secret", "/secret", null, Routes.UNKNOWN);
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Spell ordinary characters as escapes ({@code /%61dmin}): the container decodes them before any rule is asked, so
 *       they meet the same rule, but a proxy before the service that compares raw paths may be deceived.
 *   <li>Choose names that look like others, in another case or with blanks or dots at the end. Routes compare exactly, so
 *       such a path is an unknown one; a file system that is not exact must not stand behind it.
 *   <li>Name a parameter twice: which one counts is up to the application.
 *   <li>Send any value that is well-formed. What it means is the concern of other rooms and of the application.
 * </ul>
 */
@NullMarked
package dev.hardening.core.firewall;

import org.jspecify.annotations.NullMarked;
