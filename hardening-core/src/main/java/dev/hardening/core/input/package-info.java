/**
 * Input: is a body JSON within limits, are its fields what the app expects, and does a text hold something that a
 * browser could run?
 *
 * <h2>What it decides</h2>
 *
 * <ul>
 *   <li>{@link dev.hardening.core.input.JsonBodyRules}: another content type than JSON in UTF-8 is 415, a body beyond the
 *       limit 413 with the limit in the text, one that is too deep, too many or too long 400 {@code JSON_TOO_COMPLEX},
 *       one that is no JSON, or that two parsers could read differently, 400 {@code JSON_MALFORMED}.
 *   <li>{@link dev.hardening.core.input.ObjectRules}: what an app says of its fields in a few words
 *       ({@link dev.hardening.core.input.Rules}). All that is wrong is told at once, with 400 {@code INPUT_INVALID} and a
 *       list of pointers, codes and sentences; nothing that the client sent is repeated. What the app reads afterwards
 *       are {@link dev.hardening.core.input.Fields}: typed, and cleaned where the rules say so.
 *   <li>{@link dev.hardening.core.input.InputPolicy}: the same limits, and no active content, for all JSON strings and
 *       parameters of a request at once, without knowing its fields. This is what the filter asks.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * static final ObjectRules NEW_PROMPT = ObjectRules.builder()
 *         .required("key", text(TextFormat.UPPER_SNAKE_CASE).maxLength(100))
 *         .required("content", text().notBlank().maxLength(50_000).withoutActiveContent())
 *         .optional("output_format", oneOf("text", "pdf", "html"))
 *         .optional("count", integer(1, 1_000))
 *         .optional("tags", listOf(text().cleaned().maxLength(20)).maxSize(10))
 *         .build();
 *
 * JsonBodyRules json = JsonBodyRules.of(InputSettings.builder().build().limits());
 * Checked<Fields> prompt = json.read(body, NEW_PROMPT);
 * if (prompt.refusal() != null) {
 *     return prompt.decision();               // 400, 413: errors, one for each field
 * }
 * save(prompt.value().text("key"), prompt.value().text("content"));
 * prompt.value().text("output_format", "text");
 * }</pre>
 *
 * <h2>What an attacker can still do</h2>
 *
 * <ul>
 *   <li>Send harmful texts that obey the rules. A length and a format say nothing about SQL, file names or templates:
 *       bind parameters and escape on the way out. The search for active content is a second net under an app that
 *       escapes, never its replacement.
 *   <li>Spread a script over several fields that the app joins into one page, or encode it in a way that only the app
 *       undoes (base64, for example): each text is looked at alone, as it is after JSON's escapes.
 *   <li>Send JSON under another content type, such as {@code text/plain}. The filter does not look at such a body; an
 *       app that reads its bodies by {@code JsonBodyRules} refuses it.
 *   <li>Learn the names of declared fields from refusals. They are no secret: do not name a field after one.
 *   <li>Use the time and memory that the limits allow: a body of 1 MiB may become 100,000 values of some hundred bytes.
 *   <li>Where an app lets unknown fields pass, send fields that code behind it knows and the rules do not.
 * </ul>
 */
@NullMarked
package dev.hardening.core.input;

import org.jspecify.annotations.NullMarked;
