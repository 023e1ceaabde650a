package dev.hardening.core.input;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Either a value that obeys its rules or the refusal that says why it does not. Immutable.
 *
 * @param <T> the type of the value
 */
public final class Checked<T> {

    private final @Nullable T value;
    private final @Nullable Refusal refusal;

    private Checked(@Nullable T value, @Nullable Refusal refusal) {
        this.value = value;
        this.refusal = refusal;
    }

    /** Returns a value that obeys its rules. */
    public static <T> Checked<T> accepted(T value) {
        return new Checked<>(Objects.requireNonNull(value, "value"), null);
    }

    /** Returns a refusal. */
    public static <T> Checked<T> refused(Refusal refusal) {
        return new Checked<>(null, Objects.requireNonNull(refusal, "refusal"));
    }

    /** Tells whether there is a value. */
    public boolean isAccepted() {
        return refusal == null;
    }

    /**
     * Returns the value.
     *
     * @throws IllegalStateException when the input was refused: ask for {@link #refusal()} first
     */
    public T value() {
        if (value == null) {
            throw new IllegalStateException("the input was refused: " + refusal);
        }
        return value;
    }

    /** Returns why the input was refused, or null when it was not. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Returns the decision: the refusal, or allowed. */
    public Decision decision() {
        return refusal == null ? Decision.allowed() : refusal;
    }

    /** Checks the value further; a refusal stays what it is. */
    public <R> Checked<R> then(Function<? super T, Checked<R>> next) {
        return refusal == null ? next.apply(value()) : refused(refusal);
    }

    @Override
    public String toString() {
        return refusal == null ? "accepted" : refusal.toString();
    }
}
