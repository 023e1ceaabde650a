/**
 * The users of the examples and how they log in: {@link dev.hardening.examples.users.ExampleUsers} stand in a setting,
 * {@link dev.hardening.examples.users.TokenLogins} joins them with passwords, lockout and tokens.
 * {@link dev.hardening.examples.users.BrowserLogins} lets in whom an external issuer knows.
 *
 * <pre>{@code
 * ExampleUsers users = ExampleUsers.read(reader);
 * TokenLogins logins = TokenLogins.open(settings, users, services, stores);
 * parts.servlet("/api/auth/login", logins.endpoints().login()).filter(logins::join).closing(logins);
 * }</pre>
 */
@NullMarked
package dev.hardening.examples.users;

import org.jspecify.annotations.NullMarked;
