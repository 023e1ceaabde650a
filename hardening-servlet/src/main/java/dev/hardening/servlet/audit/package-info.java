/**
 * Records every call that asks for a caller: who did what, when, and how it ended. {@link
 * dev.hardening.servlet.audit.AuditFilter} stands before everything that refuses, so refused calls are recorded as well, and
 * makes one record when the request is over, whichever way it ended. {@link dev.hardening.servlet.audit.AuditNotes} lets the
 * application say more, and {@link dev.hardening.servlet.audit.AuditInteractions} answers with the newest records.
 *
 * <pre>{@code
 * AuditTrail trail = AuditTrail.open(settings, Ticker.system(), InstantSource.system(), new Redactor());
 * Services services = Services.builder()
 *         .events(SecurityEventListener.all(new SecurityEventLog(Ticker.system()), trail))
 *         .build();
 * context.addFilter("audit", new AuditFilter(trail, services));
 * }</pre>
 *
 * <p>Requests that the container refuses before any filter runs leave no record.
 */
@NullMarked
package dev.hardening.servlet.audit;

import org.jspecify.annotations.NullMarked;
