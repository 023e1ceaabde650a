/**
 * Sends the spans of requests to a collector, or has OpenTelemetry make them. There is no filter: the room
 * {@code correlation} gives each request its place in a trace and tells of it when it is over.
 *
 * <h2>What it decides</h2>
 *
 * {@link dev.hardening.core.tracing.TracingSettings} says whether spans are sent and where to, under the names that
 * OpenTelemetry has given its variables. {@link dev.hardening.core.tracing.OtlpExporter} keeps finished spans, up to 2048,
 * and sends them by OTLP over HTTP as JSON, from one thread of its own: 512 at most or those of one second at a time. No
 * request waits for it. What cannot be kept or sent is lost and counted.
 * {@link dev.hardening.core.tracing.OpenTelemetrySpans} is for applications that have OpenTelemetry already, whose exporter,
 * sampler and ids count then; it needs {@code io.opentelemetry:opentelemetry-api}, and nothing else here does.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * TracingSettings settings = TracingSettings.read(reader);
 * OtlpExporter exporter = OtlpExporter.of(settings, Ticker.system());
 * Services services = Services.builder().spans(exporter).build(); // exporter.close() when the server has ended
 *
 * Services others = Services.builder().tracer(OpenTelemetrySpans.of(openTelemetry)).build();
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Have his requests recorded, by a {@code traceparent} that says so, and in their number displace spans of others:
 *       what is above some thousand a second is lost. {@code TRACE_CONTINUE=false} takes the choice from him.
 *   <li>Read spans on their way, and the fields that go with them, where the endpoint is plain http.
 * </ul>
 */
@NullMarked
package dev.hardening.core.tracing;

import org.jspecify.annotations.NullMarked;
