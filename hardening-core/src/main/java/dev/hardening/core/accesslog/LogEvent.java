package dev.hardening.core.accesslog;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event of any logging framework, ready to be formatted. Values are kept as they are and turned to text by
 * {@link LogLine}. Not copied deeply: use it at once and on one thread.
 */
public final class LogEvent {

    /** How many fields an event keeps; more are left out, so that no event is without bounds. */
    static final int MOST_FIELDS = 64;

    private static final int LONGEST_NAME = 64;
    private static final Set<String> RESERVED = Set.of("timestamp", "level", "message", "logger", "exception", "fatal");

    private final Instant timestamp;
    private final LogLevel level;
    private final @Nullable String logger;
    private final @Nullable String message;
    private final Map<String, Object> fields;
    private final @Nullable Throwable thrown;

    private LogEvent(Builder builder) {
        this.timestamp = builder.timestamp;
        this.level = builder.level;
        this.logger = builder.logger;
        this.message = builder.message;
        this.fields = Collections.unmodifiableMap(builder.fields);
        this.thrown = builder.thrown;
    }

    /** Starts an event. */
    public static Builder at(Instant timestamp, LogLevel level) {
        return new Builder(timestamp, level);
    }

    Instant timestamp() {
        return timestamp;
    }

    LogLevel level() {
        return level;
    }

    @Nullable
    String logger() {
        return logger;
    }

    @Nullable
    String message() {
        return message;
    }

    Map<String, Object> fields() {
        return fields;
    }

    @Nullable
    Throwable thrown() {
        return thrown;
    }

    /** Collects what an event says. Not safe for use by several threads. */
    public static final class Builder {
        private final Instant timestamp;
        private final LogLevel level;
        private final Map<String, Object> fields = new LinkedHashMap<>();
        private @Nullable String logger;
        private @Nullable String message;
        private @Nullable Throwable thrown;

        private Builder(Instant timestamp, LogLevel level) {
            this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
            this.level = Objects.requireNonNull(level, "level");
        }

        /** Names the logger. */
        public Builder logger(@Nullable String name) {
            this.logger = name;
            return this;
        }

        /** Gives the text with its arguments filled in. */
        public Builder message(@Nullable String text) {
            this.message = text;
            return this;
        }

        /**
         * Adds a field. The first value under a name stays, so add what the statement says before what the thread's
         * context says. A name that the line itself uses, such as {@code level}, gets an underscore at its end; a null
         * value and what is beyond 64 fields is left out.
         */
        public Builder field(@Nullable String name, @Nullable Object value) {
            if (name != null && value != null && fields.size() < MOST_FIELDS) {
                String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
                fields.putIfAbsent(RESERVED.contains(cut) ? cut + "_" : cut, value);
            }
            return this;
        }

        /** Adds fields, such as those of the thread's context. */
        public Builder fields(Map<String, ?> more) {
            more.forEach(this::field);
            return this;
        }

        /** Gives the exception. */
        public Builder thrown(@Nullable Throwable exception) {
            this.thrown = exception;
            return this;
        }

        /** Returns the event. */
        public LogEvent build() {
            return new LogEvent(this);
        }
    }
}
