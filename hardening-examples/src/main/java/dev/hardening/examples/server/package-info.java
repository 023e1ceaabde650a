/**
 * The embedded servers of the examples, Jetty and Tomcat, behind one interface: {@link
 * dev.hardening.examples.server.WebServer}. What a server refuses before any filter runs is answered here, with the
 * security headers and without a word of the server's own.
 *
 * <pre>{@code
 * WebApp app = WebApp.builder().filter(filter).servlet("/", servlet).build();
 * try (WebServer server = WebServer.start(ServerSettings.read(reader, 8080), null, app)) {
 *     System.out.println(server.port());
 * }
 * }</pre>
 *
 * <p>What remains for an attacker: connections can be opened and left idle until the idle timeout ends them. A proxy in
 * front, or the limits of the system, bound their number.
 */
@NullMarked
package dev.hardening.examples.server;

import org.jspecify.annotations.NullMarked;
