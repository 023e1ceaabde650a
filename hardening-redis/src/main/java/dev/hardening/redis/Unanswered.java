package dev.hardening.redis;

/** The server has not decided. It says why, in words for logs, and costs no stack trace: while the server is away it is made often. */
final class Unanswered extends Exception {

    private static final long serialVersionUID = 1L;

    Unanswered(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
