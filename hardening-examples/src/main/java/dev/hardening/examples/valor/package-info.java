/**
 * The Valor IVX service of guide 001: a service behind a proxy that ends TLS, with tenants, tokens and a limiter of its own
 * for financial data. {@link dev.hardening.examples.valor.ValorApp} declares what the guide demands.
 *
 * <pre>{@code
 * DATABASE_URL=postgresql://user:pass@db/valor_ivx SECRET_KEY=$(openssl rand -hex 32) \
 *   JWT_SECRET_KEY=$(openssl rand -hex 32) java -jar hardening-examples.jar valor
 * }</pre>
 *
 * <p>What remains for an attacker: to read the data of any tenant whose name is known or guessed, because the guide's
 * reads need the header alone. {@code HARDENING_STRICT=true} asks for a token there as well.
 */
@NullMarked
package dev.hardening.examples.valor;

import org.jspecify.annotations.NullMarked;
