package dev.hardening.core.secret;

/**
 * One thing that is wrong with a secret: which one, what, how bad, and what to do. It never contains the value, so it
 * may be printed. Immutable.
 */
public final class SecretFinding {

    /** How much a finding matters. */
    public enum Severity {
        /** The application starts and says so. */
        WARN,
        /** The application must not start. */
        REFUSE
    }

    private final String name;
    private final SecretWeakness weakness;
    private final Severity severity;
    private final String problem;
    private final String cure;

    SecretFinding(String name, SecretWeakness weakness, Severity severity, String problem, String newValue) {
        this.name = name;
        this.weakness = weakness;
        this.severity = severity;
        this.problem = problem;
        this.cure = weakness.cure(newValue);
    }

    /** Returns the name of the secret, or both names joined by " and " for {@link SecretWeakness#SHARED}. */
    public String name() {
        return name;
    }

    /** Returns what is wrong, as a value to switch on. */
    public SecretWeakness weakness() {
        return weakness;
    }

    /** Returns how much it matters under the rule that was asked. */
    public Severity severity() {
        return severity;
    }

    /** Returns what is wrong, as a sentence part such as {@code has 31 bytes, needs at least 32}. */
    public String problem() {
        return problem;
    }

    /** Returns what to do, with a command such as {@code openssl rand -hex 32}. */
    public String cure() {
        return cure;
    }

    /** Returns name, problem and cure in one line. */
    @Override
    public String toString() {
        return name + " " + problem + " (" + cure + ")";
    }
}
