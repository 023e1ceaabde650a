package dev.hardening.core.input;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.util.Objects;

/** How much JSON is taken and whether active content is. Immutable. */
public final class InputSettings {

    /**
     * The largest JSON body in bytes: 1 MiB by default, 64 MiB at most. The limit for all bodies holds beside it; the
     * smaller one counts.
     */
    public static final Setting<Integer> JSON_MAX_BYTES =
            Setting.integer("JSON_MAX_BYTES", 1, 64 * 1024 * 1024).orElse(1024 * 1024);
    /** How deep arrays and objects may be nested: 32 by default, {@value JsonLimits#HIGHEST_DEPTH} at most. */
    public static final Setting<Integer> JSON_MAX_DEPTH =
            Setting.integer("JSON_MAX_DEPTH", 1, JsonLimits.HIGHEST_DEPTH).orElse(32);
    /** How many members one object may have: 1,000 by default. */
    public static final Setting<Integer> JSON_MAX_KEYS =
            Setting.integer("JSON_MAX_KEYS", 1, 1_000_000).orElse(1_000);
    /** How many values a body may have in all: 100,000 by default; each costs some hundred bytes of memory. */
    public static final Setting<Integer> JSON_MAX_VALUES =
            Setting.integer("JSON_MAX_VALUES", 1, 10_000_000).orElse(100_000);
    /** The longest string or name in UTF-16 units: 1,048,576 by default. */
    public static final Setting<Integer> JSON_MAX_STRING =
            Setting.integer("JSON_MAX_STRING", 1, 64 * 1024 * 1024).orElse(1024 * 1024);
    /** The longest number in characters: 64 by default. */
    public static final Setting<Integer> JSON_MAX_NUMBER_LENGTH =
            Setting.integer("JSON_MAX_NUMBER_LENGTH", 1, 1_000).orElse(64);
    /**
     * Whether every text and parameter with active content is refused; {@code off} by default, because only the
     * application knows which of its fields may hold markup or code.
     */
    public static final Setting<ActiveContentPolicy> INPUT_ACTIVE_CONTENT =
            Setting.word("INPUT_ACTIVE_CONTENT", ActiveContentPolicy.class).orElse(ActiveContentPolicy.OFF);
    /** Whether the room acts on its decisions; it does by default. */
    public static final Setting<Enforcement> INPUT_MODE =
            Setting.word("INPUT_MODE", Enforcement.class).orElse(Enforcement.ENFORCE);

    private final JsonLimits limits;
    private final ActiveContentPolicy activeContent;
    private final Enforcement enforcement;

    private InputSettings(Builder builder) {
        this.limits = builder.limits.build();
        this.activeContent = builder.activeContent;
        this.enforcement = builder.enforcement;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings of this class; what is wrong is kept by the reader. */
    public static InputSettings read(SettingReader reader) {
        return builder()
                .maxBytes(reader.read(JSON_MAX_BYTES))
                .maxDepth(reader.read(JSON_MAX_DEPTH))
                .maxKeys(reader.read(JSON_MAX_KEYS))
                .maxValues(reader.read(JSON_MAX_VALUES))
                .maxString(reader.read(JSON_MAX_STRING))
                .maxNumberLength(reader.read(JSON_MAX_NUMBER_LENGTH))
                .activeContent(reader.read(INPUT_ACTIVE_CONTENT))
                .enforcement(reader.read(INPUT_MODE))
                .build();
    }

    /** Returns how much JSON is taken. */
    public JsonLimits limits() {
        return limits;
    }

    /** Returns what is done about active content. */
    public ActiveContentPolicy activeContent() {
        return activeContent;
    }

    /** Returns whether the room acts on its decisions. */
    public Enforcement enforcement() {
        return enforcement;
    }

    /** Returns one line for people. */
    public String summary() {
        String content =
                activeContent == ActiveContentPolicy.REFUSE ? "active content refused" : "active content taken";
        return "JSON up to " + limits.maxBytes() + " bytes, depth " + limits.maxDepth() + ", " + limits.maxMembers()
                + " members, " + limits.maxValues() + " values; " + content + ", " + enforcement.summary();
    }

    /**
     * Collects settings. Every number is checked at once by the rules of its {@link Setting}: it throws
     * {@link InvalidSettingsException} beyond them. Not safe for use by several threads.
     */
    public static final class Builder {
        private final JsonLimits.Builder limits = JsonLimits.builder();
        private ActiveContentPolicy activeContent = ActiveContentPolicy.OFF;
        private Enforcement enforcement = Enforcement.ENFORCE;

        private Builder() {
            limits.maxDepth(JSON_MAX_DEPTH.fallback().orElseThrow());
        }

        /** Sets the largest JSON body, in bytes. */
        public Builder maxBytes(int bytes) {
            limits.maxBytes(within(JSON_MAX_BYTES, bytes));
            return this;
        }

        /** Sets the deepest nesting. */
        public Builder maxDepth(int levels) {
            limits.maxDepth(within(JSON_MAX_DEPTH, levels));
            return this;
        }

        /** Sets the most members of one object. */
        public Builder maxKeys(int members) {
            limits.maxMembers(within(JSON_MAX_KEYS, members));
            return this;
        }

        /** Sets the most values in all. */
        public Builder maxValues(int values) {
            limits.maxValues(within(JSON_MAX_VALUES, values));
            return this;
        }

        /** Sets the longest string or name, in UTF-16 units. */
        public Builder maxString(int units) {
            limits.maxStringLength(within(JSON_MAX_STRING, units));
            return this;
        }

        /** Sets the longest number, in characters. */
        public Builder maxNumberLength(int characters) {
            limits.maxNumberLength(within(JSON_MAX_NUMBER_LENGTH, characters));
            return this;
        }

        /** Says what is done about active content. */
        public Builder activeContent(ActiveContentPolicy policy) {
            this.activeContent = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** Says whether the room acts on its decisions. */
        public Builder enforcement(Enforcement value) {
            this.enforcement = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Returns the settings. */
        public InputSettings build() {
            return new InputSettings(this);
        }

        private static int within(Setting<Integer> setting, int value) {
            return setting.parse(Integer.toString(value));
        }
    }
}
