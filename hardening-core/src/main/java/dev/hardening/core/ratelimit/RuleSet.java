package dev.hardening.core.ratelimit;

import dev.hardening.core.decision.StoreUnavailableException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rules that count for one route at one stage, asked together: a request is counted by all of them or by none.
 * Immutable but for the counts.
 */
final class RuleSet {

    /** The rules of a request that nothing limits. */
    static final RuleSet NONE = new RuleSet(List.of(), RateLimitHeaders.NONE);

    private final CountedRule[] rules;
    private final RateLimitHeaders headers;
    private final String policy;

    RuleSet(List<CountedRule> rules, RateLimitHeaders headers) {
        this.rules = rules.toArray(new CountedRule[0]);
        this.headers = headers;
        this.policy = rules.stream().map(CountedRule::policy).collect(Collectors.joining(", "));
    }

    boolean isEmpty() {
        return rules.length == 0;
    }

    RateLimitVerdict ask(RateLimitCaller caller, long now) {
        return rules.length == 1 ? askOne(rules[0], caller, now) : askAll(caller, now);
    }

    private RateLimitVerdict askOne(CountedRule rule, RateLimitCaller caller, long now) {
        long outcome = rule.counter().acquire(rule.rule().by().keyOf(caller), now);
        if (!RateLimitOutcome.isGranted(outcome)) {
            return refused(rule, RateLimitOutcome.waitNanos(outcome));
        }
        int seconds = rule.seconds(outcome);
        int remaining = rule.remaining(outcome);
        return new RateLimitVerdict(null, rule, headers, policy, rule.item(remaining, seconds), remaining, seconds);
    }

    private RateLimitVerdict askAll(RateLimitCaller caller, long now) {
        RateLimitKey[] keys = new RateLimitKey[rules.length];
        long[] outcomes = new long[rules.length];
        CountedRule refusing = null;
        long longest = 0;
        for (int i = 0; i < rules.length; i++) {
            keys[i] = rules[i].rule().by().keyOf(caller);
            long known = rules[i].counter().knownWaitNanos(keys[i], now);
            if (known > longest) {
                longest = known;
                refusing = rules[i];
            }
        }
        if (refusing != null) {
            return refused(refusing, longest); // nobody need be asked
        }
        longest = -1;
        // All are asked even after a refusal, because the client is told the time after which no rule refuses him.
        for (int i = 0; i < rules.length; i++) {
            try {
                outcomes[i] = rules[i].counter().acquire(keys[i], now);
            } catch (StoreUnavailableException e) {
                refund(keys, outcomes, i, now);
                throw e;
            }
            if (!RateLimitOutcome.isGranted(outcomes[i]) && RateLimitOutcome.waitNanos(outcomes[i]) > longest) {
                longest = RateLimitOutcome.waitNanos(outcomes[i]);
                refusing = rules[i];
            }
        }
        if (refusing == null) {
            return granted(outcomes);
        }
        refund(keys, outcomes, rules.length, now);
        return refused(refusing, longest);
    }

    /** Takes back what the first rules have granted. */
    private void refund(RateLimitKey[] keys, long[] outcomes, int asked, long now) {
        for (int i = 0; i < asked; i++) {
            try {
                if (RateLimitOutcome.isGranted(outcomes[i])) {
                    rules[i].counter().refund(keys[i], now, outcomes[i]);
                }
            } catch (StoreUnavailableException unanswered) {
                // The request stays counted, which errs on the side of a refusal.
            }
        }
    }

    private RateLimitVerdict granted(long[] outcomes) {
        StringBuilder items = new StringBuilder(32 * rules.length);
        int strictest = 0;
        for (int i = 0; i < rules.length; i++) {
            int remaining = rules[i].remaining(outcomes[i]);
            items.append(i == 0 ? "" : ", ").append(rules[i].item(remaining, rules[i].seconds(outcomes[i])));
            strictest = remaining < rules[strictest].remaining(outcomes[strictest]) ? i : strictest;
        }
        CountedRule rule = rules[strictest];
        return new RateLimitVerdict(
                null,
                rule,
                headers,
                policy,
                items.toString(),
                rule.remaining(outcomes[strictest]),
                rule.seconds(outcomes[strictest]));
    }

    private RateLimitVerdict refused(CountedRule rule, long wait) {
        int seconds = CountedRule.roundUp(wait);
        rule.block();
        return new RateLimitVerdict(rule.refusal(seconds), rule, headers, policy, rule.item(0, seconds), 0, seconds);
    }
}
