package dev.hardening.core.cors;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.ResponseField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What becomes of a request: it goes on, it is answered as a preflight, or it is refused; and with which fields. Immutable. */
public final class CorsDecision {

    private final Kind kind;
    private final @Nullable String vary;
    private final boolean everyOrigin;
    private final List<ResponseField> fields;
    private final @Nullable Refusal refusal;

    private CorsDecision(
            Kind kind,
            @Nullable String vary,
            boolean everyOrigin,
            List<ResponseField> fields,
            @Nullable Refusal refusal) {
        this.kind = kind;
        this.vary = vary;
        this.everyOrigin = everyOrigin;
        this.fields = List.copyOf(fields);
        this.refusal = refusal;
    }

    static CorsDecision plain(@Nullable String vary) {
        return new CorsDecision(Kind.PLAIN, vary, false, List.of(), null);
    }

    static CorsDecision granted(@Nullable String vary, boolean everyOrigin, List<ResponseField> fields) {
        return new CorsDecision(Kind.GRANTED, vary, everyOrigin, fields, null);
    }

    static CorsDecision preflight(String vary, boolean everyOrigin, List<ResponseField> fields) {
        return new CorsDecision(Kind.PREFLIGHT, vary, everyOrigin, fields, null);
    }

    static CorsDecision refused(@Nullable String vary, Refusal refusal) {
        return new CorsDecision(Kind.REFUSED, vary, false, List.of(), refusal);
    }

    /** Tells whether the request is a preflight that is granted: it is answered with 204 and goes no further. */
    public boolean isPreflight() {
        return kind == Kind.PREFLIGHT;
    }

    /** Tells whether a page of the request's origin may read the answer. */
    public boolean isGranted() {
        return kind == Kind.GRANTED || kind == Kind.PREFLIGHT;
    }

    /** Returns the refusal, or null. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Returns the names for {@code Vary}, or null when the answer does not depend on the request. */
    public @Nullable String vary() {
        return vary;
    }

    /**
     * Returns the value for {@code Access-Control-Allow-Origin}, or null when there is to be none.
     *
     * @param origin the value of the request's {@code Origin} field about which was decided
     */
    public @Nullable String allowedOrigin(@Nullable String origin) {
        if (!isGranted()) {
            return null;
        }
        return everyOrigin ? CorsWords.EVERY : origin;
    }

    /** Returns the other fields of the protocol. */
    public List<ResponseField> fields() {
        return fields;
    }

    @Override
    public String toString() {
        return refusal != null ? refusal.toString() : kind.name().toLowerCase(Locale.ROOT);
    }

    private enum Kind {
        PLAIN,
        GRANTED,
        PREFLIGHT,
        REFUSED
    }
}
