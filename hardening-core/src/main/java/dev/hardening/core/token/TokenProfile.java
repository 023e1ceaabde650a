package dev.hardening.core.token;

/** The form of the tokens that the service signs itself. */
public enum TokenProfile {

    /**
     * Kinds are told apart by key, {@code typ} header ({@code at+jwt} as in RFC 9068, {@code rt+jwt}) and audience;
     * every token names its issuer, audience, id and session.
     */
    STANDARD("at+jwt", "rt+jwt", "tid"),

    /**
     * The form that other makers issue with one shared secret: kinds are told apart by the claim {@code type}, which is
     * {@code access} or {@code refresh}; {@code typ} is {@code JWT} or absent; issuer and audience count only where
     * they are configured. Weaker: one secret signs both kinds.
     */
    PLAIN("JWT", "JWT", "tenant");

    private final String accessType;
    private final String refreshType;
    private final String tenantClaim;

    TokenProfile(String accessType, String refreshType, String tenantClaim) {
        this.accessType = accessType;
        this.refreshType = refreshType;
        this.tenantClaim = tenantClaim;
    }

    String accessType() {
        return accessType;
    }

    String refreshType() {
        return refreshType;
    }

    String tenantClaim() {
        return tenantClaim;
    }
}
