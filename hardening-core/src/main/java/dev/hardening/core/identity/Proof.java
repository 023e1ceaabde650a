package dev.hardening.core.identity;

import java.util.Locale;

/** How a caller proved who it is. */
public enum Proof {
    /** A shared key in a header. */
    API_KEY("ApiKey realm=\"api\""),
    /** A signed token in {@code Authorization: Bearer}. */
    TOKEN("Bearer realm=\"api\""),
    /** A signed session cookie. */
    COOKIE("Cookie realm=\"session\""),
    /** A signature over the request or its body, under a secret that the caller shares. */
    SIGNATURE("Signature realm=\"api\"");

    private final String challenge;
    private final String label = name().toLowerCase(Locale.ROOT);

    Proof(String challenge) {
        this.challenge = challenge;
    }

    /** Returns the word for it in events and records, such as {@code api_key}. */
    public String label() {
        return label;
    }

    /** Returns how an answer of 401 asks for this proof, the value of {@code WWW-Authenticate} (RFC 9110 section 11.6.1). */
    public String challenge() {
        return challenge;
    }
}
