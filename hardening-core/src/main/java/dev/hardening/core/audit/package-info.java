/**
 * The audit trail: who did what, when, and how it ended, in a file of its own that shows when somebody has changed it.
 *
 * <p>{@link dev.hardening.core.audit.AuditTrail} hears every security event and is given a record of every call that asks for
 * a caller. It keeps the newest records in memory, and writes each as one JSON object on one line, sealed by a MAC over the
 * line and the MAC before it: {@link dev.hardening.core.audit.AuditVerifier} finds a line that was changed, removed, added or
 * moved. Writing is the work of one thread, so a slow disk holds up nobody; {@link dev.hardening.core.audit.AuditFailurePolicy}
 * says what happens when nothing can be written. What is left out is counted, and the counts are written.
 *
 * <pre>{@code
 * AuditSettings settings = AuditSettings.builder().file(Path.of("audit.log")).secret(secret).build();
 * try (AuditTrail trail = AuditTrail.open(settings, Ticker.system(), InstantSource.system(), new Redactor())) {
 *     trail.record(AuditRecord.of("authz_admin", "export users").actor("alice").build());
 *     List<AuditRecord> newest = trail.newest(AuditQuery.newest(10).actor("alice"));
 * }
 * AuditVerdict verdict = AuditVerifier.keyedBy(KeyRing.of(secret)).verify(Path.of("audit.log"));
 * }</pre>
 *
 * <p>What an attacker can still do: remove lines at the end of the file, back to the last anchor, which the log or a file of
 * their own holds; all of them with the anchors. Rewrite the whole file where no secret seals it, or where he has the
 * secret. Refused calls beyond a number in a minute are counted and no longer told one by one, so a flood can hide one more
 * of the same kind from the same client. Send the lines elsewhere, and keep the secret from whoever can write the file.
 */
@NullMarked
package dev.hardening.core.audit;

import org.jspecify.annotations.NullMarked;
