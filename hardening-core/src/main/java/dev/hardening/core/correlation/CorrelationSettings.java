package dev.hardening.core.correlation;

import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;

/**
 * How requests get their ids. By default the id is in {@code X-Request-ID}, every caller's well-formed id and trace are
 * kept, and a new trace asks to be recorded. Immutable and safe for use by many threads.
 */
public final class CorrelationSettings {

    /** The name of the header field with the request's id, in requests and answers; {@code X-Request-ID} by default. */
    public static final Setting<String> REQUEST_ID_HEADER =
            Setting.parsed("REQUEST_ID_HEADER", CorrelationSettings::fieldName).orElse("X-Request-ID");

    /** Whether a caller's well-formed id is kept; true by default. */
    public static final Setting<Boolean> REQUEST_ID_ACCEPT =
            Setting.bool("REQUEST_ID_ACCEPT").orElse(true);

    /** Whether a caller's well-formed trace is continued; true by default. */
    public static final Setting<Boolean> TRACE_CONTINUE =
            Setting.bool("TRACE_CONTINUE").orElse(true);

    /** Whether a trace that begins here asks to be recorded; true by default. */
    public static final Setting<Boolean> TRACE_SAMPLED =
            Setting.bool("TRACE_SAMPLED").orElse(true);

    private static final int LONGEST_NAME = 64;

    private final String header;
    private final boolean acceptsRequestId;
    private final boolean continuesTraces;
    private final boolean samples;

    private CorrelationSettings(Builder builder) {
        this.header = builder.header;
        this.acceptsRequestId = builder.acceptsRequestId;
        this.continuesTraces = builder.continuesTraces;
        this.samples = builder.samples;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads the settings. */
    public static CorrelationSettings read(SettingReader reader) {
        return builder()
                .header(reader.read(REQUEST_ID_HEADER))
                .acceptsRequestId(reader.read(REQUEST_ID_ACCEPT))
                .continuesTraces(reader.read(TRACE_CONTINUE))
                .samples(reader.read(TRACE_SAMPLED))
                .build();
    }

    /** Returns the name of the header field with the request's id. */
    public String header() {
        return header;
    }

    /** Tells whether a caller's well-formed id is kept. */
    public boolean acceptsRequestId() {
        return acceptsRequestId;
    }

    /** Tells whether a caller's well-formed trace is continued. */
    public boolean continuesTraces() {
        return continuesTraces;
    }

    /** Tells whether a trace that begins here asks to be recorded. */
    public boolean samples() {
        return samples;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return header
                + (acceptsRequestId ? " of the caller if well-formed" : " always new")
                + (continuesTraces ? ", traces continued" : ", traces always new")
                + (samples ? "" : ", new traces not sampled");
    }

    /** A token of RFC 9110 section 5.6.2. */
    private static String fieldName(String text) {
        boolean token = !text.isEmpty() && text.length() <= LONGEST_NAME;
        for (int i = 0; token && i < text.length(); i++) {
            char c = text.charAt(i);
            token = (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
        if (!token) {
            throw new IllegalArgumentException("it is not the name of a header field of 1 to 64 characters");
        }
        return text;
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private String header = "X-Request-ID";
        private boolean acceptsRequestId = true;
        private boolean continuesTraces = true;
        private boolean samples = true;

        private Builder() {}

        /**
         * Names the header field with the request's id.
         *
         * @throws dev.hardening.core.settings.InvalidSettingsException when no header field can have that name
         */
        public Builder header(String name) {
            this.header = REQUEST_ID_HEADER.parse(name);
            return this;
        }

        /** Says whether a caller's well-formed id is kept. */
        public Builder acceptsRequestId(boolean value) {
            this.acceptsRequestId = value;
            return this;
        }

        /** Says whether a caller's well-formed trace is continued. */
        public Builder continuesTraces(boolean value) {
            this.continuesTraces = value;
            return this;
        }

        /** Says whether a trace that begins here asks to be recorded. */
        public Builder samples(boolean value) {
            this.samples = value;
            return this;
        }

        /** Returns the settings. */
        public CorrelationSettings build() {
            return new CorrelationSettings(this);
        }
    }
}
