package dev.hardening.core.errors;

import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How failures are answered: the style of the body, who writes error pages, and which exceptions of the application
 * mean something else than 500. Immutable.
 *
 * <p>The style is read here and holds for every error answer of a request that passes the filter, refusals included;
 * while it is not set, the style of the application's services holds.
 */
public final class ErrorSettings {

    /** The style of error bodies: {@code problem}, {@code nested}, {@code flat} or {@code detail}. */
    public static final Setting<ErrorStyle> STYLE = Setting.word("ERROR_STYLE", ErrorStyle.class);

    /** Who writes error pages: {@code own} (default) or {@code container}. */
    public static final Setting<ErrorPages> PAGES =
            Setting.word("ERROR_PAGES", ErrorPages.class).orElse(ErrorPages.OWN);

    private final @Nullable ErrorStyle style;
    private final ErrorPages pages;
    private final Map<String, Integer> statuses;

    private ErrorSettings(Builder builder) {
        this.style = builder.style;
        this.pages = builder.pages;
        this.statuses = Map.copyOf(builder.statuses);
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings. */
    public static ErrorSettings read(SettingReader reader) {
        Builder builder = builder().pages(reader.read(PAGES));
        reader.find(STYLE).ifPresent(builder::style);
        return builder.build();
    }

    /** Returns the style of error bodies, if one is set. */
    public Optional<ErrorStyle> style() {
        return Optional.ofNullable(style);
    }

    /** Returns who writes error pages. */
    public ErrorPages pages() {
        return pages;
    }

    Map<String, Integer> statuses() {
        return statuses;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        String named = style == null ? "" : " in the style " + style.name().toLowerCase(Locale.ROOT);
        return "failures are answered by fixed texts" + named
                + (pages == ErrorPages.OWN ? "" : "; error pages are the application's own");
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable ErrorStyle style;
        private ErrorPages pages = ErrorPages.OWN;
        private final Map<String, Integer> statuses = new LinkedHashMap<>();

        private Builder() {}

        /** Chooses the style of error bodies. */
        public Builder style(ErrorStyle value) {
            this.style = Objects.requireNonNull(value, "style");
            return this;
        }

        /** Chooses who writes error pages. */
        public Builder pages(ErrorPages value) {
            this.pages = Objects.requireNonNull(value, "pages");
            return this;
        }

        /**
         * Answers an exception of the application, and its subclasses that have no status of their own, with a status
         * and its fixed text. Below 500 it is no error and leaves an INFO line.
         *
         * @throws InvalidSettingsException when the status is not 400 to 599
         */
        public Builder status(Class<? extends Throwable> exception, int status) {
            if (status < 400 || status > 599) {
                throw new InvalidSettingsException(Problem.refuse(
                        ProblemCode.OUT_OF_RANGE,
                        exception.getName(),
                        "is answered with a status that is no error",
                        "choose one from 400 to 599"));
            }
            statuses.put(exception.getName(), status);
            return this;
        }

        /** Returns the settings. */
        public ErrorSettings build() {
            return new ErrorSettings(this);
        }
    }
}
