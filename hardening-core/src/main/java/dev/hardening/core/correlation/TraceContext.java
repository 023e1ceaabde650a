package dev.hardening.core.correlation;

import dev.hardening.core.event.TracePlace;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The place of a piece of work in a trace, as {@code traceparent} carries it (W3C Trace Context, level 1, section 3.2;
 * of the flags, that of level 1 alone):
 * the trace's id, the id of the span in it, and whether the trace is recorded. Immutable and safe for use by many
 * threads.
 */
public final class TraceContext implements TracePlace {

    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = 36;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;
    private static final int SAMPLED = 1;
    private static final HexFormat HEX = HexFormat.of();

    private final String traceId;
    private final long span;
    private final boolean sampled;

    private TraceContext(String traceId, long span, boolean sampled) {
        this.traceId = traceId;
        this.span = span;
        this.sampled = sampled;
    }

    /**
     * Reads a {@code traceparent}. Refused are capitals, ids of zeros only, version ff, and for version 00 anything
     * behind the flags; of a later version the four fields of version 00 are read and the rest is dropped, as section
     * 3.2.4 asks.
     *
     * @return the context of the sender, or null when the text is anything else
     */
    public static @Nullable TraceContext parse(String text) {
        if (text.length() < LENGTH || !isVersion(text)) {
            return null;
        }
        boolean wellFormed = text.charAt(TRACE_ID - 1) == '-'
                && isId(text, TRACE_ID, SPAN_ID - 1)
                && text.charAt(SPAN_ID - 1) == '-'
                && isId(text, SPAN_ID, FLAGS - 1)
                && text.charAt(FLAGS - 1) == '-'
                && Hex.isHex(text, FLAGS, LENGTH);
        if (!wellFormed) {
            return null;
        }
        boolean sampled = (Hex.value(text.charAt(LENGTH - 1)) & SAMPLED) != 0;
        long span = HexFormat.fromHexDigitsToLong(text, SPAN_ID, FLAGS - 1);
        return new TraceContext(text.substring(TRACE_ID, SPAN_ID - 1), span, sampled);
    }

    private static boolean isVersion(String text) {
        if (!Hex.isHex(text, 0, 2) || text.startsWith("ff")) {
            return false;
        }
        return text.length() == LENGTH || (!text.startsWith("00") && text.charAt(LENGTH) == '-');
    }

    private static boolean isId(String text, int from, int to) {
        return Hex.isHex(text, from, to) && !Hex.isZero(text, from, to);
    }

    /** Begins a trace whose ids are given. */
    static TraceContext begin(String traceId, long span, boolean sampled) {
        return new TraceContext(traceId, span, sampled);
    }

    /** Returns the place of another span in the same trace. */
    TraceContext child(long newSpan) {
        return new TraceContext(traceId, newSpan, sampled);
    }

    /** Returns the id of the trace, 32 lower-case hexadecimal digits. */
    @Override
    public String traceId() {
        return traceId;
    }

    /** Returns the id of the span, 16 lower-case hexadecimal digits; a {@code traceparent} calls it parent-id. */
    public String spanId() {
        return HEX.toHexDigits(span);
    }

    /** Tells whether whoever began the trace records it. */
    public boolean isSampled() {
        return sampled;
    }

    /** Returns the value of {@code traceparent} for requests that are a part of this work; always of version 00. */
    @Override
    public String traceparent() {
        return "00-" + traceId + "-" + spanId() + (sampled ? "-01" : "-00");
    }

    @Override
    public String toString() {
        return traceparent();
    }
}
