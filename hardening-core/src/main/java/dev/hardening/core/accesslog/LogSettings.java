package dev.hardening.core.accesslog;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.TargetFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the log of a process is written: from which level on, in which form, and whether a file gets a copy of standard
 * output. The default is INFO and above as JSON, to standard output only. Immutable.
 */
public final class LogSettings {

    /** The least serious level that is written; {@code warning} is understood as well. Default {@code info}. */
    public static final Setting<LogLevel> LEVEL =
            Setting.word("LOG_LEVEL", LevelWord.class).map(LevelWord::level).orElse(LogLevel.INFO);

    private static final Setting<LogFormat> AS_JSON =
            Setting.bool("LOG_JSON").map(json -> json ? LogFormat.JSON : LogFormat.TEXT);

    private static final Setting<LogFormat> PRETTY =
            Setting.bool("LOG_PRETTY").map(pretty -> pretty ? LogFormat.TEXT : LogFormat.JSON);

    /** JSON or text: {@code LOG_JSON}, or its opposite {@code LOG_PRETTY}. Default JSON. */
    public static final Setting<LogFormat> FORMAT = AS_JSON.or(PRETTY).orElse(LogFormat.JSON);

    /** A file that gets a copy of every line. Default none. */
    public static final Setting<Path> FILE = Setting.path("LOG_FILE");

    private final LogLevel level;
    private final LogFormat format;
    private final @Nullable Path file;

    private LogSettings(Builder builder) {
        this.level = builder.level;
        this.format = builder.format;
        this.file = builder.file;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the settings. In production {@code LOG_PRETTY} is ignored with a warning, and so is not doubted where
     * {@code LOG_JSON} says the opposite only by default; levels that tell more than INFO get a warning.
     */
    public static LogSettings read(SettingReader reader) {
        Builder builder = builder()
                .level(reader.read(LEVEL))
                .format(reader.read(FORMAT))
                .file(reader.find(FILE).orElse(null));
        if (reader.mode().isProduction()) {
            if (!builder.level.isWrittenAt(LogLevel.INFO)) {
                reader.add(Problem.warn(
                        ProblemCode.LOOSENED,
                        LEVEL.name(),
                        "makes the log tell more than production needs, possibly about users",
                        "set LOG_LEVEL=info"));
            }
            if (reader.find(PRETTY).filter(LogFormat.TEXT::equals).isPresent()) {
                reader.add(Problem.warn(
                        ProblemCode.IGNORED,
                        PRETTY.name(),
                        "is ignored in production, where programs read the log",
                        "remove it, or set LOG_JSON=false if text is meant"));
                builder.format(reader.find(AS_JSON).orElse(LogFormat.JSON));
            }
        }
        return reader.build(builder::build).orElseGet(() -> builder.file(null).build());
    }

    /** Returns the least serious level that is written. */
    public LogLevel level() {
        return level;
    }

    /** Returns the form of a line. */
    public LogFormat format() {
        return format;
    }

    /** Returns the file that gets a copy, if there is one. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return level.name().toLowerCase(Locale.ROOT) + " and above as "
                + (format == LogFormat.JSON ? "JSON lines" : "text") + " to standard output"
                + (file == null ? "" : " and to a file");
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private LogLevel level = LogLevel.INFO;
        private LogFormat format = LogFormat.JSON;
        private @Nullable Path file;

        private Builder() {}

        /** Chooses the least serious level that is written. */
        public Builder level(LogLevel value) {
            this.level = Objects.requireNonNull(value, "level");
            return this;
        }

        /** Chooses the form of a line. */
        public Builder format(LogFormat value) {
            this.format = Objects.requireNonNull(value, "format");
            return this;
        }

        /** Names a file that gets a copy of every line, or null for none. */
        public Builder file(@Nullable Path value) {
            this.file = value;
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws InvalidSettingsException when the file could not be written; nothing is created to find out
         */
        public LogSettings build() {
            Path copy = file;
            if (copy != null && !TargetFile.isWritable(copy)) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.FILE_UNUSABLE,
                        FILE.name(),
                        "names a file that cannot be written",
                        "name a file in a directory that this process may write"));
            }
            return new LogSettings(this);
        }
    }
}
