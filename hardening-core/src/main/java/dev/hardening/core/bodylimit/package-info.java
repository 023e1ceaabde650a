/**
 * Bodies: how large, how long they may take, and in which coding they may come.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>By the head alone: a declared length above the limit is 413, a content coding that is not taken 415, a form of
 *       unknown length 411, because whoever parses it keeps it whole.
 *   <li>While the body is read: the byte above the limit is 413, whatever the head said; a body that a reader has waited
 *       for longer than the deadline is 408. Only waiting for the client counts, not what the application does between.
 *   <li>How many readers may wait for their clients at once, so that slow clients cannot take every thread: beyond it, a
 *       body that has not arrived yet is 503 with {@code Retry-After}.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * BodyLimit limit = BodyLimit.of(BodyLimitSettings.builder().maxBytes(65_536).build(), Ticker.system());
 * BodyHead head = new BodyHead("HTTP/1.1", "POST", 60_000, false, "text/plain", null);
 * Decision decision = limit.admit(head, route);
 * BodyCount count = limit.count(head, route);
 * count.waiting();
 * Refusal refusal = count.read(in.read(buffer));
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Hold one thread for the whole deadline with each slow body, up to the bound on waiting readers; the bodies of
 *       others are refused then, if they have not arrived with their heads, until the slow ones are cut.
 *   <li>With {@link MultipartReading#CONTAINER}, hold such a place with a multipart form as long as the container lets him.
 *   <li>Say nothing at all: a reader that waits cannot be woken portably, so a silent client is cut when the container
 *       gives up on the connection. Keep that time-out short.
 *   <li>Have the application keep as many bytes as the limit allows, times the requests at once.
 * </ul>
 */
@NullMarked
package dev.hardening.core.bodylimit;

import org.jspecify.annotations.NullMarked;
