package dev.hardening.core.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request is refused, and why. A value: building one costs no stack trace, and the same instance may answer any
 * number of requests.
 */
public final class Refusal implements Decision {

    private final RefusalCode code;
    private final int status;
    private final String detail;
    private final @Nullable Duration retryAfter;
    private final List<ResponseField> fields;
    private final List<Violation> violations;

    private Refusal(Builder builder) {
        this.code = builder.code;
        this.status = builder.status;
        this.detail = builder.detail;
        this.retryAfter = builder.retryAfter;
        this.fields = List.copyOf(builder.fields);
        this.violations = List.copyOf(builder.violations);
    }

    /** Starts a refusal with the status and the detail that the code has by default. */
    public static Builder of(RefusalCode code) {
        return new Builder(code);
    }

    /** Returns the refusal's stable code. */
    public RefusalCode code() {
        return code;
    }

    /** Returns the HTTP status, 400 to 599. */
    public int status() {
        return status;
    }

    /** Returns the text for the client; it never repeats anything that the client sent. */
    public String detail() {
        return detail;
    }

    /** Returns how long to wait before trying again makes sense, or null when waiting does not help. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Returns the header fields that belong to this refusal, such as {@code WWW-Authenticate}. */
    public List<ResponseField> fields() {
        return fields;
    }

    /** Returns what is wrong with which field of the input, for the body of the answer; mostly nothing. */
    public List<Violation> violations() {
        return violations;
    }

    @Override
    public String toString() {
        return "Refusal[" + code + ", " + status + (retryAfter == null ? "" : ", retry after " + retryAfter) + "]";
    }

    /** Collects what a refusal says. Not safe for use by several threads. */
    public static final class Builder {
        private final RefusalCode code;
        private int status;
        private String detail;
        private @Nullable Duration retryAfter;
        private final List<ResponseField> fields = new ArrayList<>(1);
        private List<Violation> violations = List.of();

        private Builder(RefusalCode code) {
            this.code = Objects.requireNonNull(code, "code");
            this.status = code.status();
            this.detail = code.detail();
        }

        /** Replaces the status. Throws {@link IllegalArgumentException} outside 400 to 599. */
        public Builder status(int newStatus) {
            if (newStatus < 400 || newStatus > 599) {
                throw new IllegalArgumentException("a refusal's status is 400 to 599, not " + newStatus);
            }
            this.status = newStatus;
            return this;
        }

        /** Replaces the text for the client: a fixed text of the room, never anything that the client sent. */
        public Builder detail(String newDetail) {
            this.detail = Objects.requireNonNull(newDetail, "detail");
            return this;
        }

        /** Says how long to wait. Throws {@link IllegalArgumentException} for a negative time. */
        public Builder retryAfter(Duration wait) {
            if (wait.isNegative()) {
                throw new IllegalArgumentException("retryAfter is negative: " + wait);
            }
            this.retryAfter = wait;
            return this;
        }

        /** Adds a header field to the answer. */
        public Builder field(String name, String value) {
            fields.add(new ResponseField(name, value));
            return this;
        }

        /** Says what is wrong with which field. */
        public Builder violations(List<Violation> all) {
            this.violations = List.copyOf(all);
            return this;
        }

        /** Returns the refusal. */
        public Refusal build() {
            return new Refusal(this);
        }
    }
}
