/**
 * Cross-site request forgery, refused by what browsers say of a request (W3C Fetch Metadata) instead of by tokens in
 * forms: a page of another site may not make a browser send what changes something.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>Asked are methods other than GET, HEAD, OPTIONS and TRACE, and WebSockets. The others must not change anything,
 *       in any application.
 *   <li>{@code Sec-Fetch-Site} counts first. {@code same-origin} and {@code none} (the address bar, a bookmark) go on;
 *       {@code cross-site} and {@code same-site} only from an origin that is public or allowed by name. A subdomain is
 *       not the same origin.
 *   <li>Without it, as from browsers older than 2023 and over plain http, the {@code Origin} must be a public or an
 *       allowed one, or, where no public origin is configured, the origin under which the request came.
 *   <li>With neither the client is taken for no browser and goes on: whoever writes his own requests cannot be made to
 *       send one. A route for the same origin only refuses it, and allowed origins too.
 *   <li>What no browser sends is refused: either field twice, a list, a word that the standard does not know.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * CrossSiteSettings settings = CrossSiteSettings.builder()
 *         .publicOrigins(Origin.parse("https://shop.example.org"))
 *         .build();
 * CrossSitePolicy policy = CrossSitePolicy.of(settings);
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>A GET that changes something is not protected.
 *   <li>A script injected into this service's own pages is of the same origin.
 *   <li>Browsers older than these fields, and extensions that take them away, send neither: only
 *       {@linkplain dev.hardening.core.request.Route#sameOriginOnly() strict routes} are safe then.
 *   <li>A name of the attacker's that leads to this service's address (DNS rebinding) is the same origin to a browser. It
 *       comes without this service's cookies; {@code ALLOWED_HOSTS} refuses it.
 * </ul>
 */
@NullMarked
package dev.hardening.core.crosssite;

import org.jspecify.annotations.NullMarked;
