package dev.hardening.servlet.errors;

import java.io.IOException;

/**
 * Makes the container break off an answer that had begun, so that the client sees that it is not whole. It says nothing
 * but the id under which the log has the reason, and has no stack, because containers log it once more.
 */
final class AnswerCutOffException extends IOException {

    private static final long serialVersionUID = 1L;

    AnswerCutOffException(String errorId) {
        super("an answer that had begun was cut off; see error id " + errorId);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
