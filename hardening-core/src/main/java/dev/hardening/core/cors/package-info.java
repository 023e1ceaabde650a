/**
 * Cross-origin resource sharing (the CORS protocol of the Fetch standard): which pages of other origins may read answers
 * of this service, and what they may send.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>An origin is allowed when the bytes of the {@code Origin} field are those of a configured origin, or of one label
 *       below a configured wildcard. {@code null}, lists, other cases, a slash or a default port at the end never are.
 *       Nothing configured means no cross-origin access at all.
 *   <li>A preflight is always answered here: 204 with what is granted, or 403. It has no credentials and would only
 *       confuse what asks for them.
 *   <li>Another request of an origin that is not allowed goes on without any field of the protocol, which keeps the page
 *       from reading the answer. A WebSocket has no such lock: browsers open it to anybody and let the page read, so it
 *       is refused with 403 unless its origin is allowed or this service's own.
 *   <li>Every origin together with credentials is refused at the start, always.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * CorsSettings settings = CorsSettings.builder()
 *         .origins(Origin.parse("https://app.example.org"))
 *         .methods("GET", "POST")
 *         .headers("X-API-Key")
 *         .build();
 * CorsPolicy policy = CorsPolicy.of(settings);
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>CORS keeps pages from reading, not from sending: a form of another site is posted all the same. The room
 *       {@code crosssite} refuses that.
 *   <li>Whoever is no browser sends any {@code Origin} he likes. Nothing here proves a caller.
 *   <li>A script injected into an allowed origin may do all that the origin may; with a wildcard, so may a subdomain that
 *       somebody else has taken over.
 * </ul>
 */
@NullMarked
package dev.hardening.core.cors;

import org.jspecify.annotations.NullMarked;
