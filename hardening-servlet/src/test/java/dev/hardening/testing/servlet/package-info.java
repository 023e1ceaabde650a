/**
 * Real containers and a raw client. Whatever touches HTTP is tested through both containers, because filters that work
 * in one fail in the other.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @EnumSource
 * void greets(Container container) throws Exception {
 *     try (TestContainer server = TestApp.create()
 *             .filter(new SomeFilter())
 *             .servlet("/hello", (request, response) -> response.getWriter().print("hello"))
 *             .start(container)) {
 *         assertEquals("hello", RawHttp.get(server.port(), "/hello").text());
 *     }
 * }
 * }</pre>
 */
@NullMarked
package dev.hardening.testing.servlet;

import org.jspecify.annotations.NullMarked;
