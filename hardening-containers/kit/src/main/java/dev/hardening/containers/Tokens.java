package dev.hardening.containers;

import dev.hardening.testing.TokenAttacks;
import java.time.InstantSource;

/** Tokens of callers. */
final class Tokens {

    static final String SECRET = TokenAttacks.SECRET;
    static final String ISSUER = TokenAttacks.ISSUER;

    /** Made once, because an attack's keys are made beside it. */
    private static final String GOOD = TokenAttacks.good(InstantSource.system().instant());

    private Tokens() {}

    static String good() {
        return "Authorization: Bearer " + GOOD;
    }
}
