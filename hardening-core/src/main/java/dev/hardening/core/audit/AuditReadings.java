package dev.hardening.core.audit;

import dev.hardening.core.reading.Reading;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a trail knows of itself, in numbers; all of them are there from the start. */
final class AuditReadings {

    private AuditReadings() {}

    static List<Reading> of(AuditTrail trail) {
        return List.of(
                records(trail, "written", AuditCounts::written),
                records(trail, "aggregated", AuditCounts::aggregated),
                records(trail, "dropped", AuditCounts::dropped),
                Reading.counter(
                        "audit_write_failures_total",
                        "How often writing the audit trail failed.",
                        () -> trail.counts().failures()),
                Reading.gauge(
                        "audit_records_waiting",
                        "Records that are not written yet.",
                        () -> trail.counts().waiting()),
                Reading.gauge(
                        "audit_failing",
                        "1 while the last try to write the audit trail has failed.",
                        () -> trail.counts().failing() ? 1 : 0));
    }

    private static Reading records(AuditTrail trail, String outcome, ToLongFunction<AuditCounts> count) {
        return Reading.counter(
                        "audit_records_total",
                        "Records by outcome; aggregated are told by their number only, dropped found no room.",
                        () -> count.applyAsLong(trail.counts()))
                .labelled(Map.of("outcome", outcome));
    }
}
