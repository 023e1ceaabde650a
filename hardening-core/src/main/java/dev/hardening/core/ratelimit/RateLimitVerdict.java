package dev.hardening.core.ratelimit;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the limits say to one request: whether it may go on, and the header fields that tell the client. Immutable. */
public final class RateLimitVerdict {

    static final RateLimitVerdict UNLIMITED = new RateLimitVerdict(null, null, null, null, null, 0, 0);

    /** No store can tell now; it may be asked again shortly. */
    static final RateLimitVerdict UNDECIDED = new RateLimitVerdict(
            Refusal.of(RefusalCode.STORE_UNAVAILABLE)
                    .retryAfter(Duration.ofSeconds(5))
                    .build(),
            null,
            null,
            null,
            null,
            0,
            0);

    private static final String[] SMALL_NUMBERS = new String[1024];

    static {
        for (int i = 0; i < SMALL_NUMBERS.length; i++) {
            SMALL_NUMBERS[i] = Integer.toString(i);
        }
    }

    private final @Nullable Refusal refusal;
    private final @Nullable CountedRule strictest;
    private final @Nullable RateLimitHeaders headers;
    private final @Nullable String policy;
    private final @Nullable String rateLimit;
    private final int remaining;
    private final int seconds;

    RateLimitVerdict(
            @Nullable Refusal refusal,
            @Nullable CountedRule strictest,
            @Nullable RateLimitHeaders headers,
            @Nullable String policy,
            @Nullable String rateLimit,
            int remaining,
            int seconds) {
        this.refusal = refusal;
        this.strictest = strictest;
        this.headers = headers;
        this.policy = policy;
        this.rateLimit = rateLimit;
        this.remaining = remaining;
        this.seconds = seconds;
    }

    /**
     * Returns the decision: allowed, or refused with 429 and with the time after which every rule has room again, or with 503
     * when the counts cannot be had now.
     */
    public Decision decision() {
        Refusal refused = refusal;
        return refused == null ? Decision.allowed() : refused;
    }

    /** Returns the refusal, or null when the request may go on. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Returns the name of the rule that says least: the one to wait for, or the one with the least left; or null. */
    public @Nullable String strictestRule() {
        return strictest == null ? null : strictest.rule().name();
    }

    /** Tells whether the refusal is for want of the counts, and not because of them. */
    public boolean isUndecided() {
        return this == UNDECIDED;
    }

    /** Returns how many more requests every rule would grant now. */
    public int remaining() {
        return remaining;
    }

    /** Gives the {@code RateLimit} fields, which are lists and may stand beside those of another limiter. */
    public void ietfFields(BiConsumer<String, String> field) {
        String limits = rateLimit;
        String policies = policy;
        if (headers != null && headers.hasIetf() && limits != null && policies != null) {
            field.accept("RateLimit-Policy", policies);
            field.accept("RateLimit", limits);
        }
    }

    /** Gives the {@code X-RateLimit} fields of the strictest rule, which stand once in an answer. */
    public void legacyFields(BiConsumer<String, String> field) {
        CountedRule rule = strictest;
        if (headers != null && headers.hasX() && rule != null) {
            field.accept("X-RateLimit-Limit", text(rule.rule().limit().max()));
            field.accept("X-RateLimit-Remaining", text(remaining));
            field.accept("X-RateLimit-Reset", text(seconds));
        }
    }

    private static String text(int number) {
        return number < SMALL_NUMBERS.length ? SMALL_NUMBERS[number] : Integer.toString(number);
    }

    @Override
    public String toString() {
        return "RateLimitVerdict[" + decision() + ", " + rateLimit + "]";
    }
}
