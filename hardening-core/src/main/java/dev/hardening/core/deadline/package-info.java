/**
 * How long handling a request may take: {@link dev.hardening.core.deadline.RequestDeadlines} decides for each route, and a
 * {@link dev.hardening.core.deadline.DeadlineTimer} calls whoever has to act when the time is up.
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>A request whose answer has not begun when its time is up is answered 503 with the code {@code REQUEST_TIMEOUT}.
 *       An answer that has begun is let finish: it cannot be replaced, and how slowly a client may take it is a setting
 *       of the container.
 *   <li>How the application is made to stop is one choice, {@link dev.hardening.core.deadline.TimeoutWay}.
 *   <li>An application can read its {@link dev.hardening.core.deadline.Deadline}, to give calls of its own no more time
 *       than is left.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * DeadlineSettings settings = DeadlineSettings.builder().timeout(Duration.ofSeconds(10)).build();
 * try (RequestDeadlines deadlines = new RequestDeadlines(settings, Ticker.system())) {
 *     Duration limit = deadlines.limit(route);
 * }
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Hold a thread as long as code ignores an interrupt: a thread of the container in the way {@code interrupt}, one of
 *       a bounded number of other threads in the way {@code hand-off}.
 *   <li>Take an answer that has begun as slowly as the container lets him.
 * </ul>
 */
@NullMarked
package dev.hardening.core.deadline;

import org.jspecify.annotations.NullMarked;
