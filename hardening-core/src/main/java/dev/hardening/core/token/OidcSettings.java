package dev.hardening.core.token;

import dev.hardening.core.net.Origin;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretUnit;
import dev.hardening.core.secret.SecretWeakness;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How browsers log in at an external OpenID issuer: which client this service is there, and where the issuer sends
 * browsers back to, which is built on the configured public origin and never on what a request says. Immutable; the
 * secret appears in no text. Guide row E-57.
 *
 * <p>From the environment: {@code OIDC_CLIENT_ID} switches it on; {@code OIDC_ISSUER}, {@code OIDC_CLIENT_SECRET} (or a
 * file named by {@code OIDC_CLIENT_SECRET_FILE}) and one origin in {@code PUBLIC_ORIGINS} are required then.
 */
public final class OidcSettings {

    /** The name that the issuer has given this service; none, which is the default, means no log-in of browsers. */
    public static final Setting<String> CLIENT_ID = Setting.parsed("OIDC_CLIENT_ID", TokenSettings::name);

    /** The secret that the issuer has given this service, 16 characters or more. */
    public static final SecretSetting CLIENT_SECRET = SecretSetting.of(
            "OIDC_CLIENT_SECRET",
            SecretRule.opaque().toBuilder()
                    .minimum(16, SecretUnit.CHARS)
                    .refuse(SecretWeakness.TOO_SHORT, SecretWeakness.PLACEHOLDER, SecretWeakness.KNOWN_DEFAULT)
                    .refuse(SecretWeakness.KNOWN_PUBLIC, SecretWeakness.CONTROL_CHARACTER)
                    .build());

    /** Where the issuer sends browsers back to: the whole path as they see it, the application's own prefix included. */
    public static final Setting<String> CALLBACK_PATH =
            Setting.parsed("OIDC_CALLBACK_PATH", OidcPath::callback).orElse("/auth/callback");

    /** What is asked for (RFC 6749 section 3.3), with blanks or commas between; always {@code openid} as well. */
    public static final Setting<Set<String>> SCOPES =
            Setting.parsed("OIDC_SCOPES", OidcSettings::scopes).orElse(Set.of("openid"));

    private static final int MOST_SCOPES = 32;

    private final ExternalIssuer issuer;
    private final Secret clientSecret;
    private final Origin publicOrigin;
    private final String callbackPath;
    private final String scope;

    private OidcSettings(Builder builder, ExternalIssuer issuer) {
        this.issuer = issuer;
        this.clientSecret = builder.clientSecret;
        this.publicOrigin = builder.publicOrigin;
        this.callbackPath = builder.callbackPath;
        this.scope = String.join(" ", builder.scopes);
    }

    /**
     * Starts with what is required.
     *
     * @param issuer the issuer's URL, exactly as its tokens have it in {@code iss}
     * @param clientId the name that it has given this service
     * @param clientSecret the secret that it has given this service; its strength is judged by {@link #read} alone
     * @param publicOrigin the origin at which browsers see this service: https, or http on this machine
     */
    public static Builder builder(String issuer, String clientId, Secret clientSecret, Origin publicOrigin) {
        return new Builder(issuer, clientId, clientSecret, publicOrigin);
    }

    /** Reads everything that the environment says of it; empty without {@code OIDC_CLIENT_ID}, and after a problem. */
    public static Optional<OidcSettings> read(SettingReader reader) {
        return new OidcReading(reader).read();
    }

    ExternalIssuer issuer() {
        return issuer;
    }

    /** Returns the name that the issuer has given this service. */
    public String clientId() {
        return issuer.audience();
    }

    Secret clientSecret() {
        return clientSecret;
    }

    /** Returns the origin at which browsers see this service. */
    public Origin publicOrigin() {
        return publicOrigin;
    }

    /** Returns the path that the issuer sends browsers back to. */
    public String callbackPath() {
        return callbackPath;
    }

    /** Returns the whole address that the issuer must know as redirect URI. */
    public String redirectUri() {
        return publicOrigin.asciiText() + callbackPath;
    }

    /** Returns what is asked for, with blanks between. */
    public String scope() {
        return scope;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return "browsers log in at " + issuer.issuer() + " as " + clientId() + ", back to " + redirectUri();
    }

    @Override
    public String toString() {
        return "OidcSettings[" + summary() + "]";
    }

    /** RFC 6749 section 3.3: visible ASCII without quotes and backslashes. */
    private static Set<String> scopes(String text) {
        Set<String> all = new LinkedHashSet<>(Set.of("openid"));
        for (String scope : text.split("[ ,]", -1)) {
            if (!scope.isEmpty()) {
                all.add(scope);
            }
        }
        boolean good = all.size() <= MOST_SCOPES
                && all.stream()
                        .allMatch(scope -> scope.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\'));
        if (!good) {
            throw new IllegalArgumentException(
                    "scopes are " + MOST_SCOPES + " words of visible ASCII at most, with blanks between");
        }
        return all;
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private final Secret clientSecret;
        private final Origin publicOrigin;
        private final ExternalIssuer.Builder issuer;
        private String callbackPath = "/auth/callback";
        private Set<String> scopes = Set.of("openid");
        private boolean loopbackHttp;

        private Builder(String issuer, String clientId, Secret clientSecret, Origin publicOrigin) {
            this.clientSecret = Objects.requireNonNull(clientSecret, "clientSecret");
            this.publicOrigin = Objects.requireNonNull(publicOrigin, "publicOrigin");
            // An ID token is for the client.
            this.issuer = ExternalIssuer.of(issuer, clientId).types("", "JWT");
        }

        /** Replaces the path that the issuer sends browsers back to; {@code /auth/callback} unless told otherwise. */
        public Builder callbackPath(String path) {
            this.callbackPath = OidcPath.callback(path);
            return this;
        }

        /** Replaces what is asked for; {@code openid} is added. */
        public Builder scopes(String... all) {
            this.scopes = OidcSettings.scopes(String.join(" ", List.of(all)));
            return this;
        }

        /** Says where the issuer's keys are instead of asking the issuer. */
        public Builder jwksUrl(String url) {
            issuer.jwksUrl(url);
            return this;
        }

        /** Names the claim with the caller's tenant; {@code tenant} unless told otherwise. */
        public Builder tenantClaim(String name) {
            issuer.tenantClaim(name);
            return this;
        }

        /** Names the claim with the caller's roles; {@code roles} unless told otherwise. */
        public Builder rolesClaim(String name) {
            issuer.rolesClaim(name);
            return this;
        }

        /** Allows plain http on this machine, for the issuer and for this service, in development and tests. */
        public Builder unsafeLoopbackHttp() {
            this.loopbackHttp = true;
            issuer.unsafeLoopbackHttp();
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when the issuer or the public origin is not https
         */
        public OidcSettings build() {
            boolean secure = publicOrigin.scheme().equals("https");
            if (!secure && !(loopbackHttp && publicOrigin.isLoopback())) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.CONTRADICTION,
                        OidcReading.ORIGINS + ", " + CLIENT_ID.name(),
                        "send codes that log somebody in over plain http",
                        "use an https origin; http on this machine is for development and tests only"));
            }
            return new OidcSettings(this, issuer.build());
        }
    }
}
