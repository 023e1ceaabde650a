package dev.hardening.core.token;

import org.jspecify.annotations.Nullable;

/** The algorithms that an external issuer may sign with (RFC 7518 section 3.1, RFC 8037); all are asymmetric. */
public enum TokenAlgorithm {
    /** RSASSA-PKCS1-v1_5 with SHA-256. */
    RS256("RS256"),
    /** RSASSA-PSS with SHA-256. */
    PS256("PS256"),
    /** ECDSA with P-256 and SHA-256. */
    ES256("ES256"),
    /** Ed25519. */
    EDDSA("EdDSA");

    private final String label;

    TokenAlgorithm(String label) {
        this.label = label;
    }

    /** Returns the name as {@code alg} has it, in its one spelling. */
    public String label() {
        return label;
    }

    static @Nullable TokenAlgorithm of(String label) {
        for (TokenAlgorithm algorithm : values()) {
            if (algorithm.label.equals(label)) {
                return algorithm;
            }
        }
        return null;
    }
}
