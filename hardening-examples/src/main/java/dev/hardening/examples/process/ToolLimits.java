package dev.hardening.examples.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much a tool may use. Immutable. The defaults: 30 s, two at once, 16 waiting, 52428800 bytes of output. */
public final class ToolLimits {

    private final Duration timeout;
    private final Duration longestWait;
    private final int workers;
    private final int waiting;
    private final long outputBytes;

    private ToolLimits(Builder builder) {
        this.timeout = builder.timeout;
        this.longestWait = builder.longestWait == null ? builder.timeout : builder.longestWait;
        this.workers = builder.workers;
        this.waiting = builder.waiting;
        this.outputBytes = builder.outputBytes;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns how long one run may take. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns how long a call waits for its turn. */
    public Duration longestWait() {
        return longestWait;
    }

    /** Returns how many tools run at once. */
    public int workers() {
        return workers;
    }

    /** Returns how many calls may wait for their turn. */
    public int waiting() {
        return waiting;
    }

    /** Returns how many bytes the files of one run may have together, and how many it may print. */
    public long outputBytes() {
        return outputBytes;
    }

    /** Collects limits. Not safe for use by several threads. Every value is positive. */
    public static final class Builder {
        private Duration timeout = Duration.ofSeconds(30);
        private @Nullable Duration longestWait;
        private int workers = 2;
        private int waiting = 16;
        private long outputBytes = 50L * 1024 * 1024;

        private Builder() {}

        /** Limits the time of one run. */
        public Builder timeout(Duration value) {
            this.timeout = positive(value);
            return this;
        }

        /** Limits the wait for a turn; as long as one run may take unless told otherwise. */
        public Builder longestWait(Duration value) {
            this.longestWait = positive(value);
            return this;
        }

        /** Limits the tools that run at once. */
        public Builder workers(int value) {
            this.workers = (int) positive(value);
            return this;
        }

        /** Limits the calls that wait; one more is refused at once. */
        public Builder waiting(int value) {
            this.waiting = (int) positive(value);
            return this;
        }

        /** Limits what one run may write. */
        public Builder outputBytes(long value) {
            this.outputBytes = positive(value);
            return this;
        }

        /** Returns the limits. */
        public ToolLimits build() {
            return new ToolLimits(this);
        }

        private static Duration positive(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("a limit on time is positive, not " + value);
            }
            return value;
        }

        private static long positive(long value) {
            if (value <= 0) {
                throw new IllegalArgumentException("a limit is positive, not " + value);
            }
            return value;
        }
    }
}
