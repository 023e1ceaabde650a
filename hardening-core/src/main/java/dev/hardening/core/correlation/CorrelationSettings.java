package dev.hardening.core.correlation;

import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

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

    /** Which share of the traces that begin here asks to be recorded, 0 to 1; all by default. */
    public static final Setting<BigDecimal> TRACE_SHARE = Setting.parsed(
                    "OTEL_TRACES_SAMPLER_ARG", CorrelationSettings::share)
            .orElse(BigDecimal.ONE);

    /** The name of the header field that tells the caller of an answer's trace; {@code none} for no such field. */
    public static final Setting<String> TRACE_RESPONSE_HEADER = Setting.parsed(
                    "TRACE_RESPONSE_HEADER", CorrelationSettings::fieldName)
            .orElse("traceresponse");

    private static final String NO_FIELD = "none";
    private static final int SHARE_BITS = 56;
    private static final int SHARE_DIGITS = 18;
    private static final int LONGEST_NAME = 64;

    private final String header;
    private final boolean acceptsRequestId;
    private final boolean continuesTraces;
    private final boolean samples;
    private final BigDecimal share;
    private final long sampledBelow;
    private final String answerHeader;

    private CorrelationSettings(Builder builder) {
        this.header = builder.header;
        this.acceptsRequestId = builder.acceptsRequestId;
        this.continuesTraces = builder.continuesTraces;
        this.samples = builder.samples;
        this.share = builder.share;
        this.sampledBelow = share.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(SHARE_BITS)))
                .longValue();
        this.answerHeader = builder.answerHeader;
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
                .share(reader.read(TRACE_SHARE))
                .answerHeader(reader.read(TRACE_RESPONSE_HEADER))
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

    /**
     * Tells whether a new trace asks to be recorded. Ids are as good as random, so the last 56 bits decide, which level 2 of
     * W3C Trace Context sets apart for that: services that go by the same bits decide alike.
     */
    boolean samples(String traceId) {
        return samples
                && HexFormat.fromHexDigitsToLong(traceId, traceId.length() - SHARE_BITS / 4, traceId.length())
                        < sampledBelow;
    }

    /** Returns which share of the traces that begin here asks to be recorded, 0 to 1, unless none does. */
    public BigDecimal share() {
        return share;
    }

    /** Returns the name of the header field that tells the caller of an answer's trace, or null when none does. */
    public @Nullable String answerHeader() {
        return answerHeader.equals(NO_FIELD) ? null : answerHeader;
    }

    /** Returns one line for the posture report. */
    public String summary() {
        return header
                + (acceptsRequestId ? " of the caller if well-formed" : " always new")
                + (continuesTraces ? ", traces continued" : ", traces always new")
                + (!samples || share.signum() == 0
                        ? ", new traces not sampled"
                        : share.compareTo(BigDecimal.ONE) < 0 ? ", a share of " + share + " of new traces sampled" : "")
                + (answerHeader() == null ? ", answers tell no trace" : "");
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

    private static BigDecimal share(String text) {
        boolean decimal = !text.isEmpty()
                && text.length() <= SHARE_DIGITS
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')
                && text.chars().filter(c -> c == '.').count() <= 1
                && text.charAt(text.length() - 1) != '.'
                && text.charAt(0) != '.';
        BigDecimal share = decimal ? new BigDecimal(text) : BigDecimal.TEN;
        if (share.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("it is not a decimal from 0 to 1, like 0.25");
        }
        return share;
    }

    /** Collects settings. Not safe for use by several threads. */
    public static final class Builder {
        private String header = "X-Request-ID";
        private boolean acceptsRequestId = true;
        private boolean continuesTraces = true;
        private boolean samples = true;
        private BigDecimal share = BigDecimal.ONE;
        private String answerHeader = "traceresponse";

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

        /**
         * Says which share of the traces that begin here asks to be recorded.
         *
         * @throws dev.hardening.core.settings.InvalidSettingsException when it is below 0 or above 1
         */
        public Builder share(BigDecimal value) {
            this.share = TRACE_SHARE.parse(value.toPlainString());
            return this;
        }

        /**
         * Names the header field that tells the caller of an answer's trace; {@code none} for no such field.
         *
         * @throws dev.hardening.core.settings.InvalidSettingsException when no header field can have that name
         */
        public Builder answerHeader(String name) {
            this.answerHeader = TRACE_RESPONSE_HEADER.parse(name);
            return this;
        }

        /** Returns the settings. */
        public CorrelationSettings build() {
            return new CorrelationSettings(this);
        }
    }
}
