/**
 * Asks for a signature on every route that says it is signed, and reads the body for it: at most as much as the scheme
 * allows, and the application reads all of it again.
 *
 * <pre>{@code
 * Routes routes = Routes.builder()
 *         .add(Route.guarded("/ai/verify-proof")
 *                 .provedBy(Proof.SIGNATURE)
 *                 .signed(SignatureScheme.PYTHON_JSON)
 *                 .signedAction("verify_proof"))
 *         .build();
 * Filter filter = new SignatureFilter(
 *         SignatureSettings.read(reader), Services.builder().routes(routes).build());
 * }</pre>
 */
@NullMarked
package dev.hardening.servlet.signature;

import org.jspecify.annotations.NullMarked;
