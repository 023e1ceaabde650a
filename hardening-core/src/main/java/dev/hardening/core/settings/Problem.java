package dev.hardening.core.settings;

import java.util.Objects;

/**
 * One thing that is wrong with the settings and what to do about it. Neither part ever holds a value.
 *
 * @param code the kind of problem
 * @param severity what it does to the start
 * @param name the setting's name, or several with commas between
 * @param message what is wrong
 * @param cure what to do, with the command where there is one
 */
public record Problem(ProblemCode code, Severity severity, String name, String message, String cure) {

    /** Checks that every part is there. */
    public Problem {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(severity, "severity");
        if (name.isBlank() || message.isBlank() || cure.isBlank()) {
            throw new IllegalArgumentException("a problem has a name, a message and a cure");
        }
    }

    /** Returns a problem that keeps the service from starting. */
    public static Problem refuse(ProblemCode code, String name, String message, String cure) {
        return new Problem(code, Severity.REFUSE, name, message, cure);
    }

    /** Returns a problem that lets the service start. */
    public static Problem warn(ProblemCode code, String name, String message, String cure) {
        return new Problem(code, Severity.WARN, name, message, cure);
    }

    /** Returns the same problem with another severity. */
    public Problem as(Severity other) {
        return other == severity ? this : new Problem(code, other, name, message, cure);
    }

    /** Returns the line of a report: {@code HRD-1003 REFUSE PORT: is out of range; write 0 to 65535}. */
    @Override
    public String toString() {
        return code.text() + " " + severity + " " + name + ": " + message + "; " + cure;
    }
}
