/**
 * Asks for a bearer token on every route that is not open. A token that is presented on an open route must be good as
 * well: a bad one is refused and never treated as none.
 *
 * <pre>{@code
 * Filter filter = new TokenFilter(TokenSettings.read(reader), Services.standard());
 * }</pre>
 *
 * <p>{@link dev.hardening.servlet.token.TokenEndpoints} gives tokens to those who log in with a password, {@link
 * dev.hardening.servlet.token.OidcEndpoints} lets browsers log in at an external issuer.
 */
@NullMarked
package dev.hardening.servlet.token;

import org.jspecify.annotations.NullMarked;
