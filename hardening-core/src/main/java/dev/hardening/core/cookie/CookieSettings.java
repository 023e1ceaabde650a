package dev.hardening.core.cookie;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How sessions are signed and what their cookie is called. Immutable; holds secrets and never tells them. Guide rows
 * V-19, V-36, V-37, X-07.
 */
public final class CookieSettings {

    /** The name of the session's cookie; {@code __Host-session} by default (RFC 6265bis section 4.1.3.2). */
    public static final Setting<String> NAME =
            Setting.parsed("COOKIE_NAME", CookieName::checked).orElse("__Host-session");

    /** How long a session lasts, one minute to 30 days; 24 hours by default. */
    public static final Setting<Duration> LIFETIME =
            Setting.seconds("COOKIE_LIFETIME_SECONDS", 60, 2_592_000).orElse(Duration.ofHours(24));

    /** Whether browsers send the cookie when a link of another site is followed; {@code strict} by default. */
    public static final Setting<SameSite> SAME_SITE =
            Setting.word("COOKIE_SAME_SITE", SameSite.class).orElse(SameSite.STRICT);

    /** Whether requests without a session are refused; see {@link Enforcement}. */
    public static final Setting<Enforcement> MODE =
            Setting.word("COOKIE_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    /** The secret that signs, 32 bytes or more. */
    public static final SecretSetting SECRET =
            SecretSetting.of("SESSION_SECRET", SecretRule.signing()).or("SECRET_KEY");

    /** The secrets that signed before, newest first, with commas between: their cookies are good and signed anew. */
    public static final String PREVIOUS = "SESSION_SECRET_PREVIOUS";

    private final @Nullable KeyRing keys;
    private final String name;
    private final Duration lifetime;
    private final SameSite sameSite;
    private final Enforcement enforcement;
    private final boolean plainHttp;

    private CookieSettings(Builder builder) {
        this.keys = builder.keys();
        this.name = builder.name;
        this.lifetime = builder.lifetime;
        this.sameSite = builder.sameSite;
        this.enforcement = builder.enforcement;
        this.plainHttp = builder.plainHttp;
    }

    /** Starts without a secret, which means that the room is off. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads everything that the environment says of sessions; without a secret the room is off. */
    public static CookieSettings read(SettingReader reader) {
        return new CookiesFromSettings(reader).read(null);
    }

    /** Does the same where sessions are the only way in: having no secret is a problem, unless the mode is off. */
    public static CookieSettings require(SettingReader reader) {
        return new CookiesFromSettings(reader).require();
    }

    /**
     * Does the same as {@link #read} with a secret for the case that the settings have none: what an application falls
     * back to in development.
     */
    public static CookieSettings read(SettingReader reader, Secret fallback) {
        return new CookiesFromSettings(reader).read(fallback);
    }

    /**
     * Does the same with names and a rule of the application's own for the secret, which count for previous ones, too.
     *
     * @param fallback signs when the settings have no secret; null when the room is off then
     */
    public static CookieSettings read(SettingReader reader, SecretSetting secret, @Nullable Secret fallback) {
        return new CookiesFromSettings(reader, secret).read(fallback);
    }

    /** Tells whether there is a secret and the mode is not off. */
    public boolean isOn() {
        return keys != null && enforcement != Enforcement.OFF;
    }

    KeyRing keys() {
        return Objects.requireNonNull(keys, "keys");
    }

    /** Returns the name of the cookie on requests over https, or over plain http where that is served. */
    public String name(boolean secure) {
        return isSecure(secure) ? name : CookieName.bare(name);
    }

    /** Tells whether the cookie is for https only: always, except over plain http in development. */
    public boolean isSecure(boolean secure) {
        return secure || !plainHttp;
    }

    /** Returns how long a session lasts. */
    public Duration lifetime() {
        return lifetime;
    }

    /** Returns whether browsers send the cookie when a link of another site is followed. */
    public SameSite sameSite() {
        return sameSite;
    }

    /** Returns whether refusals count. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (!isOn()) {
            return "off: no sessions";
        }
        return name + ", " + lifetime.toSeconds() + " s, SameSite=" + sameSite.text() + ", "
                + keys().previous().size() + " previous secrets, " + enforcement.summary()
                + (plainHttp ? ", over plain http too" : "");
    }

    @Override
    public String toString() {
        return "CookieSettings[" + summary() + "]";
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable Secret key;
        private List<Secret> previous = List.of();
        private String name = "__Host-session";
        private Duration lifetime = Duration.ofHours(24);
        private SameSite sameSite = SameSite.STRICT;
        private Enforcement enforcement = Enforcement.ENFORCE;
        private boolean plainHttp;

        private Builder() {}

        /** Gives the secret that signs. Its strength is not judged here: read it by a {@link SecretSetting}. */
        public Builder key(Secret secret) {
            this.key = Objects.requireNonNull(secret, "secret");
            return this;
        }

        /**
         * Gives the secrets that signed before, newest first.
         *
         * @throws IllegalArgumentException when there are more than a {@link KeyRing} remembers
         */
        public Builder previous(List<Secret> secrets) {
            if (secrets.size() > KeyRing.MAX_PREVIOUS) {
                throw new IllegalArgumentException("at most " + KeyRing.MAX_PREVIOUS + " previous secrets");
            }
            this.previous = List.copyOf(secrets);
            return this;
        }

        /**
         * Replaces the cookie's name.
         *
         * @throws InvalidSettingsException when it is not a name, or has a prefix that some browsers do not know
         */
        public Builder name(String value) {
            this.name = NAME.parse(value);
            return this;
        }

        /**
         * Replaces the lifetime, in whole seconds.
         *
         * @throws InvalidSettingsException outside one minute to 30 days
         */
        public Builder lifetime(Duration value) {
            this.lifetime = LIFETIME.parse(Long.toString(value.toSeconds()));
            return this;
        }

        /** Says whether browsers send the cookie when a link of another site is followed. */
        public Builder sameSite(SameSite value) {
            this.sameSite = Objects.requireNonNull(value, "sameSite");
            return this;
        }

        /** Says whether refusals count. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "enforcement");
            return this;
        }

        /**
         * Gives sessions to clients over plain http too, without {@code Secure} and without the prefix in the name: for
         * development, where there is no https.
         */
        public Builder unsafeOverPlainHttp() {
            this.plainHttp = true;
            return this;
        }

        private @Nullable KeyRing keys() {
            return key == null ? null : KeyRing.of(key, previous);
        }

        /** Returns the settings. */
        public CookieSettings build() {
            return new CookieSettings(this);
        }
    }
}
