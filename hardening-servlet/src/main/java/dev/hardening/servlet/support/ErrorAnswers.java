package dev.hardening.servlet.support;

import dev.hardening.core.decision.ErrorStyle;
import org.jspecify.annotations.Nullable;

/** How the errors of requests are answered. Safe for use by many threads. */
public interface ErrorAnswers {

    /** Returns what answers for one request, made when the first thing goes wrong with it or it goes asynchronous. */
    ErrorHook of(Exchange exchange);

    /** Returns the style of error bodies, or null for that of the services. */
    @Nullable
    ErrorStyle style();
}
