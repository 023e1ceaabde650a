package dev.hardening.examples.web;

import dev.hardening.core.decision.ErrorBody;
import org.jspecify.annotations.Nullable;

/** A request of the example's own business is refused, with a fixed text for the client. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ErrorBody body;
    private final int retryAfterSeconds;

    private RefusedException(ErrorBody body, int retryAfterSeconds, @Nullable Throwable cause) {
        super(body.code(), cause, false, false);
        this.body = body;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Makes a refusal: a status, a stable code, and a text that repeats nothing the client sent. */
    public static RefusedException of(int status, String code, String detail) {
        return new RefusedException(ErrorBody.of(status, code, code, detail), 0, null);
    }

    /** Tells the client when to try again. */
    public RefusedException retryAfter(int seconds) {
        return new RefusedException(body, seconds, getCause());
    }

    ErrorBody body() {
        return body;
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
