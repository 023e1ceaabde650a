/**
 * Tokens: a caller proves who it is by a signed token in {@code Authorization: Bearer} (RFC 6750). The service signs
 * its own tokens with HS256, and may take those of one external issuer beside them, whose public keys it fetches.
 *
 * <pre>{@code
 * TokenSettings settings = TokenSettings.builder()
 *         .keys(KeyRing.of(Secret.ofUtf8("JWT_SECRET", System.getenv("JWT_SECRET"))))
 *         .issuer("https://api.example.org")
 *         .build();
 * TokenKeys keys = TokenKeys.of(settings, Ticker.system());
 * String token = new TokenIssuer(settings, keys).access(caller, "session-1", "token-1", now);
 * Verified<AccessToken> verified = new TokenVerifier(settings, keys, InstantSource.system()).access(token);
 * }</pre>
 *
 * <p>A token is read by a strict parser before any library sees it: at most 8 KiB, three parts of canonical base64url,
 * strict UTF-8, no member twice, no header parameter but {@code alg}, {@code typ} and {@code kid}. The algorithm never
 * chooses the key: HS256 is checked with the service's own keys only, everything else with the external issuer's. All
 * that fails is one and the same 401; that a token has merely expired is told when everything else about it is good.
 *
 * <p>Browsers have no bearer token: {@link dev.hardening.core.token.OidcLogins} lets the external issuer log them in, by
 * code and PKCE, and tells the application whom it has proved. What a log-in needs until the browser is back is sealed in
 * the browser's cookie.
 *
 * <p>What an attacker can still do: use a stolen token until it expires or is revoked, so keep access tokens short. In
 * the plain profile, whoever has the secret for access tokens can make refresh tokens as well. Send a browser to a log-in
 * that its user did not ask for, which logs him in as himself.
 */
@NullMarked
package dev.hardening.core.token;

import org.jspecify.annotations.NullMarked;
