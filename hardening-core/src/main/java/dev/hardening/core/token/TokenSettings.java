package dev.hardening.core.token;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are signed, what they must say and how long they live. Immutable.
 *
 * <p>From the environment: the key in {@code JWT_SECRET} (also {@code JWT_SECRET_KEY}, or a file named by
 * {@code JWT_SECRET_FILE}, which is read again within ten seconds of a change), keys that only verify in
 * {@code JWT_SECRET_PREVIOUS}, a key of its own for refresh tokens in {@code JWT_REFRESH_SECRET} with {@code JWT_REFRESH_SECRET_PREVIOUS}, and the times under all
 * their names. An external issuer is named by {@code OIDC_ISSUER} and {@code OIDC_AUDIENCE}. Without a key and without
 * an external issuer the room is off. Guide rows X-08, E-03, E-04, E-05, E-22, H-25, H-28, H-29, E-57.
 */
public final class TokenSettings {

    static final String SECRET_NAME = "JWT_SECRET";
    static final List<String> SECRET_NAMES = List.of(SECRET_NAME, "JWT_SECRET_KEY");

    /** RFC 7518 section 3.2: a key as long as the hash, or longer. */
    static final int LEAST_KEY_BYTES = 32;

    static final Duration LONGEST_ACCESS = Duration.ofHours(24);
    static final Duration WARN_ACCESS = Duration.ofHours(1);
    static final Duration LONGEST_REFRESH = Duration.ofDays(365);
    static final Duration LONGEST_GRACE = Duration.ofSeconds(60);
    static final Duration LONGEST_SKEW = Duration.ofSeconds(60);

    /** Whether a refused token ends the request; see {@link Enforcement}. */
    public static final Setting<Enforcement> MODE =
            Setting.word("TOKEN_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    /** Who signs the service's own tokens ({@code iss}), compared character by character. */
    public static final Setting<String> ISSUER = Setting.parsed("JWT_ISSUER", TokenSettings::name);

    /** For whom the service's own tokens are ({@code aud}); the issuer, unless told otherwise. */
    public static final Setting<String> AUDIENCE = Setting.parsed("JWT_AUDIENCE", TokenSettings::name);

    /** How long an access token lives: 15 minutes unless told otherwise. */
    public static final Setting<Duration> ACCESS_TTL = Setting.span("JWT_ACCESS_TTL_MIN", ChronoUnit.MINUTES, 1, 1440)
            .or(Setting.seconds("JWT_ACCESS_EXPIRY", 1, 86_400));

    /** How long a refresh token lives: 7 days unless told otherwise. */
    public static final Setting<Duration> REFRESH_TTL = Setting.span("JWT_REFRESH_TTL_DAYS", ChronoUnit.DAYS, 1, 365)
            .or(Setting.seconds("JWT_REFRESH_EXPIRY", 1, 31_536_000));

    /** How long a spent refresh token is answered with its successor: 10 seconds unless told otherwise, 0 never. */
    public static final Setting<Duration> REFRESH_GRACE = Setting.seconds("JWT_REFRESH_GRACE_SECONDS", 0, 60);

    /** How many sessions one user may have at a time, 1 to 1000: 32 unless told otherwise. */
    public static final Setting<Integer> MOST_SESSIONS = Setting.integer("JWT_SESSIONS_MAX", 1, 1000);

    /** How far clocks may differ: 30 seconds unless told otherwise. */
    public static final Setting<Duration> SKEW = Setting.seconds("JWT_CLOCK_SKEW_SECONDS", 0, 60);

    /** The day on which {@code JWT_SECRET} was replaced, in the form {@code 2026-01-31}. */
    public static final Setting<LocalDate> ROTATED_AT = Setting.parsed("JWT_SECRET_ROTATED_AT", SecretAge::day);

    /** After how many days a key should be replaced: 90 unless told otherwise. */
    public static final Setting<Duration> SECRET_MAX_AGE =
            Setting.span("SECRET_MAX_AGE_DAYS", ChronoUnit.DAYS, 1, 3650).orElse(Duration.ofDays(90));

    private final TokenProfile profile;
    private final @Nullable KeyRing keys;
    private final @Nullable KeyRing refreshKeys;
    private final @Nullable Path keyFile;
    private final SecretRule secretRule;
    private final String issuer;
    private final String audience;
    private final Duration accessTtl;
    private final Duration refreshTtl;
    private final Duration refreshGrace;
    private final Duration familyLife;
    private final int mostSessions;
    private final Duration skew;
    private final Enforcement enforcement;
    private final @Nullable ExternalIssuer externalIssuer;

    TokenSettings(TokenSettingsBuilder builder) {
        this.profile = builder.profile;
        this.keys = builder.keys;
        this.refreshKeys = builder.refreshKeys;
        this.keyFile = builder.keyFile;
        this.secretRule = builder.secretRule;
        this.issuer = builder.issuer;
        this.audience =
                builder.audience.isEmpty() && profile == TokenProfile.STANDARD ? builder.issuer : builder.audience;
        this.accessTtl = builder.accessTtl;
        this.refreshTtl = builder.refreshTtl;
        this.refreshGrace = builder.refreshGrace;
        this.familyLife = builder.familyLife;
        this.mostSessions = builder.mostSessions;
        this.skew = builder.skew;
        this.enforcement = builder.enforcement;
        this.externalIssuer = builder.externalIssuer;
    }

    /** Starts without keys, which means that the room is off. */
    public static TokenSettingsBuilder builder() {
        return new TokenSettingsBuilder();
    }

    /** Reads everything that the environment says of tokens. */
    public static TokenSettings read(SettingReader reader) {
        return read(reader, builder());
    }

    /**
     * Reads everything that the environment says of tokens, on top of what an application has chosen: its profile, the
     * rule of its secret, its own defaults. The builder is changed.
     */
    public static TokenSettings read(SettingReader reader, TokenSettingsBuilder chosen) {
        return new TokenReading(reader, chosen).read();
    }

    /** Tells whether the room does anything: there is a key or an external issuer, and it is not switched off. */
    public boolean isOn() {
        return enforcement != Enforcement.OFF && (keys != null || externalIssuer != null);
    }

    /** Tells whether the service signs tokens of its own. */
    public boolean hasKeys() {
        return keys != null;
    }

    /** Returns the form of the service's own tokens. */
    public TokenProfile profile() {
        return profile;
    }

    /** Returns who signs the service's own tokens, or an empty text when they do not say. */
    public String issuer() {
        return issuer;
    }

    /** Returns for whom the service's own access tokens are, or an empty text when they do not say. */
    public String audience() {
        return audience;
    }

    /** Returns how long an access token lives. */
    public Duration accessTtl() {
        return accessTtl;
    }

    /** Returns how long a refresh token lives. */
    public Duration refreshTtl() {
        return refreshTtl;
    }

    /** Returns how long a spent refresh token is answered with its successor. */
    public Duration refreshGrace() {
        return refreshGrace;
    }

    /** Returns how long a session lives, however often it is refreshed. */
    public Duration familyLife() {
        return familyLife;
    }

    /** Returns how many sessions one user may have at a time; a new one ends the one that was used the longest ago. */
    public int mostSessions() {
        return mostSessions;
    }

    /** Returns how far clocks may differ. */
    public Duration skew() {
        return skew;
    }

    /**
     * Returns the longest life that an access token of the service's own may claim, whatever the settings of the
     * instance that made it. A revocation has to be remembered this long, and the skew.
     */
    public Duration longestAccess() {
        return LONGEST_ACCESS;
    }

    /** Returns the longest life that a refresh token may claim. */
    public Duration longestRefresh() {
        return refreshTtl.compareTo(familyLife) > 0 ? refreshTtl : familyLife;
    }

    /** Returns whether refusals count. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns the external issuer whose tokens count as well, or null when there is none. */
    public @Nullable ExternalIssuer externalIssuer() {
        return externalIssuer;
    }

    KeyRing keys() {
        if (keys == null) {
            throw new IllegalStateException("the service signs no tokens of its own; set " + SECRET_NAME);
        }
        return keys;
    }

    KeyRing refreshKeys() {
        if (refreshKeys != null) {
            return refreshKeys;
        }
        KeyRing access = keys();
        return KeyRing.of(
                refreshKey(access.current()),
                access.previous().stream().map(this::refreshKey).toList());
    }

    boolean hasDerivedRefreshKeys() {
        return refreshKeys == null;
    }

    /** Returns the key for refresh tokens that belongs to a key for access tokens. */
    Secret refreshKey(Secret access) {
        return profile == TokenProfile.PLAIN ? access : TokenSettingsBuilder.derivedRefreshKey(access);
    }

    String refreshAudience() {
        return profile == TokenProfile.STANDARD ? issuer + "/refresh" : "";
    }

    @Nullable
    Path keyFile() {
        return keyFile;
    }

    SecretRule secretRule() {
        return secretRule;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        if (!isOn()) {
            return enforcement == Enforcement.OFF ? "off: anybody may call" : "off: no JWT_SECRET and no OIDC_ISSUER";
        }
        StringBuilder text = new StringBuilder(enforcement.summary());
        if (keys != null) {
            text.append(", HS256 with ").append(keys.all().size()).append(" keys, access ");
            text.append(accessTtl.toSeconds())
                    .append(" s, refresh ")
                    .append(refreshTtl.toSeconds())
                    .append(" s");
            if (profile == TokenProfile.PLAIN) {
                text.append(", plain profile").append(refreshKeys == null ? ": one key signs both kinds" : "");
            }
        }
        if (externalIssuer != null) {
            text.append(", tokens of ").append(externalIssuer.issuer());
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "TokenSettings[" + summary() + "]";
    }

    static String name(String text) {
        Objects.requireNonNull(text, "text");
        if (text.isBlank() || text.length() > 512 || text.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
            throw new IllegalArgumentException("an issuer or an audience has 1 to 512 visible ASCII characters");
        }
        return text;
    }
}
