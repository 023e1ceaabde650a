package dev.hardening.core.bodylimit;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.request.Route;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides about bodies: by their heads, and by a {@linkplain #count count} while they are read. Safe for use by many
 * threads.
 */
public final class BodyLimit {

    private static final Refusal LENGTH_REQUIRED =
            Refusal.of(RefusalCode.LENGTH_REQUIRED).build();
    private static final Refusal TOO_SLOW = Refusal.of(RefusalCode.BODY_TIMEOUT).build();
    private static final Refusal MALFORMED =
            Refusal.of(RefusalCode.BODY_MALFORMED).build();
    private static final Refusal TOO_MANY = Refusal.of(RefusalCode.BODIES_TOO_MANY)
            .retryAfter(Duration.ofSeconds(1))
            .build();

    private final BodyLimitSettings settings;
    private final Ticker ticker;
    private final Refusal tooLarge;
    private final Refusal coding;
    private final AtomicInteger waiting = new AtomicInteger();

    private BodyLimit(BodyLimitSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.tooLarge = tooLarge(settings.maxBytes());
        this.coding = Refusal.of(RefusalCode.BODY_CODING_UNSUPPORTED)
                .field("Accept-Encoding", settings.codings() == BodyCodings.GZIP ? "gzip, identity" : "identity")
                .build();
    }

    /** Returns a room with these settings. */
    public static BodyLimit of(BodyLimitSettings settings, Ticker ticker) {
        return new BodyLimit(settings, ticker);
    }

    private static Refusal tooLarge(long most) {
        return Refusal.of(RefusalCode.BODY_TOO_LARGE)
                .detail("The body may have at most " + most + " bytes.")
                .build();
    }

    /** Returns the settings. */
    public BodyLimitSettings settings() {
        return settings;
    }

    /** Decides about a body by the head of its request. */
    public Decision admit(BodyHead head, Route route) {
        if (head.isLengthKnown() && head.length() > maxBytes(route)) {
            return tooLarge(route);
        }
        boolean past = head.isMultipart() && settings.multipart() == MultipartReading.CONTAINER;
        boolean inflated = head.isGzip() && settings.codings() == BodyCodings.GZIP && !past;
        if (!head.isPlain() && !inflated) {
            return coding;
        }
        boolean unknownForm = !head.isLengthKnown() && head.isForm();
        return unknownForm && !route.isChunkedForms() ? LENGTH_REQUIRED : Decision.allowed();
    }

    /** Returns a count for a body with that head, which bounds its bytes and the time that its readers wait. */
    public BodyCount count(BodyHead head, Route route) {
        long declared = head.isLengthKnown() ? head.length() : -1;
        return new BodyCount(maxBytes(route), declared, patienceNanos(route), tooLarge(route), TOO_SLOW, ticker);
    }

    /** Returns a count for what a body of the route becomes when it is inflated, which bounds its bytes. */
    public BodyCount inflatedCount(Route route) {
        return new BodyCount(maxBytes(route), -1, 0, tooLarge(route), TOO_SLOW, ticker);
    }

    /** Returns what a body gets that its coding does not fit. */
    public Refusal malformed() {
        return MALFORMED;
    }

    /** Returns what a body gets whose coding cannot be taken. */
    public Refusal codingUnsupported() {
        return coding;
    }

    /** Returns what a body gets that has not arrived yet when too many are waited for. */
    public Refusal tooMany() {
        return TOO_MANY;
    }

    /** Lets one more reader wait for its client; false when as many wait as may. */
    public boolean beginWaiting() {
        if (waiting.incrementAndGet() <= settings.maxWaiting()) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    /** Ends what {@link #beginWaiting} has begun. */
    public void endWaiting() {
        waiting.decrementAndGet();
    }

    /** Returns how many readers wait now. */
    public int waiting() {
        return waiting.get();
    }

    private long maxBytes(Route route) {
        Long own = route.maxBody();
        return own == null ? settings.maxBytes() : own;
    }

    private long patienceNanos(Route route) {
        Duration own = route.bodyWithin();
        return (own == null ? settings.timeout() : own).toNanos();
    }

    private Refusal tooLarge(Route route) {
        Long own = route.maxBody();
        return own == null || own == settings.maxBytes() ? tooLarge : tooLarge(own);
    }
}
