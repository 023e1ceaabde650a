/**
 * Input as a filter and in a handler: {@link dev.hardening.servlet.input.InputFilter} checks every JSON body and every
 * parameter, knowing no field; {@link dev.hardening.servlet.input.JsonInput} reads a body by an application's own rules.
 *
 * <pre>{@code
 * static final ObjectRules NEW_ITEM = ObjectRules.builder()
 *         .required("name", text().notBlank().maxLength(200).withoutActiveContent())
 *         .build();
 *
 * Fields item = JsonInput.read(request, NEW_ITEM); // or the client has its 400, and this throws
 * }</pre>
 *
 * <p>Both together read and parse a body once. What an attacker can still do stands in {@code dev.hardening.core.input}.
 */
@NullMarked
package dev.hardening.servlet.input;

import org.jspecify.annotations.NullMarked;
