package dev.hardening.examples.votivebackend;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key of a prompt, and the trace of whoever asks for it, which goes along to the prompt service. Keys are equal when
 * their names are. Immutable.
 */
final class PromptKey {

    private final String name;
    private final String traceparent;

    PromptKey(String name, String traceparent) {
        this.name = Objects.requireNonNull(name, "name");
        this.traceparent = Objects.requireNonNull(traceparent, "traceparent");
    }

    String name() {
        return name;
    }

    String traceparent() {
        return traceparent;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PromptKey key && key.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "PromptKey[" + name + "]";
    }
}
