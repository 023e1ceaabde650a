package dev.hardening.core.ratelimit;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.reading.Readings;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks the rules that a route names whether one more request of a caller may go on. All of them must grant it; when one
 * refuses, none has counted it. Safe for use by many threads.
 *
 * <pre>{@code
 * RateLimiter limiter = RateLimiter.of(RateLimitSettings.builder().build(), Ticker.system());
 * RateLimitVerdict verdict = limiter.check(RateLimitStage.ALL, route.limits(), RateLimitCaller.of(client, facts));
 * verdict.decision();
 * }</pre>
 */
public final class RateLimiter implements AutoCloseable, Readings {

    private static final long OVERFLOW_CHECK_NANOS = Duration.ofSeconds(10).toNanos();

    private final RateLimitSettings settings;
    private final Ticker ticker;
    private final RateLimitStore store;
    private final Map<String, CountedRule> rules = new ConcurrentHashMap<>();
    private final Map<RateLimitStage, Map<List<String>, RuleSet>> sets = new EnumMap<>(RateLimitStage.class);
    private final AtomicLong overflowChecked;
    private final LongAdder allowed = new LongAdder();
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    private RateLimiter(RateLimitSettings settings, Ticker ticker, RateLimitStore store) {
        this.settings = settings;
        this.ticker = ticker;
        this.store = store;
        this.overflowChecked = new AtomicLong(ticker.nanos());
        for (RateLimitStage stage : RateLimitStage.values()) {
            sets.put(stage, new ConcurrentHashMap<>());
        }
    }

    /** Returns a limiter that counts in memory. */
    public static RateLimiter of(RateLimitSettings settings, Ticker ticker) {
        return of(settings, ticker, RateLimitStore.inMemory(ticker, settings.trackedKeys()));
    }

    /** Returns a limiter that counts in the given store, which it closes in the end. */
    public static RateLimiter of(RateLimitSettings settings, Ticker ticker, RateLimitStore store) {
        return new RateLimiter(settings, ticker, store);
    }

    /**
     * Does nothing when there is a rule for each of the names; asked while an application starts.
     *
     * @throws IllegalArgumentException with the name that has none
     */
    public void requireRules(Collection<String> names) {
        for (String name : names) {
            if (settings.rule(name) == null) {
                throw new IllegalArgumentException("there is no rule for the limit " + name);
            }
        }
        named.addAll(settings.only().isEmpty() ? names : settings.only());
    }

    /** Returns what happens beyond a limit. */
    public Enforcement enforcement() {
        return settings.enforcement();
    }

    /**
     * Tells whether any rule counts for these limits at this stage; otherwise {@link #check} grants everything.
     *
     * @throws IllegalArgumentException when there is no rule of a name
     */
    public boolean asks(RateLimitStage stage, List<String> limits) {
        return !rules(stage, limits).isEmpty();
    }

    /**
     * Asks, and counts the request if all rules grant it. When the store does not answer and its policy is to refuse, the
     * refusal is {@code STORE_UNAVAILABLE}, and no rule counts it as one of its own.
     *
     * @param stage which of the rules are asked now
     * @param limits the names of the route's rules; none means that the route is unlimited
     * @throws IllegalArgumentException when there is no rule of a name
     */
    public RateLimitVerdict check(RateLimitStage stage, List<String> limits, RateLimitCaller caller) {
        RuleSet set = rules(stage, limits);
        if (set.isEmpty()) {
            return RateLimitVerdict.UNLIMITED;
        }
        RateLimitVerdict verdict = ask(set, caller);
        if (verdict.refusal() == null) {
            allowed.increment();
        }
        return verdict;
    }

    private RateLimitVerdict ask(RuleSet set, RateLimitCaller caller) {
        try {
            return set.ask(caller, ticker.nanos());
        } catch (StoreUnavailableException e) {
            return RateLimitVerdict.UNDECIDED;
        }
    }

    /**
     * Returns the name of a rule some of whose clients have to share one count, since there are more than it tracks. Looks
     * at most once in ten seconds and is empty the other times, so it can be called for each request.
     */
    public Optional<String> overflowing() {
        long now = ticker.nanos();
        long last = overflowChecked.get();
        if (now - last < OVERFLOW_CHECK_NANOS || !overflowChecked.compareAndSet(last, now)) {
            return Optional.empty();
        }
        return rules.values().stream()
                .filter(rule -> rule.counter().isOverflowing())
                .map(rule -> rule.rule().name())
                .findFirst();
    }

    /**
     * Returns how many checks were granted (guide row H-38) and, for each rule that a route names or that was asked, how many
     * it refused and whether its clients overflow. In shadow mode a refusal counts as well, although the request goes on.
     */
    @Override
    public List<Reading> readings() {
        Set<String> policies = new TreeSet<>(named);
        policies.addAll(rules.keySet());
        List<Reading> all = new ArrayList<>();
        all.add(Reading.counter("rate_limit_allowed_total", "Checks in which every rule granted.", allowed::sum));
        for (String policy : policies) {
            Map<String, String> label = Map.of("policy", policy);
            all.add(Reading.counter(
                            "rate_limit_blocked_total", "Checks that the rule refused, enforced or not.", () -> {
                                CountedRule rule = rules.get(policy);
                                return rule == null ? 0 : rule.blocked();
                            })
                    .labelled(label));
            all.add(Reading.gauge(
                            "rate_limit_overflowing",
                            "1 while clients share one count, because there are more than the rule tracks.",
                            () -> {
                                CountedRule rule = rules.get(policy);
                                return rule != null && rule.counter().isOverflowing() ? 1 : 0;
                            })
                    .labelled(label));
        }
        return all;
    }

    /** Closes the store; closing twice is the same as once. */
    @Override
    public void close() {
        store.close();
    }

    private RuleSet rules(RateLimitStage stage, List<String> limits) {
        if (limits.isEmpty() || settings.enforcement() == Enforcement.OFF) {
            return RuleSet.NONE;
        }
        return set(stage, settings.only().isEmpty() ? limits : settings.only());
    }

    private RuleSet set(RateLimitStage stage, List<String> limits) {
        Map<List<String>, RuleSet> known = Objects.requireNonNull(sets.get(stage));
        RuleSet set = known.get(limits);
        // The lists come from the route table, so there are only as many as the application has written.
        return set != null ? set : known.computeIfAbsent(List.copyOf(limits), names -> build(stage, names));
    }

    private RuleSet build(RateLimitStage stage, List<String> names) {
        List<CountedRule> chosen = names.stream()
                .distinct()
                .map(name -> rules.computeIfAbsent(name, this::counted))
                .filter(rule -> stage.asks(rule.rule().by()))
                .toList();
        return new RuleSet(chosen, settings.headers());
    }

    /** Made on first use: a rule that no route names takes no memory. */
    private CountedRule counted(String name) {
        RateLimitRule rule = settings.rule(name);
        if (rule == null) {
            throw new IllegalArgumentException("there is no rule for the limit " + name);
        }
        return new CountedRule(rule, store.counter(rule.limit()));
    }
}
