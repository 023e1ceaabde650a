/**
 * What the log says and how a line looks. {@link dev.hardening.core.accesslog.AccessLog} decides what is written about
 * each request: an INFO line, and a WARN line when it was slow. {@link dev.hardening.core.accesslog.LogLine} turns any
 * event of any logging framework into exactly one line, JSON or text. {@link dev.hardening.core.accesslog.LogSettings}
 * holds the level and the form.
 *
 * <pre>{@code
 * LogLine line = LogLine.of(LogFormat.JSON, redactor::redact);
 * String text = line.format(LogEvent.at(Instant.now(), LogLevel.WARN)
 *         .message("cannot reach the tool")
 *         .field("request_id", id)
 *         .thrown(exception)
 *         .build());
 * }</pre>
 *
 * <p>What an attacker can still do: fill the log, one line for each request he is allowed to send, so limit rates
 * before and rotate behind; put any text into the path, which the reader sees escaped but in full; and place a secret of
 * somebody else in a path, where it is masked only if it is registered or looks like a credential. Query strings are
 * never written. A layout other than {@code LogLine} does none of the escaping and masking described here.
 */
@NullMarked
package dev.hardening.core.accesslog;

import org.jspecify.annotations.NullMarked;
