/**
 * Security headers: which fields an answer carries besides what the application says, and what becomes of the
 * application's own fields of the same names.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>{@link dev.hardening.core.headers.HeaderSettings}: a dated {@link dev.hardening.core.headers.HeaderProfile}, and
 *       for each field whether ours replaces the application's, yields to it, or is left to the proxy in front.
 *   <li>{@link dev.hardening.core.headers.ContentSecurityPolicy}: is this a policy that browsers obey as it was meant?
 *       Missing quotes, misspelt directives, repeated ones, fixed nonces and injected separators are refused by name.
 *   <li>{@link dev.hardening.core.headers.SecurityHeaders}: the fields for one request, built once for http and once for
 *       https. {@link dev.hardening.core.headers.NonceSource} makes the nonces that a policy asks for.
 *   <li>{@link dev.hardening.core.headers.ReportCollector}: which violation reports of browsers are worth a log line.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * HeaderSettings settings = HeaderSettings.builder()
 *         .profile(HeaderProfile.WEB)
 *         .csp(ContentSecurityPolicy.parse("default-src 'self'; script-src 'nonce-{nonce}'"))
 *         .set("Referrer-Policy", "same-origin")
 *         .build();
 * HeaderBlock block = SecurityHeaders.of(settings).block(true, "/");
 * block.usesNonce();   // true
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Headers ask the browser for help; they mend no hole. Whoever can inject a script into a page that carries a
 *       nonce inside a trusted script, or into a template that prints the nonce, runs it.
 *   <li>Before a browser has seen Strict-Transport-Security once, its first request over http can be intercepted,
 *       unless the host is preloaded.
 *   <li>Answers that the container makes before any filter runs carry none of this: give the container an error page.
 *   <li>Anybody may send violation reports, invented ones too; they are hints, bounded in size, number and text.
 *   <li>Fields that a container or a proxy adds after the filters, such as {@code Server}, are switched off there.
 * </ul>
 */
@NullMarked
package dev.hardening.core.headers;

import org.jspecify.annotations.NullMarked;
