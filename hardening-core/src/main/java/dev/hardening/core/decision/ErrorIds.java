package dev.hardening.core.decision;

import java.security.SecureRandom;

/**
 * Makes the ids by which a client's report of a failure and the line in the log find each other: 16 lower-case hex
 * digits, random, so that an id tells nothing about other failures. Safe for use by many threads.
 */
public final class ErrorIds {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LENGTH = 16;

    private ErrorIds() {}

    /** Returns a new id. */
    public static String next() {
        String digits = Long.toHexString(RANDOM.nextLong());
        return "0".repeat(LENGTH - digits.length()) + digits;
    }
}
