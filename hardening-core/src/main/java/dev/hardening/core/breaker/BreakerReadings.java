package dev.hardening.core.breaker;

import dev.hardening.core.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What breakers and caches know of themselves, in numbers. */
final class BreakerReadings {

    private static final String BREAKER = "breaker";

    private BreakerReadings() {}

    static List<Reading> of(Breaker breaker) {
        String name = breaker.name();
        List<Reading> all = new ArrayList<>();
        for (BreakerState state : BreakerState.values()) {
            all.add(Reading.gauge(
                            "breaker_state",
                            "1 for the state in which the breaker is.",
                            () -> breaker.state() == state ? 1 : 0)
                    .labelled(Map.of(BREAKER, name, "state", state.text())));
        }
        all.add(call(breaker, "succeeded", BreakerStatus::succeeded));
        all.add(call(breaker, "failed", BreakerStatus::failed));
        all.add(call(breaker, "timed_out", BreakerStatus::timedOut));
        all.add(call(breaker, "late", BreakerStatus::late));
        all.add(rejected(breaker, "open", BreakerStatus::refusedOpen));
        all.add(rejected(breaker, "busy", BreakerStatus::refusedBusy));
        Map<String, String> label = Map.of(BREAKER, name);
        all.add(Reading.counter(
                        "breaker_opened_total",
                        "How often the breaker opened.",
                        () -> breaker.status().opened())
                .labelled(label));
        all.add(Reading.seconds(
                        "breaker_call_seconds_total",
                        "How long the calls that succeeded, failed or timed out took together.",
                        () -> breaker.status().spent().toNanos())
                .labelled(label));
        all.add(Reading.gauge(
                        "breaker_calls_in_progress",
                        "Calls that have not ended.",
                        () -> breaker.status().underWay())
                .labelled(label));
        all.add(Reading.gauge("breaker_window_calls", "Calls that ended within the rolling window.", () ->
                        (double) breaker.status().windowCalls())
                .labelled(label));
        all.add(Reading.gauge("breaker_window_failures", "Calls that failed within the rolling window.", () ->
                        (double) breaker.status().windowFailures())
                .labelled(label));
        return all;
    }

    private static Reading call(Breaker breaker, String outcome, ToLongFunction<BreakerStatus> count) {
        return Reading.counter(
                        "breaker_calls_total",
                        "Calls to the dependency by outcome; late are answers that came after their time.",
                        () -> count.applyAsLong(breaker.status()))
                .labelled(Map.of(BREAKER, breaker.name(), "outcome", outcome));
    }

    private static Reading rejected(Breaker breaker, String reason, ToLongFunction<BreakerStatus> count) {
        return Reading.counter(
                        "breaker_rejected_total",
                        "Calls that were not made, because the breaker was open or too many were under way.",
                        () -> count.applyAsLong(breaker.status()))
                .labelled(Map.of(BREAKER, breaker.name(), "reason", reason));
    }

    static List<Reading> of(String breaker, String number, StaleCache<?, ?> cache) {
        Map<String, String> label = Map.of(BREAKER, breaker, "cache", number);
        return List.of(
                result(label, cache, "fresh", CacheCounts::fresh),
                result(label, cache, "stale", CacheCounts::stale),
                result(label, cache, "loaded", CacheCounts::loaded),
                result(label, cache, "refused", CacheCounts::refused),
                Reading.counter(
                                "cache_refreshes_total",
                                "Values renewed in the background.",
                                () -> cache.counts().refreshed())
                        .labelled(label),
                Reading.gauge("cache_entries", "Values that the cache holds, about.", () ->
                                (double) cache.counts().size())
                        .labelled(label));
    }

    private static Reading result(
            Map<String, String> label, StaleCache<?, ?> cache, String result, ToLongFunction<CacheCounts> count) {
        return Reading.counter(
                        "cache_requests_total",
                        "Requests to the cache by what they got.",
                        () -> count.applyAsLong(cache.counts()))
                .labelled(Map.of(
                        BREAKER,
                        String.valueOf(label.get(BREAKER)),
                        "cache",
                        String.valueOf(label.get("cache")),
                        "result",
                        result));
    }
}
