/**
 * Who the caller is proved to be. Rooms that authenticate make an {@link dev.hardening.core.identity.Identity}; rooms
 * behind them read it. There is no anonymous identity: a caller who proved nothing has none, and a credential that
 * fails is refused instead of being treated as absent.
 *
 * <pre>{@code
 * Identity caller = Identity.provedBy(Proof.API_KEY, "API_KEYS[1]").role("converter").build();
 * }</pre>
 */
@NullMarked
package dev.hardening.core.identity;

import org.jspecify.annotations.NullMarked;
