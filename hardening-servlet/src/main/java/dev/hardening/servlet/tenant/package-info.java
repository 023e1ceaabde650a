/**
 * The tenant that a request is for, in the request's context, in the MDC, and in {@code Vary} so that no cache serves
 * one tenant what it has of another. Who may select which tenant is decided by
 * {@link dev.hardening.core.tenant.Tenancy}. It stands behind the filters that prove the caller.
 *
 * <pre>{@code
 * String tenant = RequestContext.of(request).tenantIdIfKnown();
 * }</pre>
 */
@NullMarked
package dev.hardening.servlet.tenant;

import org.jspecify.annotations.NullMarked;
