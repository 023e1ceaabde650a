package dev.hardening.core.correlation;

import dev.hardening.core.request.RequestFacts;
import org.jspecify.annotations.Nullable;

/**
 * Decides the ids of a request. The caller's request id is kept when it comes once and is 1 to 128 characters of
 * {@code A-Z a-z 0-9 . _ -}; otherwise the request gets a new one. The caller's trace is continued when
 * {@code traceparent} comes once and is well-formed, and then its {@code tracestate} goes on if that is well-formed, too;
 * otherwise a new trace begins. What is not kept is not repeated anywhere.
 *
 * <p>New ids are 128 random-looking bits that never repeat in a process. They are no secrets and prove nothing. Safe for
 * use by many threads.
 */
public final class Correlation {

    private static final int LONGEST = 128;

    private final CorrelationSettings settings;
    private final UniqueBits bits = new UniqueBits();

    private Correlation(CorrelationSettings settings) {
        this.settings = settings;
    }

    /** Returns what decides by the settings. */
    public static Correlation of(CorrelationSettings settings) {
        return new Correlation(settings);
    }

    /** Returns the name of the header field that carries the request's id, in requests and answers. */
    public String header() {
        return settings.header();
    }

    /** Returns the name of the header field that tells the caller of an answer's trace, or null when none does. */
    public @Nullable String answerHeader() {
        return settings.answerHeader();
    }

    /** Returns the ids of a request; never throws, whatever the request holds. */
    public CorrelationIds identify(RequestFacts facts) {
        String given = settings.acceptsRequestId() ? facts.only(settings.header()) : null;
        String callersId = given != null && isRequestId(given) ? given : null;
        String parent = settings.continuesTraces() ? facts.only("traceparent") : null;
        TraceContext caller = parent == null ? null : TraceContext.parse(parent);
        long span = bits.half();
        if (caller != null) {
            return new CorrelationIds(
                    callersId == null ? bits.hex() : callersId,
                    caller,
                    caller.child(span),
                    TraceState.read(facts.headers("tracestate")));
        }
        String traceId = bits.hex();
        // Where both begin here, one id is enough for both.
        String requestId = callersId == null ? traceId : callersId;
        return new CorrelationIds(requestId, null, TraceContext.begin(traceId, span, settings.samples(traceId)), null);
    }

    static boolean isRequestId(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = (c >= '0' && c <= '9')
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
