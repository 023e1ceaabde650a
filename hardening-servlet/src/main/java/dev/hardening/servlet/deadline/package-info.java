/**
 * Bounds how long a request is handled. {@link dev.hardening.servlet.deadline.DeadlineFilter} answers 503 with the code
 * {@code REQUEST_TIMEOUT} when an answer has not begun in time:
 *
 * <ul>
 *   <li>a synchronous handler is interrupted, or left behind on a thread of its own, as
 *       {@link dev.hardening.core.deadline.TimeoutWay} says;
 *   <li>an asynchronous request, blocking or not, is answered and completed from outside;
 *   <li>a handler reads what is left from {@link dev.hardening.servlet.deadline.RequestDeadline}:
 * </ul>
 *
 * <pre>{@code
 * Duration left = RequestDeadline.of(request).remaining();
 * HttpRequest call = HttpRequest.newBuilder(uri).timeout(left).build();
 * }</pre>
 *
 * <p>There are never two answers, nothing is written after the one that was given, and an interrupt ends with the request
 * that it was meant for. What an attacker can still do stands in {@code dev.hardening.core.deadline}.
 */
@NullMarked
package dev.hardening.servlet.deadline;

import org.jspecify.annotations.NullMarked;
