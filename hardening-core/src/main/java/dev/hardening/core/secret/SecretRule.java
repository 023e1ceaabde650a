package dev.hardening.core.secret;

import dev.hardening.core.secret.SecretFinding.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a secret must be like: how long, in which unit, and what each {@link SecretWeakness} costs. There are four
 * levels to start from, and a {@link Builder} to change them.
 *
 * <table><caption>Levels</caption>
 * <tr><th>level</th><th>length</th><th>guessable or placeholder</th></tr>
 * <tr><td>{@link #signing()}</td><td>32 UTF-8 bytes, refuses</td><td>refuses</td></tr>
 * <tr><td>{@link #apiKey()}</td><td>16 characters, warns</td><td>warns</td></tr>
 * <tr><td>{@link #password()}</td><td>8 characters, warns</td><td>refuses default passwords and templates, does not
 * judge randomness</td></tr>
 * <tr><td>{@link #opaque()}</td><td>not empty</td><td>warns of templates</td></tr>
 * </table>
 *
 * <p>The rules about randomness refuse a truly random hex, base64 or alphanumeric secret at most a few times in ten
 * million; most of them at most once in 10⁹. They do not promise to find every passphrase. Judging leaves short-lived
 * copies of the value on the heap.
 *
 * <p>Immutable and safe for use by many threads. Sources: RFC 7518 section 3.2 for the length of HMAC keys, OWASP ASVS
 * 5.0 section 11.2.
 */
public final class SecretRule {

    private static final String GENERATE = "generate one with: ";
    private static final int DEFAULT_SIGNING_BYTES = 32;
    private static final int DEFAULT_API_KEY_CHARS = 16;
    private static final int DEFAULT_PASSWORD_CHARS = 8;

    private final SecretUnit unit;
    private final int minimum;
    private final String newValue;
    private final Map<SecretWeakness, Severity> severities;

    private SecretRule(Builder builder) {
        this.unit = builder.unit;
        this.minimum = builder.minimum;
        this.newValue = builder.newValue;
        this.severities = new EnumMap<>(builder.severities);
    }

    /** The rule for keys that sign or encrypt: 32 UTF-8 bytes, random, no template. */
    public static SecretRule signing() {
        return new Builder(SecretUnit.UTF8_BYTES, DEFAULT_SIGNING_BYTES, GENERATE + "openssl rand -hex 32")
                .refuse(SecretWeakness.values())
                .warn(SecretWeakness.FEW_RANDOM_BYTES, SecretWeakness.NOT_HEX, SecretWeakness.UUID)
                .warn(SecretWeakness.HALF_QUOTED)
                .ignore(SecretWeakness.NOT_ASCII, SecretWeakness.SURROUNDING_WHITE_SPACE)
                .build();
    }

    /**
     * The rule for keys that clients present: everything that works is allowed, with a warning. What cannot be sent in
     * a header field is refused.
     */
    public static SecretRule apiKey() {
        return new Builder(SecretUnit.CHARS, DEFAULT_API_KEY_CHARS, GENERATE + "openssl rand -base64 32")
                .warn(SecretWeakness.values())
                .refuse(SecretWeakness.EMPTY, SecretWeakness.WHITE_SPACE, SecretWeakness.CONTROL_CHARACTER)
                .refuse(SecretWeakness.NOT_ASCII)
                .ignore(
                        SecretWeakness.SURROUNDING_WHITE_SPACE,
                        SecretWeakness.UUID,
                        SecretWeakness.FEW_RANDOM_BYTES,
                        SecretWeakness.TOO_FEW_RANDOM_BYTES)
                .build();
    }

    /** The rule for passwords of other systems: no well-known default and no template. Passphrases are welcome. */
    public static SecretRule password() {
        return new Builder(SecretUnit.CHARS, DEFAULT_PASSWORD_CHARS, GENERATE + "openssl rand -base64 24")
                .refuse(SecretWeakness.EMPTY, SecretWeakness.PLACEHOLDER, SecretWeakness.KNOWN_DEFAULT)
                .refuse(SecretWeakness.KNOWN_PUBLIC)
                .warn(SecretWeakness.TOO_SHORT, SecretWeakness.QUOTED, SecretWeakness.SURROUNDING_WHITE_SPACE)
                .warn(SecretWeakness.CONTROL_CHARACTER)
                .build();
    }

    /** The rule for keys that another party made and only it can judge. */
    public static SecretRule opaque() {
        return new Builder(SecretUnit.CHARS, 1, "get one from the service that issues it")
                .refuse(SecretWeakness.EMPTY)
                .warn(SecretWeakness.PLACEHOLDER, SecretWeakness.KNOWN_PUBLIC, SecretWeakness.QUOTED)
                .warn(SecretWeakness.SURROUNDING_WHITE_SPACE, SecretWeakness.CONTROL_CHARACTER)
                .build();
    }

    /** Returns a builder that starts from this rule. */
    public Builder toBuilder() {
        Builder builder = new Builder(unit, minimum, newValue);
        builder.severities.putAll(severities);
        return builder;
    }

    /** Returns this rule with every refusal turned into a warning, for development. */
    public SecretRule warnOnly() {
        return withAll(Severity.WARN);
    }

    /** Returns this rule with every warning turned into a refusal. */
    public SecretRule strict() {
        return withAll(Severity.REFUSE);
    }

    private SecretRule withAll(Severity severity) {
        Builder builder = toBuilder();
        builder.severities.replaceAll((weakness, old) -> severity);
        return builder.build();
    }

    /** Returns what is counted. */
    public SecretUnit unit() {
        return unit;
    }

    /** Returns the smallest allowed length, in {@link #unit()}. */
    public int minimum() {
        return minimum;
    }

    /**
     * Judges a secret.
     *
     * @return all findings that this rule does not ignore; empty if the secret is good
     * @throws IllegalStateException if the secret is closed
     */
    public List<SecretFinding> check(Secret secret) {
        try (SecretText text = SecretText.of(secret)) {
            return findings(secret.name(), text);
        }
    }

    /** Judges a value that is not boxed yet; it may be empty. */
    public List<SecretFinding> check(String name, CharSequence value) {
        try (SecretText text = SecretText.of(value)) {
            return findings(name, text);
        }
    }

    /** Tells whether none of the findings is a refusal. */
    public static boolean isAcceptable(Collection<SecretFinding> findings) {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.REFUSE);
    }

    /**
     * Finds secrets that are the same under two names. Compared are the text itself and what it is when read as hex (in
     * any case) or base64, because {@code ab01…}, {@code AB01…} and {@code qwE…} are one key to an attacker who has it.
     *
     * @return one finding with {@link Severity#REFUSE} for each pair, with both names
     * @throws IllegalStateException if one of the secrets is closed
     */
    public static List<SecretFinding> distinct(Collection<Secret> secrets) {
        return SharedSecrets.find(List.copyOf(secrets));
    }

    private List<SecretFinding> findings(String name, SecretText text) {
        List<SecretFinding> findings = new ArrayList<>();
        new SecretJudge(text, unit, minimum).judge((weakness, problem) -> {
            Severity severity = severities.get(weakness);
            if (severity != null) {
                findings.add(new SecretFinding(name, weakness, severity, problem, newValue));
            }
        });
        return List.copyOf(findings);
    }

    /** Changes a copy of a rule. Not safe for use by many threads. */
    public static final class Builder {

        private SecretUnit unit;
        private int minimum;
        private String newValue;
        private final Map<SecretWeakness, Severity> severities = new EnumMap<>(SecretWeakness.class);

        private Builder(SecretUnit unit, int minimum, String newValue) {
            this.unit = unit;
            this.minimum = minimum;
            this.newValue = newValue;
        }

        /**
         * Sets the smallest allowed length.
         *
         * @throws IllegalArgumentException if {@code minimum} is below 1
         */
        public Builder minimum(int minimum, SecretUnit unit) {
            if (minimum < 1) {
                throw new IllegalArgumentException("a minimum below 1 allows empty secrets");
            }
            this.minimum = minimum;
            this.unit = Objects.requireNonNull(unit, "unit");
            return this;
        }

        /** Sets the command that findings recommend, such as {@code openssl rand -hex 32}. */
        public Builder command(String command) {
            this.newValue = GENERATE + Objects.requireNonNull(command, "command");
            return this;
        }

        /** Makes these weaknesses refusals. */
        public Builder refuse(SecretWeakness... weaknesses) {
            return set(Severity.REFUSE, weaknesses);
        }

        /** Makes these weaknesses warnings. */
        public Builder warn(SecretWeakness... weaknesses) {
            return set(Severity.WARN, weaknesses);
        }

        /** Makes the rule blind to these weaknesses. */
        public Builder ignore(SecretWeakness... weaknesses) {
            for (SecretWeakness weakness : weaknesses) {
                severities.remove(weakness);
            }
            return this;
        }

        private Builder set(Severity severity, SecretWeakness... weaknesses) {
            for (SecretWeakness weakness : weaknesses) {
                severities.put(weakness, severity);
            }
            return this;
        }

        /** Returns the rule. */
        public SecretRule build() {
            return new SecretRule(this);
        }
    }
}
