package dev.hardening.core.settings;

/** A text is not a value of its setting. Checked, so that no parser's refusal is forgotten, and without a stack. */
final class BadValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String cure;

    BadValueException(ProblemCode code, String message, String cure) {
        super(message, null, false, false);
        this.code = code;
        this.cure = cure;
    }

    Problem problem(String name) {
        return Problem.refuse(code, name, String.valueOf(getMessage()), cure);
    }
}
