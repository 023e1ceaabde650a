package dev.hardening.servlet.support;

import dev.hardening.core.decision.RefusalCode;
import java.io.IOException;

/**
 * Ends the application's work on a request that {@linkplain Exchange#cutShort was answered} while it read the body. An
 * application lets it pass; one that catches it changes nothing, because what it writes goes nowhere. It has no stack
 * trace: refusing is never dearer than reading.
 */
public final class CutShortException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes an exception that names the refusal's code and nothing of the request. */
    public CutShortException(RefusalCode code) {
        super("the request was refused while it was handled: " + code);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
