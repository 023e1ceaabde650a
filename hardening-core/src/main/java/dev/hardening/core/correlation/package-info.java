/**
 * Ids by which the log lines, answers and onward calls of one request are found again.
 *
 * <h2>What it decides</h2>
 *
 * {@link dev.hardening.core.correlation.Correlation} gives each request a request id and a place in a trace. A caller's
 * id is kept if it is well-formed and came once, a caller's {@code traceparent} (W3C Trace Context) is continued under
 * the same condition; everything else is replaced and never repeated, neither in an answer nor in a log. Each request
 * is a span of its own, and {@link dev.hardening.core.correlation.TraceContext#traceparent()} is what to send with calls
 * to other services. The caller's {@code tracestate} goes on with it, where it is well-formed and as far as 512 characters
 * reach, and is changed by nobody here.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Correlation correlation = Correlation.of(CorrelationSettings.builder().build());
 * CorrelationIds ids = correlation.identify(request);
 * ids.requestId();             // 5f0c…, 32 hexadecimal digits, or the caller's own
 * ids.trace().traceparent();   // 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Choose the id and the trace of its own requests, also one that somebody else uses, and so put lines next to
 *       theirs in a search. An id is a hint and no evidence; whoever needs evidence switches
 *       {@link dev.hardening.core.correlation.CorrelationSettings#REQUEST_ID_ACCEPT} and
 *       {@link dev.hardening.core.correlation.CorrelationSettings#TRACE_CONTINUE} off where strangers come in.
 *   <li>Ask for its traces to be recorded. Bound what a recorder takes in.
 * </ul>
 *
 * Ids are no secrets and must not be used as tokens.
 */
@NullMarked
package dev.hardening.core.correlation;

import org.jspecify.annotations.NullMarked;
