package dev.hardening.redis;

/** The server has not decided. It says why, in words for logs, and costs no stack trace: while the server is away it is made often. */
final class Unanswered extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean undone;

    Unanswered(String reason) {
        this(reason, false);
    }

    /** Says whether it is certain that the server has done nothing, nor is about to. */
    Unanswered(String reason, boolean undone) {
        super(reason, null, false, false);
        this.undone = undone;
    }

    /** Tells whether it is certain that the server has done nothing; otherwise it may have, and only the answer is missing. */
    boolean isUndone() {
        return undone;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
