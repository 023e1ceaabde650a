package dev.hardening.core.lockout;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.time.Ticker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts in this process. One lock holds all dimensions together; it is held for a microsecond beside a hash of many ms. */
final class MemoryAttemptStore implements AttemptStore {

    static final int FEWEST = 100;
    static final int MOST = 10_000_000;

    private static final long REPORTED_EVERY = Duration.ofMinutes(1).toNanos();

    private final Ticker ticker;
    private final SecurityEventListener events;
    private final int entries;
    private final Map<AttemptDimension, AttemptTable> tables = new EnumMap<>(AttemptDimension.class);
    private long evicted;
    private long reportedAt;

    MemoryAttemptStore(Ticker ticker, SecurityEventListener events, int entries) {
        if (entries < FEWEST || entries > MOST) {
            throw new IllegalArgumentException("entries are " + FEWEST + " to " + MOST + ", not " + entries);
        }
        this.ticker = ticker;
        this.events = events;
        this.entries = entries;
    }

    @Override
    public AttemptReservation reserve(List<AttemptCount> counts) {
        AttemptReservation reservation;
        boolean report;
        synchronized (this) {
            long now = ticker.nanos();
            long before = evicted;
            reservation = reserve(counts, now);
            report = evicted > before && (before == 0 || now - reportedAt >= REPORTED_EVERY);
            reportedAt = report ? now : reportedAt;
        }
        if (report) {
            events.on(SecurityEvent.of(SecurityEventType.LIMITER_OVERFLOWING)
                    .detail("the table of failed log-ins is full, and failures that still count are forgotten")
                    .build());
        }
        return reservation;
    }

    private AttemptReservation reserve(List<AttemptCount> counts, long now) {
        long wait = 0;
        for (AttemptCount count : counts) {
            AttemptEntry entry = table(count.key()).find(count.key());
            wait = entry == null ? wait : Math.max(wait, entry.waitNanos(now));
        }
        if (wait > 0) {
            return new AttemptReservation(counts, now, Duration.ofNanos(wait), Set.of());
        }
        Set<AttemptDimension> locking = EnumSet.noneOf(AttemptDimension.class);
        for (AttemptCount count : counts) {
            AttemptTable table = table(count.key());
            if (table.add(count, now)) {
                locking.add(count.key().dimension());
            }
            evicted += table.tidy(now);
        }
        return new AttemptReservation(counts, now, Duration.ZERO, locking);
    }

    @Override
    public synchronized void settle(AttemptReservation reservation, Outcome outcome) {
        if (outcome == Outcome.FAILED || !reservation.isGranted()) {
            return;
        }
        long now = ticker.nanos();
        for (AttemptCount count : reservation.counts()) {
            AttemptTable table = table(count.key());
            AttemptEntry entry = table.find(count.key());
            if (entry == null) {
                continue;
            }
            if (outcome == Outcome.SUCCEEDED && count.key().dimension().isClearedBySuccess()) {
                table.remove(count.key());
                continue;
            }
            entry.takeBack(reservation.stamp(), now);
            if (entry.failures() == 0) {
                table.remove(count.key());
            }
        }
    }

    @Override
    public synchronized void unlock(AttemptKey key) {
        tables.values().forEach(table -> table.removePartsOf(key));
    }

    /** Returns how many entries a dimension has. */
    synchronized int size(AttemptDimension dimension) {
        AttemptTable table = tables.get(dimension);
        return table == null ? 0 : table.size();
    }

    /** Returns how many entries went before their time. */
    synchronized long evicted() {
        return evicted;
    }

    private AttemptTable table(AttemptKey key) {
        return tables.computeIfAbsent(key.dimension(), dimension -> new AttemptTable(entries));
    }
}
