package dev.hardening.servlet.support;

/** Says that a multipart form is none. It has no stack trace: it is part of an answer, and no failure. */
final class MalformedFormException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedFormException(String reason) {
        super(reason, null, false, false);
    }
}
