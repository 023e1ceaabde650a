/**
 * API keys: a caller proves who it is by one header field that holds a key the service knows.
 *
 * <pre>{@code
 * ApiKeySettings settings = ApiKeySettings.builder()
 *         .key("billing", Secret.ofUtf8("billing", "hk_live_..."))
 *         .build();
 * ApiKeys keys = new ApiKeys(settings, Ticker.system(), InstantSource.system(), SecurityEventListener.none());
 * Identity caller = keys.authenticate(request);
 * }</pre>
 *
 * <p>Keys are held as SHA-256 digests only. A missing, malformed, doubled or wrong key gets one and the same answer, and
 * the time to decide depends on the length of what was presented, not on the keys. Several keys are the way to rotate:
 * add the new one, move the clients, remove the old one; a file of keys is read again while the service runs.
 *
 * <p>What an attacker can still do: use a stolen key until it is removed, and guess as often as the rate limit by
 * address allows. Keys shorter than 16 characters work and are warned of.
 */
@NullMarked
package dev.hardening.core.apikey;

import org.jspecify.annotations.NullMarked;
