package dev.hardening.core.input;

import dev.hardening.core.input.ActiveContent.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the first reason that is not to be ignored. */
final class FirstReason {

    private final Set<Reason> ignored;
    private @Nullable Reason first;

    FirstReason(Set<Reason> ignored) {
        this.ignored = ignored;
    }

    void report(Reason reason) {
        if (first == null && !ignored.contains(reason)) {
            first = reason;
        }
    }

    @Nullable
    Reason first() {
        return first;
    }
}
