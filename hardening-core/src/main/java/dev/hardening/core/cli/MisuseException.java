package dev.hardening.core.cli;

/** A command is misspelt. The message repeats no value. */
final class MisuseException extends Exception {

    private static final long serialVersionUID = 1L;

    MisuseException(String message) {
        super(message, null, false, false);
    }
}
