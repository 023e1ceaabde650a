/**
 * TLS straight from PEM files: a private key and its certificates, judged at the start and followed while the server runs.
 * There is no filter, because TLS ends before a request begins.
 *
 * <p>{@link dev.hardening.core.tls.TlsSettings#read} refuses, or in development tells of, files that are missing, damaged,
 * encrypted or of two pairs, and certificates that have expired, are not valid yet, are in the wrong order or can be
 * forged. {@link dev.hardening.core.tls.TlsKeys} is what a server holds.
 *
 * <pre>{@code
 * TlsSettings settings = TlsSettings.read(reader);
 * if (settings.isEnabled()) {
 *     TlsKeys keys = TlsKeys.follow(settings, InstantSource.system(), events);
 *     SSLContext context = keys.sslContext(); // for the server; keys.close() when it has ended
 *     long days = keys.daysLeft();            // for a health check
 * }
 * }</pre>
 *
 * <p>New files are in use within ten seconds, for connections that begin then. What cannot be used, or what production
 * would refuse, is rejected once and the old pair stays.
 *
 * <p>What an attacker can still do: whoever reads the key's file or the memory of the process is the server, until the
 * certificate ends; whoever writes both files chooses what the server shows. Nothing is stapled about revocation, and the
 * number of handshakes is not bounded here.
 */
@NullMarked
package dev.hardening.core.tls;

import org.jspecify.annotations.NullMarked;
