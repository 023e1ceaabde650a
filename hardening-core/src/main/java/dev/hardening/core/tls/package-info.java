/**
 * TLS straight from PEM files: a private key and its certificates, judged at the start.
 *
 * <pre>{@code
 * PemKeyStore keys = PemKeyStore.read(Path.of("key.pem"), Path.of("chain.pem"));
 * }</pre>
 *
 * <p>What an attacker can still do: whoever reads the key's file is the server, until its certificate ends.
 */
@NullMarked
package dev.hardening.core.tls;

import org.jspecify.annotations.NullMarked;
