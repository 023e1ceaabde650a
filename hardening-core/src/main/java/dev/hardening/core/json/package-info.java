/**
 * The little JSON needed at the door: a strict reader for what a client sends, a writer for problem bodies and log
 * lines.
 *
 * <p>{@link dev.hardening.core.json.JsonReader} decides whether some bytes are one JSON value of RFC 8259 within the
 * bounds of {@link dev.hardening.core.json.JsonLimits}. It is stricter than common mappers, because two parsers that
 * read one body differently are an attack: a repeated name, a lone surrogate, a byte order mark, NaN, a comment or a
 * trailing comma is refused. Numbers keep their spelling, so nothing is rounded unless the caller asks for it.
 *
 * <pre>{@code
 * JsonReader reader = JsonReader.of(JsonLimits.builder().maxBytes(64 * 1024).build());
 * try {
 *     JsonObject body = reader.readObject(bytes);
 *     String content = body.string("content"); // null when it is missing or no string
 * } catch (JsonException refused) {
 *     StringBuilder problem = new StringBuilder();
 *     JsonWriter.to(problem)
 *             .beginObject()
 *             .name("status").value(400)
 *             .name("detail").value(refused.getMessage()) // echoes nothing of the input
 *             .endObject();
 * }
 * }</pre>
 *
 * <p>{@link dev.hardening.core.json.JsonWriter} writes valid JSON on one line whatever the text holds: quotes, line
 * breaks, terminal and text-direction controls and half surrogate pairs leave as escapes.
 *
 * <p>What an attacker can still do: make the reader work in proportion to the bytes he is allowed to send, and make it
 * keep some hundred bytes of heap for each value he is allowed to send ({@code "[0,0,…"}); both are set by the limits.
 * The reader sees a whole body: who collects the bytes must bound them before. Names that differ only by case or by
 * Unicode normalisation are different names here; a parser behind that folds them can still be confused.
 */
@NullMarked
package dev.hardening.core.json;

import org.jspecify.annotations.NullMarked;
