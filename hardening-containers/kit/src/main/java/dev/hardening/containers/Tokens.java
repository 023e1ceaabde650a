package dev.hardening.containers;

import dev.hardening.testing.TokenAttacks;
import java.time.InstantSource;

/** Tokens of callers. */
final class Tokens {

    static final String SECRET = TokenAttacks.SECRET;
    static final String ISSUER = TokenAttacks.ISSUER;

    private Tokens() {}

    static String good() {
        return "Authorization: Bearer "
                + TokenAttacks.good(InstantSource.system().instant());
    }
}
