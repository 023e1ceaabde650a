package dev.hardening.core.ratelimit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A limit and by what it tells clients apart. Immutable. */
public final class RateLimitRule {

    private final RateLimit limit;
    private final RateLimitBy by;

    private RateLimitRule(RateLimit limit, RateLimitBy by) {
        this.limit = Objects.requireNonNull(limit, "limit");
        this.by = Objects.requireNonNull(by, "by");
    }

    /** Returns a rule that counts each address by itself. */
    public static RateLimitRule of(RateLimit limit) {
        return new RateLimitRule(limit, RateLimitBy.IP);
    }

    /** Returns the same rule that tells clients apart by something else. */
    public RateLimitRule by(RateLimitBy newBy) {
        return new RateLimitRule(limit, newBy);
    }

    /** Returns the limit. */
    public RateLimit limit() {
        return limit;
    }

    /** Returns the limit's name, by which routes name the rule. */
    public String name() {
        return limit.name();
    }

    /** Returns by what the rule tells clients apart. */
    public RateLimitBy by() {
        return by;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RateLimitRule rule && limit.equals(rule.limit) && by.equals(rule.by);
    }

    @Override
    public int hashCode() {
        return Objects.hash(limit, by);
    }

    @Override
    public String toString() {
        return "RateLimitRule[" + limit + " by " + by + "]";
    }
}
