package dev.hardening.servlet.support;

import java.io.IOException;

/** Answers in place of the container's own error page. */
@FunctionalInterface
public interface ErrorHook {

    /** Answers with the status; what the application said beside it never reaches the client. */
    void answer(int status) throws IOException;
}
