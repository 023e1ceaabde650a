/**
 * Writes the access log. {@link dev.hardening.servlet.accesslog.AccessLogFilter} stands behind the filters that find the
 * client's address and the request's id, and before all that refuse:
 *
 * <pre>{@code
 * context.addFilter("accesslog", new AccessLogFilter(AccessLogSettings.builder().build(), services));
 * }</pre>
 *
 * <p>An attacker can fill the log with one line for each request; requests that the container refuses before any filter
 * runs leave no line here.
 */
@NullMarked
package dev.hardening.servlet.accesslog;

import org.jspecify.annotations.NullMarked;
