package dev.hardening.core.audit;

import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets alike records through one by one up to a number in a minute, and counts the rest. What anybody can cause without a
 * proof is counted in one table, and every other event in one of its own, so that no flood of strangers takes the room of what
 * proved callers and the service do. Successes of named actors always pass. Safe for use by many threads.
 */
final class FloodGate {

    static final Duration WINDOW = FloodTable.WINDOW;
    static final int MOST_KINDS = FloodTable.MOST_KINDS;

    /** Events are names of code; an application that makes them up all the same shares the table of strangers. */
    private static final int MOST_TABLES = 64;

    private static final String STRANGERS = "";

    private final Ticker ticker;
    private final int most;
    private final Map<String, FloodTable> tables = new HashMap<>();
    private long heldInAll;

    FloodGate(Ticker ticker, int most) {
        this.ticker = ticker;
        this.most = most;
    }

    /** Tells whether the record, of that time, is to be told by itself. */
    boolean passes(AuditRecord record, Instant time) {
        boolean anonymous = record.actor().equals(AuditRecord.ANONYMOUS);
        // In shadow mode nothing is refused, so only the events are many; each call of a proved caller is told.
        if (record.result() == AuditResult.SUCCESS && !anonymous && (record.isCall() || !record.isShadow())) {
            return true;
        }
        boolean strangers = AuditVocabulary.isOfUnproved(record.event())
                || (anonymous && (record.isCall() || AuditVocabulary.isOfRequests(record.event())));
        long now = ticker.nanos();
        synchronized (this) {
            boolean passes = table(strangers ? STRANGERS : record.event(), now).passes(record, time, now);
            heldInAll += passes ? 0 : 1;
            return passes;
        }
    }

    private FloodTable table(String name, long now) {
        FloodTable known = tables.get(name);
        if (known != null) {
            return known;
        }
        String shared = tables.size() < MOST_TABLES ? name : STRANGERS;
        return tables.computeIfAbsent(shared, ignored -> new FloodTable(most, now));
    }

    synchronized long heldInAll() {
        return heldInAll;
    }

    /** Returns a record for each kind whose minute is over and of which some were held; all of them when {@code atOnce}. */
    List<AuditRecord> due(boolean atOnce) {
        long now = ticker.nanos();
        List<AuditRecord> due = new ArrayList<>();
        synchronized (this) {
            tables.values().forEach(table -> table.due(now, atOnce, due));
        }
        return due;
    }
}
