/**
 * Security headers on every answer. {@link dev.hardening.servlet.headers.HeadersFilter} writes them before the
 * application runs and again after a {@code reset()}, and decides about the application's own fields of the same names;
 * {@link dev.hardening.servlet.headers.CspReportFilter} takes in the reports of browsers.
 *
 * <pre>{@code
 * HeaderSettings settings = HeaderSettings.builder().profile(HeaderProfile.WEB).build();
 * context.addFilter("headers", new HeadersFilter(settings, Services.standard()))
 *         .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
 * }</pre>
 *
 * <p>A page prints the nonce of its answer: {@code <script nonce="${requestScope['csp.nonce']}">}, or by
 * {@link dev.hardening.servlet.headers.CspNonce#of}.
 *
 * <p>What an attacker can still do stands in {@code dev.hardening.core.headers}. Answers that the container makes before
 * any filter runs, such as 400 for a malformed request line, carry no field of ours: give the container an error page.
 */
@NullMarked
package dev.hardening.servlet.headers;

import org.jspecify.annotations.NullMarked;
