/**
 * What all filters share. {@link dev.hardening.servlet.support.RoomFilter} is the frame of every filter: settings from
 * code or from init-params, once per request and instance. An {@link dev.hardening.servlet.support.Exchange} is one
 * request on its way, with the only request wrapper and the only response wrapper there are.
 * {@link dev.hardening.servlet.support.RefusalWriter} is the only place that writes a refusal. An application reads
 * what the filters found out from its {@link dev.hardening.servlet.support.RequestContext}:
 *
 * <pre>{@code
 * RequestContext context = RequestContext.of(request);
 * audit(context.client(), context.requestId());
 * }</pre>
 *
 * <p>Header fields that filters set survive {@code response.reset()}, forwards, includes, errors and asynchronous
 * dispatches. An application that unwraps the response by force, and resets what is below, can still remove them.
 */
@NullMarked
package dev.hardening.servlet.support;

import org.jspecify.annotations.NullMarked;
