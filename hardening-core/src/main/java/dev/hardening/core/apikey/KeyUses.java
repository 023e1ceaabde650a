package dev.hardening.core.apikey;

import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts uses by label. Labels are the operator's and not the client's, so the map is as small as the list of keys. */
final class KeyUses {

    private static final long SPAN = Duration.ofMinutes(1).toNanos();

    private final Ticker ticker;
    private final ConcurrentMap<String, Use> uses = new ConcurrentHashMap<>();

    KeyUses(Ticker ticker) {
        this.ticker = ticker;
    }

    boolean note(String label) {
        Use use = uses.get(label);
        if (use == null) {
            use = uses.computeIfAbsent(label, key -> new Use());
        }
        use.count.increment();
        long span = Math.floorDiv(ticker.nanos(), SPAN);
        long before = use.span.get();
        return before != span && use.span.compareAndSet(before, span);
    }

    List<KeyUse> all() {
        return uses.entrySet().stream()
                .map(entry -> new KeyUse(entry.getKey(), entry.getValue().count.sum()))
                .sorted((a, b) -> a.label().compareTo(b.label()))
                .toList();
    }

    private static final class Use {
        private final LongAdder count = new LongAdder();
        private final AtomicLong span = new AtomicLong(Long.MIN_VALUE);
    }
}
