/**
 * What rooms tell the world: a {@link dev.hardening.core.event.SecurityEvent} for everything that an operator would
 * want to count or to look into. Rooms only publish; logs, metrics and the audit trail listen on the one port
 * {@link dev.hardening.core.event.SecurityEventListener}.
 *
 * <pre>{@code
 * SecurityEventListener listener = SecurityEventListener.all(new SecurityEventLog(ticker), event -> count(event.type()));
 * listener.on(SecurityEvent.of(SecurityEventType.AUTHENTICATION_FAILED).path("/convert").build());
 * }</pre>
 *
 * <p>An event may hold what a client sent, such as the path, as it was sent: whoever writes it somewhere escapes it. It
 * never holds a credential. An attacker decides how many events there are, so a listener must bound what it does;
 * {@link dev.hardening.core.event.SecurityEventLog} writes the first few of a kind and then one line with their number.
 *
 * <p>Requests that are recorded in a trace are told too: a {@link dev.hardening.core.event.SpanListener} hears a
 * {@link dev.hardening.core.event.FinishedSpan} of each when it is over, and a {@link dev.hardening.core.event.SpanTracer}
 * makes spans of its own, with its own ids, in place of those of the library.
 */
@NullMarked
package dev.hardening.core.event;

import org.jspecify.annotations.NullMarked;
