package dev.hardening.core.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest records, as many as it has places. Safe for use by many threads. */
final class AuditRing {

    private final @Nullable AuditRecord[] places;
    private long added;

    AuditRing(int size) {
        this.places = new AuditRecord[size];
    }

    synchronized void add(AuditRecord record) {
        places[(int) (added++ % places.length)] = record;
    }

    /** Returns what the query asks for, the newest first. */
    synchronized List<AuditRecord> newest(AuditQuery query) {
        List<AuditRecord> found = new ArrayList<>(Math.min(query.limit(), 64));
        long oldest = Math.max(0, added - places.length);
        for (long at = added - 1; at >= oldest && found.size() < query.limit(); at--) {
            AuditRecord record = places[(int) (at % places.length)];
            if (record != null && query.matches(record)) {
                found.add(record);
            }
        }
        return found;
    }
}
