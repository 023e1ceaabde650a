package dev.hardening.core.token;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects {@link TokenSettings} and holds the rules about their values. Not safe for use by several threads. */
public final class TokenSettingsBuilder {

    private static final String REFRESH_PURPOSE = "hardening/jwt/refresh/v1";

    TokenProfile profile = TokenProfile.STANDARD;

    @Nullable
    KeyRing keys;

    @Nullable
    KeyRing refreshKeys;

    @Nullable
    Path keyFile;

    String secretName = TokenSettings.SECRET_NAME;
    SecretRule secretRule = SecretRule.signing();
    Need need = Need.OPTIONAL;
    String issuer = "";
    String audience = "";
    Duration accessTtl = Duration.ofMinutes(15);
    Duration refreshTtl = Duration.ofDays(7);
    Duration refreshGrace = Duration.ofSeconds(10);
    Duration familyLife = Duration.ofDays(30);
    int mostSessions = 32;
    Duration skew = Duration.ofSeconds(30);
    Enforcement enforcement = Enforcement.ENFORCE;

    @Nullable
    ExternalIssuer externalIssuer;

    InstantSource clock = InstantSource.system();

    TokenSettingsBuilder() {}

    static Secret derivedRefreshKey(Secret key) {
        return DerivedKey.secretFor(key, REFRESH_PURPOSE);
    }

    /** Chooses the form of the service's own tokens; {@link TokenProfile#STANDARD} unless told otherwise. */
    public TokenSettingsBuilder profile(TokenProfile value) {
        this.profile = Objects.requireNonNull(value, "profile");
        return this;
    }

    /** Gives the keys for access tokens: the current one signs, the others only verify. */
    public TokenSettingsBuilder keys(KeyRing ring) {
        this.keys = Objects.requireNonNull(ring, "ring");
        return this;
    }

    /**
     * Gives the keys for refresh tokens. Without them, they are derived from those for access tokens; in the plain
     * profile they are the same.
     */
    public TokenSettingsBuilder refreshKeys(KeyRing ring) {
        this.refreshKeys = Objects.requireNonNull(ring, "ring");
        return this;
    }

    /** Names the file that the current key comes from, so that it can be read again. */
    TokenSettingsBuilder keyFile(Path path) {
        this.keyFile = path;
        return this;
    }

    /** Replaces the rule that {@code JWT_SECRET} must obey; {@link SecretRule#signing()} unless told otherwise. */
    public TokenSettingsBuilder secretRule(SecretRule rule) {
        this.secretRule = Objects.requireNonNull(rule, "rule");
        return this;
    }

    /** Replaces the clock that tells how old {@code JWT_SECRET} is. */
    public TokenSettingsBuilder clock(InstantSource value) {
        this.clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /**
     * Says by which of its names a missing secret is asked for, {@code JWT_SECRET} unless told otherwise.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    public TokenSettingsBuilder secretName(String name) {
        if (!TokenSettings.SECRET_NAMES.contains(name)) {
            throw new IllegalArgumentException("the names of the secret are " + TokenSettings.SECRET_NAMES);
        }
        this.secretName = name;
        return this;
    }

    /** Makes a missing {@code JWT_SECRET} a problem. */
    public TokenSettingsBuilder requireSecret() {
        this.need = Need.REQUIRED;
        return this;
    }

    /** Makes a missing {@code JWT_SECRET} a problem in production, and makes one up, with a warning, elsewhere. */
    public TokenSettingsBuilder requireOrGenerateSecret() {
        this.need = Need.REQUIRED_OR_GENERATED;
        return this;
    }

    /** Names who signs the service's own tokens. */
    public TokenSettingsBuilder issuer(String value) {
        this.issuer = TokenSettings.name(value);
        return this;
    }

    /** Names for whom the service's own access tokens are. */
    public TokenSettingsBuilder audience(String value) {
        this.audience = TokenSettings.name(value);
        return this;
    }

    /** Sets how long an access token lives: 1 second to 24 hours. */
    public TokenSettingsBuilder accessTtl(Duration value) {
        this.accessTtl = within("the life of an access token", value, 1, TokenSettings.LONGEST_ACCESS);
        return this;
    }

    /** Sets how long a refresh token lives: longer than an access token, 365 days at most. */
    public TokenSettingsBuilder refreshTtl(Duration value) {
        this.refreshTtl = within("the life of a refresh token", value, 1, TokenSettings.LONGEST_REFRESH);
        return this;
    }

    /** Sets how long a spent refresh token is answered with its successor: 0 to 60 seconds. */
    public TokenSettingsBuilder refreshGrace(Duration value) {
        this.refreshGrace = within("the grace for a spent refresh token", value, 0, TokenSettings.LONGEST_GRACE);
        return this;
    }

    /** Sets how long a session lives, however often it is refreshed: 365 days at most. */
    public TokenSettingsBuilder familyLife(Duration value) {
        this.familyLife = within("the life of a session", value, 1, TokenSettings.LONGEST_REFRESH);
        return this;
    }

    /** Sets how many sessions one user may have at a time: 1 to 1000. */
    public TokenSettingsBuilder mostSessions(int value) {
        this.mostSessions = TokenSettings.MOST_SESSIONS.parse(Integer.toString(value));
        return this;
    }

    /** Sets how far clocks may differ: 0 to 60 seconds. */
    public TokenSettingsBuilder skew(Duration value) {
        this.skew = within("the skew of clocks", value, 0, TokenSettings.LONGEST_SKEW);
        return this;
    }

    /** Takes the tokens of an external issuer as well. */
    public TokenSettingsBuilder externalIssuer(ExternalIssuer value) {
        this.externalIssuer = Objects.requireNonNull(value, "externalIssuer");
        return this;
    }

    /** Counts and logs what would be refused, and lets it pass. */
    public TokenSettingsBuilder shadow() {
        this.enforcement = Enforcement.SHADOW;
        return this;
    }

    /** Switches the room off: anybody may call everything. For development, or where the app authenticates. */
    public TokenSettingsBuilder unsafeOff() {
        this.enforcement = Enforcement.OFF;
        return this;
    }

    /**
     * Returns the settings.
     *
     * @throws InvalidSettingsException when two of them contradict each other, or a key is too short for HS256
     */
    public TokenSettings build() {
        List<Problem> problems = new ArrayList<>();
        if (accessTtl.compareTo(refreshTtl) >= 0) {
            problems.add(Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    TokenSettings.ACCESS_TTL.name() + ", " + TokenSettings.REFRESH_TTL.name(),
                    "let a refresh token end before the access token that it renews",
                    "make the refresh token live longer"));
        }
        if (keys == null && refreshKeys != null) {
            problems.add(Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    TokenReading.REFRESH_NAME,
                    "is set without a key for access tokens",
                    "set JWT_SECRET as well"));
        }
        if (keys != null) {
            checkKeys(keys, problems);
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
        return new TokenSettings(this);
    }

    private void checkKeys(KeyRing ring, List<Problem> problems) {
        List<Secret> all = new ArrayList<>(ring.all());
        if (refreshKeys != null) {
            all.addAll(refreshKeys.all());
        }
        for (Secret key : all) {
            if (key.length() < TokenSettings.LEAST_KEY_BYTES) {
                problems.add(Problem.refuse(
                        ProblemCode.SECRET_SHORT,
                        key.name(),
                        "is shorter than the 32 bytes that HS256 needs in every mode",
                        "generate one with: openssl rand -hex 32"));
            }
        }
        if (profile == TokenProfile.STANDARD && refreshKeys != null) {
            if (refreshKeys.all().stream().anyMatch(ring.all()::contains)) {
                problems.add(Problem.refuse(
                        ProblemCode.SECRET_SHARED,
                        TokenSettings.SECRET_NAME + ", " + TokenReading.REFRESH_NAME,
                        "are the same, so one kind of token could be made of the other",
                        "generate one for each, or leave the second one out"));
            }
        }
        if (profile == TokenProfile.STANDARD && issuer.isEmpty()) {
            problems.add(Problem.refuse(
                    ProblemCode.MISSING,
                    TokenSettings.ISSUER.name(),
                    "is required where the service signs tokens of the standard profile",
                    "set it to a name of this service and environment, such as https://api.example.org"));
        }
        if (externalIssuer != null && externalIssuer.issuer().equals(issuer)) {
            problems.add(Problem.refuse(
                    ProblemCode.CONTRADICTION,
                    TokenSettings.ISSUER.name() + ", " + ExternalIssuer.ISSUER.name(),
                    "name one issuer for tokens of two kinds of key",
                    "give the service's own tokens another issuer"));
        }
    }

    private static Duration within(String what, Duration value, int leastSeconds, Duration most) {
        if (value.compareTo(Duration.ofSeconds(leastSeconds)) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    what + " is " + leastSeconds + " to " + most.toSeconds() + " seconds, not " + value);
        }
        return value;
    }

    /** Whether the room can do without {@code JWT_SECRET}. */
    enum Need {
        OPTIONAL,
        REQUIRED,
        REQUIRED_OR_GENERATED
    }
}
