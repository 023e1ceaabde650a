/**
 * Ids in the answer, in the log and for calls to other services. What a caller's ids are worth is decided by
 * {@link dev.hardening.core.correlation.Correlation}; {@link dev.hardening.servlet.correlation.CorrelationFilter} puts
 * them where they are needed.
 *
 * <pre>{@code
 * RequestContext context = RequestContext.of(request);
 * call.header("traceparent", context.traceparent()).header("X-Request-ID", context.requestId());
 * }</pre>
 *
 * <p>The MDC belongs to a thread. Work that an application hands to threads of its own, {@code AsyncContext.start}
 * included, sees no ids there unless the application carries them over; an asynchronous dispatch back into the
 * container has them again when the filter is mapped to {@code ASYNC}. The request's context has them everywhere.
 *
 * <p>What an attacker can still do: choose ids of its own requests, within the form that is allowed. See the manual of
 * the room in core.
 */
@NullMarked
package dev.hardening.servlet.correlation;

import org.jspecify.annotations.NullMarked;
