package dev.hardening.core.signature;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a request once its signature is right.
 *
 * @param agent who the caller is
 * @param owner whose secret it is, whichever of its secrets that was: an agent's id, or the shared secret's name
 * @param once what may come once under its secrets: the nonce, or the computed MAC in base64url where there is none
 * @param second when it was signed, in seconds since 1970, or null when it does not say so
 * @param expires the second from which its signer does not want it to count, or null
 * @param action what it was signed for, or null
 */
record Signed(
        String agent,
        String owner,
        String once,
        @Nullable Double second,
        @Nullable Double expires,
        @Nullable String action) {}
