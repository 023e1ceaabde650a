/**
 * What every room answers: a {@link dev.hardening.core.decision.Decision}, either allowed or a
 * {@link dev.hardening.core.decision.Refusal} with a code, a status, the time after which trying again makes sense, and
 * a detail that is safe to show.
 *
 * <pre>{@code
 * Decision decision = Refusal.of(RefusalCode.RATE_LIMIT_EXCEEDED).retryAfter(Duration.ofSeconds(12)).build();
 * if (decision instanceof Refusal refusal) {
 *     respond(refusal.status(), refusal.detail());
 * }
 * }</pre>
 *
 * <p>{@link dev.hardening.core.decision.ErrorBody} turns a refusal or a failure into the bytes that a client sees, in
 * one of four {@linkplain dev.hardening.core.decision.ErrorStyle styles}. What an attacker can learn from a refusal is
 * its code; details are fixed texts and never repeat what was sent.
 */
@NullMarked
package dev.hardening.core.decision;

import org.jspecify.annotations.NullMarked;
