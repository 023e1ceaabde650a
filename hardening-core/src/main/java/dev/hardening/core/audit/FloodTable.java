package dev.hardening.core.audit;

import dev.hardening.core.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts alike records. The first of each kind is told, and as many more as may be in a minute; all kinds together have ten
 * times that number beside the first ones. What does not fit is counted together by its event. For one thread.
 */
final class FloodTable {

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

    private final int most;
    private final Map<Kind, Count> counts = new LinkedHashMap<>();
    private long windowBegun;
    private long windowPassed;

    FloodTable(int most, long now) {
        this.most = most;
        this.windowBegun = now;
    }

    /** Tells whether the record, of that time, is to be told by itself; otherwise it is counted. */
    boolean passes(AuditRecord record, Instant time, long now) {
        if (now - windowBegun >= WINDOW.toNanos()) {
            windowBegun = now;
            windowPassed = 0;
        }
        Count count = count(record, now);
        if (count.passed == 0 && !count.kind.action.equals(SEVERAL)) {
            count.passed = 1;
            return true;
        }
        if (count.passed < most && windowPassed < (long) most * KINDS_AT_ONCE) {
            count.passed++;
            windowPassed++;
            return true;
        }
        count.hold(record, time);
        return false;
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
            known = new Count(kind, now);
            counts.put(kind, known);
        }
        return known;
    }

    /** Moves a record for each kind whose minute is over and of which some were held; all of them when {@code atOnce}. */
    void due(long now, boolean atOnce, List<AuditRecord> due) {
        Iterator<Count> all = counts.values().iterator();
        while (all.hasNext()) {
            Count count = all.next();
            if (atOnce || now - count.begun >= WINDOW.toNanos()) {
                count.addTo(due);
                all.remove();
            }
        }
    }

    /** One kind, and what all that were held of it have in common. */
    private static final class Count {
        private final Kind kind;
        private final long begun;
        private int passed;
        private long held;
        private @Nullable AuditRecord first;
        private Instant since = Instant.EPOCH;
        private @Nullable String cause;
        private @Nullable String credential;
        private @Nullable String route;
        private @Nullable String tenant;
        private boolean shadow;

        Count(Kind kind, long begun) {
            this.kind = kind;
            this.begun = begun;
        }

        void hold(AuditRecord record, Instant time) {
            if (held++ == 0) {
                first = record;
                since = time;
                cause = record.cause();
                credential = record.credential();
                route = record.route();
                tenant = record.tenant();
                shadow = record.isShadow();
                return;
            }
            cause = common(cause, record.cause());
            credential = common(credential, record.credential());
            route = common(route, record.route());
            tenant = common(tenant, record.tenant());
            shadow = shadow && record.isShadow();
        }

        private static @Nullable String common(@Nullable String one, @Nullable String other) {
            return Objects.equals(one, other) ? one : null;
        }

        /** One alone is told as it is: a sum would take no less room and say less. */
        void addTo(List<AuditRecord> due) {
            AuditRecord only = first;
            if (only != null && held == 1) {
                due.add(only.toBuilder().time(since).build());
            } else if (only != null) {
                due.add(sum());
            }
        }

        private AuditRecord sum() {
            return AuditRecord.of(kind.event, kind.action)
                    .result(kind.result)
                    .reason(kind.reason)
                    .cause(cause)
                    .actor(kind.actor)
                    .credential(credential)
                    .route(route)
                    .tenant(tenant)
                    .client(kind.client)
                    .detail("alike ones, which are not told one by one")
                    .shadow(shadow)
                    .standsFor(held, since)
                    .build();
        }
    }
}
