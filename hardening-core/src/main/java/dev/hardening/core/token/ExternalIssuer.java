package dev.hardening.core.token;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.net.URI;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of access tokens outside of this service, whose public keys are fetched over https (OpenID Connect
 * Discovery, RFC 7517). Only asymmetric algorithms count. Immutable. Guide row E-57.
 */
public final class ExternalIssuer {

    /** The issuer's URL, compared character by character with {@code iss}. */
    public static final Setting<String> ISSUER = Setting.parsed("OIDC_ISSUER", TokenSettings::name);

    /**
     * For whom a token must be: one of its {@code aud}. Required with an issuer; without it, no bearer token counts where
     * {@code OIDC_CLIENT_ID} says what else the issuer is for.
     */
    public static final Setting<String> AUDIENCE = Setting.parsed("OIDC_AUDIENCE", TokenSettings::name);

    /** Where the issuer's keys are, with a query where the issuer needs one; found by discovery unless told. */
    public static final Setting<String> JWKS_URL = Setting.parsed("OIDC_JWKS_URL", TokenSettings::name);

    private final String issuer;
    private final String audience;
    private final @Nullable URI jwksUrl;
    private final boolean loopbackHttp;
    private final Set<TokenAlgorithm> algorithms;
    private final Set<String> types;
    private final Set<String> requiredClaims;
    private final String tenantClaim;
    private final String rolesClaim;

    private ExternalIssuer(Builder builder) {
        this.issuer = builder.issuer;
        this.audience = builder.audience;
        this.loopbackHttp = builder.loopbackHttp;
        this.jwksUrl = builder.jwksUrl == null ? null : KeySetAddress.checked(builder.jwksUrl, loopbackHttp);
        this.algorithms = Set.copyOf(builder.algorithms);
        this.types = Set.copyOf(builder.types);
        this.requiredClaims = Set.copyOf(builder.requiredClaims);
        this.tenantClaim = builder.tenantClaim;
        this.rolesClaim = builder.rolesClaim;
    }

    /**
     * Starts an issuer.
     *
     * @param issuer its URL, exactly as its tokens have it in {@code iss}
     * @param audience for whom its tokens must be
     */
    public static Builder of(String issuer, String audience) {
        return new Builder(issuer, audience);
    }

    static Optional<ExternalIssuer> read(SettingReader reader) {
        Optional<String> issuer = reader.find(ISSUER);
        Optional<String> audience = reader.find(AUDIENCE);
        Optional<String> jwksUrl = reader.find(JWKS_URL);
        if (issuer.isEmpty()) {
            if (jwksUrl.isPresent()) {
                reader.add(Problem.warn(
                        ProblemCode.IGNORED, JWKS_URL.name(), "has no effect without an issuer", "set OIDC_ISSUER"));
            }
            return Optional.empty();
        }
        if (audience.isEmpty()) {
            if (reader.isSet(OidcSettings.CLIENT_ID)) {
                // The issuer is there to log browsers in; no bearer token of it counts.
                return Optional.empty();
            }
            reader.add(Problem.refuse(
                    ProblemCode.MISSING,
                    AUDIENCE.name(),
                    "is required with OIDC_ISSUER, or tokens for any other service would count here",
                    "set it to the name that the issuer has for this service"));
            return Optional.empty();
        }
        return reader.build(() -> {
            Builder builder = of(issuer.get(), audience.get());
            if (!reader.mode().isProduction()) {
                builder.unsafeLoopbackHttp();
            }
            jwksUrl.ifPresent(builder::jwksUrl);
            return builder.build();
        });
    }

    /** Returns the issuer's URL as its tokens have it. */
    public String issuer() {
        return issuer;
    }

    /** Returns for whom a token must be. */
    public String audience() {
        return audience;
    }

    /** Returns where the issuer's keys are, or null when discovery finds them. */
    public @Nullable URI jwksUrl() {
        return jwksUrl;
    }

    boolean allowsLoopbackHttp() {
        return loopbackHttp;
    }

    Set<TokenAlgorithm> algorithms() {
        return algorithms;
    }

    Set<String> types() {
        return types;
    }

    Set<String> requiredClaims() {
        return requiredClaims;
    }

    String tenantClaim() {
        return tenantClaim;
    }

    String rolesClaim() {
        return rolesClaim;
    }

    @Override
    public String toString() {
        return "ExternalIssuer[" + issuer + "]";
    }

    /** Collects what is known of the issuer. Not safe for use by several threads. */
    public static final class Builder {
        private final String issuer;
        private final String audience;
        private @Nullable String jwksUrl;
        private boolean loopbackHttp;
        private Set<TokenAlgorithm> algorithms = EnumSet.allOf(TokenAlgorithm.class);
        private Set<String> types = Set.of("", "JWT", "at+jwt", "application/at+jwt");
        private Set<String> requiredClaims = Set.of("jti");
        private String tenantClaim = "tenant";
        private String rolesClaim = "roles";

        private Builder(String issuer, String audience) {
            this.issuer = TokenSettings.name(issuer);
            this.audience = TokenSettings.name(audience);
        }

        /** Says where the keys are instead of asking the issuer. */
        public Builder jwksUrl(String url) {
            this.jwksUrl = TokenSettings.name(url);
            return this;
        }

        /** Takes only some of the algorithms. */
        public Builder algorithms(TokenAlgorithm first, TokenAlgorithm... others) {
            this.algorithms = EnumSet.of(first, others);
            return this;
        }

        /**
         * Takes only these {@code typ} headers; the empty text stands for none. {@code at+jwt} alone is the strictest
         * choice, for issuers that write it (RFC 9068).
         */
        public Builder types(String... all) {
            this.types = new TreeSet<>(Set.of(all));
            return this;
        }

        /** Names claims that every token must have and ID tokens have not; {@code jti} unless told otherwise. */
        public Builder requiredClaims(String... all) {
            this.requiredClaims = new TreeSet<>(Set.of(all));
            return this;
        }

        /** Names the claim with the caller's tenant; {@code tenant} unless told otherwise. */
        public Builder tenantClaim(String name) {
            this.tenantClaim = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Names the claim with the caller's roles; {@code roles} unless told otherwise. */
        public Builder rolesClaim(String name) {
            this.rolesClaim = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Allows plain http to this machine, for tests. */
        public Builder unsafeLoopbackHttp() {
            this.loopbackHttp = true;
            return this;
        }

        /**
         * Returns the issuer.
         *
         * @throws InvalidSettingsException when a URL is none, or not https
         */
        public ExternalIssuer build() {
            KeySetAddress.checkIssuer(issuer, loopbackHttp);
            return new ExternalIssuer(this);
        }
    }
}
