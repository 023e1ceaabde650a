/**
 * What the servlets of the examples share: {@link dev.hardening.examples.web.Endpoint} answers one path, {@link
 * dev.hardening.examples.web.Answers} writes.
 *
 * <pre>{@code
 * builder.servlet("/formats", Endpoint.get((request, response) -> Answers.json(response, "{}")));
 * }</pre>
 */
@NullMarked
package dev.hardening.examples.web;

import org.jspecify.annotations.NullMarked;
