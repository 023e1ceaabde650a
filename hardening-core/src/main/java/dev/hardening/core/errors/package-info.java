/**
 * Nothing below leaks: every failure is answered by a fixed text and an id, and the log tells the rest under the same
 * id. {@link dev.hardening.core.errors.ErrorMapping} decides which status an exception means,
 * {@link dev.hardening.core.errors.ErrorTexts} has the text for each status.
 *
 * <pre>{@code
 * ErrorMapping mapping = ErrorMapping.of(ErrorSettings.builder()
 *         .status(NoSuchElementException.class, 404)
 *         .build());
 * byte[] body = ErrorTexts.body(mapping.status(exception))
 *         .errorId(ErrorIds.next())
 *         .json(ErrorStyle.PROBLEM);
 * }</pre>
 *
 * <p>The same texts serve the error handler of an embedded container, for requests that it refuses before any filter
 * runs: {@code ErrorTexts.body(status).json(ErrorStyle.PROBLEM)}.
 *
 * <p>What an attacker can still do: learn the status, which tells a failure from a refusal; make the application fail and
 * so write a long line to the log for each request, so limit rates before; and read whatever the application itself
 * writes into an answer, with any status, because only what it throws or sends as an error is replaced.
 */
@NullMarked
package dev.hardening.core.errors;

import org.jspecify.annotations.NullMarked;
