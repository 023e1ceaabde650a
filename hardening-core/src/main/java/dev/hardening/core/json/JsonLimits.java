package dev.hardening.core.json;

/**
 * How much JSON, and which leniencies, a {@link JsonReader} accepts. Immutable.
 *
 * <p>The limits exist because a body of some kilobytes can otherwise cost megabytes: nested arrays overflow the stack of
 * the code behind, many tiny values fill the heap, a long number costs quadratic time once someone does arithmetic.
 */
public final class JsonLimits {

    /** The largest {@link #maxDepth()} that can be asked for; it keeps recursion over a value safe on any thread. */
    public static final int HIGHEST_DEPTH = 256;

    private static final JsonLimits DEFAULTS = builder().build();

    private final int maxBytes;
    private final int maxDepth;
    private final int maxMembers;
    private final int maxValues;
    private final int maxStringLength;
    private final int maxNumberLength;
    private final boolean lastDuplicateWins;
    private final boolean keepLoneSurrogates;

    private JsonLimits(Builder builder) {
        this.maxBytes = builder.maxBytes;
        this.maxDepth = builder.maxDepth;
        this.maxMembers = builder.maxMembers;
        this.maxValues = builder.maxValues;
        this.maxStringLength = builder.maxStringLength;
        this.maxNumberLength = builder.maxNumberLength;
        this.lastDuplicateWins = builder.lastDuplicateWins;
        this.keepLoneSurrogates = builder.keepLoneSurrogates;
    }

    /** Returns the defaults that {@link Builder} names. */
    public static JsonLimits defaults() {
        return DEFAULTS;
    }

    /** Returns a builder that holds the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the largest input, in bytes; text counts as the UTF-8 it would be. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Returns how deep arrays and objects may be nested; a bare string has depth 0, {@code []} has depth 1. */
    public int maxDepth() {
        return maxDepth;
    }

    /** Returns how many members one object may have, repeated ones counted again. */
    public int maxMembers() {
        return maxMembers;
    }

    /** Returns how many values the input may have in all, arrays and objects counted too. */
    public int maxValues() {
        return maxValues;
    }

    /** Returns the longest string or name, in UTF-16 units after the escapes are resolved. */
    public int maxStringLength() {
        return maxStringLength;
    }

    /** Returns the longest spelling of a number, in characters. */
    public int maxNumberLength() {
        return maxNumberLength;
    }

    /** Tells whether the last of several members of one name counts instead of being refused. */
    public boolean lastDuplicateWins() {
        return lastDuplicateWins;
    }

    /** Tells whether half surrogate pairs in strings are kept instead of being refused. */
    public boolean keepLoneSurrogates() {
        return keepLoneSurrogates;
    }

    /**
     * Gathers limits. Every setter throws {@link IllegalArgumentException} at once for a value below its minimum, which
     * is 1 (0 for the depth and the members), or above its maximum. Not safe for use by many threads.
     */
    public static final class Builder {

        private int maxBytes = 1024 * 1024;
        private int maxDepth = 64;
        private int maxMembers = 1_000;
        private int maxValues = 100_000;
        private int maxStringLength = 1024 * 1024;
        private int maxNumberLength = 64;
        private boolean lastDuplicateWins;
        private boolean keepLoneSurrogates;

        private Builder() {}

        /** Sets the largest input, in bytes. Default 1 MiB. */
        public Builder maxBytes(int bytes) {
            this.maxBytes = within("maxBytes", bytes, 1, Integer.MAX_VALUE - 8);
            return this;
        }

        /** Sets the deepest nesting, at most {@link #HIGHEST_DEPTH}. Default 64. */
        public Builder maxDepth(int levels) {
            this.maxDepth = within("maxDepth", levels, 0, HIGHEST_DEPTH);
            return this;
        }

        /** Sets the most members of one object. Default 1,000. */
        public Builder maxMembers(int members) {
            this.maxMembers = within("maxMembers", members, 0, Integer.MAX_VALUE);
            return this;
        }

        /** Sets the most values in all. Default 100,000. */
        public Builder maxValues(int values) {
            this.maxValues = within("maxValues", values, 1, Integer.MAX_VALUE);
            return this;
        }

        /** Sets the longest string or name, in UTF-16 units. Default 1,048,576. */
        public Builder maxStringLength(int units) {
            this.maxStringLength = within("maxStringLength", units, 1, Integer.MAX_VALUE);
            return this;
        }

        /** Sets the longest number, in characters. Default 64. */
        public Builder maxNumberLength(int characters) {
            this.maxNumberLength = within("maxNumberLength", characters, 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Lets the last member of a repeated name win, at the first one's place, as CPython does. Unsafe where another
         * parser reads the same bytes: it may see the first.
         */
        public Builder unsafeLastDuplicateWins() {
            this.lastDuplicateWins = true;
            return this;
        }

        /**
         * Keeps half surrogate pairs in strings. Unsafe where the string is encoded again: UTF-8 has no form for them,
         * so different strings can become equal bytes.
         */
        public Builder unsafeKeepLoneSurrogates() {
            this.keepLoneSurrogates = true;
            return this;
        }

        /** Returns the limits as they are set now. */
        public JsonLimits build() {
            return new JsonLimits(this);
        }

        private static int within(String name, int value, int lowest, int highest) {
            if (value < lowest || value > highest) {
                throw new IllegalArgumentException(
                        name + " must be from " + lowest + " to " + highest + ", not " + value);
            }
            return value;
        }
    }
}
