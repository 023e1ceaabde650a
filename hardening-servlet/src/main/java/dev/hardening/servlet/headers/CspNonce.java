package dev.hardening.servlet.headers;

import jakarta.servlet.ServletRequest;

/** The nonce of an answer, for the templates that print it: the same in every dispatch of one request. */
public final class CspNonce {

    /** The request attribute that holds the nonce. */
    public static final String ATTRIBUTE = "csp.nonce";

    private CspNonce() {}

    /**
     * Returns the nonce that the policies of this answer carry.
     *
     * @throws IllegalStateException when no {@link HeadersFilter} has met the request or its policy has no
     *     {@code {nonce}}
     */
    public static String of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String nonce) {
            return nonce;
        }
        throw new IllegalStateException(
                "this answer has no nonce; add HeadersFilter and a policy with 'nonce-{nonce}' for this path");
    }
}
