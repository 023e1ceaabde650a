/**
 * Answers failures. {@link dev.hardening.servlet.errors.ErrorsFilter} replaces every error page and every exception by
 * a fixed text, and writes what happened to the log under an id that the client is told:
 *
 * <pre>{@code
 * context.addFilter("errors", new ErrorsFilter(ErrorSettings.builder().build(), services));
 * }</pre>
 *
 * <p>Java errors are answered like exceptions. After the answer, a failure of the virtual machine itself, such as
 * {@code OutOfMemoryError}, is thrown on, so that the container can act on it; a stack overflow is not.
 *
 * <p>An answer that has begun cannot be replaced: the connection is cut, so that the client sees that it is not whole.
 * What the application has sent by then is sent. A thread of the application's own that fails while it holds an
 * asynchronous request is out of reach: the client gets the time-out's answer.
 */
@NullMarked
package dev.hardening.servlet.errors;

import org.jspecify.annotations.NullMarked;
