package dev.hardening.core.ratelimit;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A rule with its counter and with the texts and refusals that its answers need. Those repeat, so the latest ones are kept in
 * small tables of fixed size; an entry is immutable, so a race only makes one twice.
 */
final class CountedRule {

    private static final int KEPT = 512;
    private static final long NANOS_OF_SECOND = 1_000_000_000L;

    private final RateLimitRule rule;
    private final RateLimitCounter counter;
    private final LongAdder blocked = new LongAdder();
    private final String policy;
    private final String start;
    private final @Nullable Item[] items = new @Nullable Item[KEPT];
    private final @Nullable KeptRefusal[] refusals = new @Nullable KeptRefusal[KEPT];

    CountedRule(RateLimitRule rule, RateLimitCounter counter) {
        this.rule = rule;
        this.counter = counter;
        RateLimit limit = rule.limit();
        this.start = '"' + limit.name() + "\";r=";
        this.policy = '"' + limit.name() + "\";q=" + limit.max() + ";w="
                + roundUp(limit.window().toNanos());
    }

    RateLimitRule rule() {
        return rule;
    }

    RateLimitCounter counter() {
        return counter;
    }

    /** Counts a request that this rule refused. */
    void block() {
        blocked.increment();
    }

    /** Returns how many requests this rule refused. */
    long blocked() {
        return blocked.sum();
    }

    /** Returns the rule's member of {@code RateLimit-Policy}. */
    String policy() {
        return policy;
    }

    /** Returns the rule's member of {@code RateLimit}: what is left, and in how many seconds there is more. */
    String item(int remaining, int seconds) {
        int index = (remaining * 61 + seconds) & (KEPT - 1);
        Item item = items[index];
        if (item == null || item.remaining != remaining || item.seconds != seconds) {
            item = new Item(remaining, seconds, start + remaining + ";t=" + seconds);
            items[index] = item;
        }
        return item.text;
    }

    /** Returns the refusal that says to wait so many seconds. */
    Refusal refusal(int seconds) {
        int index = seconds & (KEPT - 1);
        KeptRefusal kept = refusals[index];
        if (kept == null || kept.seconds != seconds) {
            kept = new KeptRefusal(
                    seconds,
                    Refusal.of(RefusalCode.RATE_LIMIT_EXCEEDED)
                            .retryAfter(Duration.ofSeconds(seconds))
                            .build());
            refusals[index] = kept;
        }
        return kept.refusal;
    }

    /** Rounds up, so that nobody is told to come too early. */
    static int roundUp(long nanos) {
        return (int) ((nanos + NANOS_OF_SECOND - 1) / NANOS_OF_SECOND);
    }

    /** Returns in how many seconds there is more, as far as that is advice: within the window, without the store's rounding. */
    int seconds(long outcome) {
        return Math.min(
                roundUp(RateLimitOutcome.waitNanos(outcome)),
                roundUp(rule.limit().window().toNanos()));
    }

    /** What is left never shows as more than the quota, though a bucket's burst may be larger. */
    int remaining(long outcome) {
        return Math.min(RateLimitOutcome.remaining(outcome), rule.limit().max());
    }

    private record Item(int remaining, int seconds, String text) {}

    private record KeptRefusal(int seconds, Refusal refusal) {}
}
