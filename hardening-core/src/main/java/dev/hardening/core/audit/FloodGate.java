package dev.hardening.core.audit;

import dev.hardening.core.net.IpAddress;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets alike refusals and failures through one by one up to a number in a minute, and counts the rest; all kinds together
 * have ten times that number. Kinds that do not fit into its table are counted together by their event. Successes always
 * pass. Safe for use by many threads.
 */
final class FloodGate {

    static final Duration WINDOW = Duration.ofMinutes(1);

    /** How many kinds are told apart. */
    static final int MOST_KINDS = 1_024;

    static final String SEVERAL = "(several)";
    private static final int KINDS_AT_ONCE = 10;

    private record Kind(
            String event,
            AuditResult result,
            @Nullable String reason,
            String action,
            String actor,
            @Nullable IpAddress client) {}

    private static final class Count {
        private final long begun;
        private int passed;
        private long held;
        private @Nullable AuditRecord first;
        private Instant since = Instant.EPOCH;

        Count(long begun) {
            this.begun = begun;
        }
    }

    private final Ticker ticker;
    private final int most;
    private final Map<Kind, Count> counts = new LinkedHashMap<>();
    private long windowBegun;
    private long windowPassed;
    private long heldInAll;

    FloodGate(Ticker ticker, int most) {
        this.ticker = ticker;
        this.most = most;
        this.windowBegun = ticker.nanos();
    }

    /** Tells whether the record, of that time, is to be told by itself. */
    boolean passes(AuditRecord record, Instant time) {
        // In shadow mode nothing is refused, so only the events are many; each call is told.
        if (record.result() == AuditResult.SUCCESS && (record.isCall() || !record.isShadow())) {
            return true;
        }
        long now = ticker.nanos();
        synchronized (this) {
            if (now - windowBegun >= WINDOW.toNanos()) {
                windowBegun = now;
                windowPassed = 0;
            }
            Count count = count(record, now);
            if (count.passed < most && windowPassed < (long) most * KINDS_AT_ONCE) {
                count.passed++;
                windowPassed++;
                return true;
            }
            if (count.held++ == 0) {
                count.first = record;
                count.since = time;
            }
            heldInAll++;
            return false;
        }
    }

    private Count count(AuditRecord record, long now) {
        IpAddress client = record.client();
        Kind kind = new Kind(
                record.event(),
                record.result(),
                record.reason(),
                record.action(),
                record.actor(),
                client == null ? null : client.limitKey());
        Count known = counts.get(kind);
        if (known == null && counts.size() >= MOST_KINDS) {
            // Events are names of code, so these few more are bounded, too.
            kind = new Kind(record.event(), record.result(), null, SEVERAL, SEVERAL, null);
            known = counts.get(kind);
        }
        if (known == null) {
            known = new Count(now);
            counts.put(kind, known);
        }
        return known;
    }

    synchronized long heldInAll() {
        return heldInAll;
    }

    /** Returns a record for each kind whose minute is over and of which some were held; all of them when {@code atOnce}. */
    List<AuditRecord> due(boolean atOnce) {
        long now = ticker.nanos();
        List<AuditRecord> due = new ArrayList<>();
        synchronized (this) {
            Iterator<Map.Entry<Kind, Count>> all = counts.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<Kind, Count> entry = all.next();
                Count count = entry.getValue();
                if (atOnce || now - count.begun >= WINDOW.toNanos()) {
                    AuditRecord first = count.first;
                    if (first != null) {
                        due.add(sum(entry.getKey(), first, count));
                    }
                    all.remove();
                }
            }
        }
        return due;
    }

    private static AuditRecord sum(Kind kind, AuditRecord first, Count count) {
        AuditRecord.Builder sum = AuditRecord.of(kind.event, kind.action)
                .result(kind.result)
                .reason(kind.reason)
                .cause(first.cause())
                .actor(kind.actor)
                .client(kind.client)
                .detail("alike ones, which are not told one by one")
                .shadow(first.isShadow());
        if (!kind.action.equals(SEVERAL)) {
            sum.credential(first.credential()).route(first.route()).tenant(first.tenant());
        }
        return sum.standsFor(count.held, count.since).build();
    }
}
