package dev.hardening.core.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which of the newest records somebody wants to see: filtered by tenant, actor, action, route and time (guide row E-47).
 * Immutable: each method returns a changed copy.
 */
public final class AuditQuery {

    private final int limit;
    private final boolean callsOnly;
    private final @Nullable String tenant;
    private final @Nullable String actor;
    private final @Nullable String action;
    private final @Nullable String route;
    private final @Nullable Instant from;
    private final @Nullable Instant until;

    private AuditQuery(
            int limit,
            boolean callsOnly,
            @Nullable String tenant,
            @Nullable String actor,
            @Nullable String action,
            @Nullable String route,
            @Nullable Instant from,
            @Nullable Instant until) {
        this.limit = limit;
        this.callsOnly = callsOnly;
        this.tenant = tenant;
        this.actor = actor;
        this.action = action;
        this.route = route;
        this.from = from;
        this.until = until;
    }

    /**
     * Asks for so many records of any kind.
     *
     * @throws IllegalArgumentException when it is less than 1
     */
    public static AuditQuery newest(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a query is for one record or more");
        }
        return new AuditQuery(limit, false, null, null, null, null, null, null);
    }

    /** Leaves out what is no call. */
    public AuditQuery callsOnly() {
        return new AuditQuery(limit, true, tenant, actor, action, route, from, until);
    }

    /** Asks for one tenant's records only, or for all with null. */
    public AuditQuery tenant(@Nullable String value) {
        return new AuditQuery(limit, callsOnly, value, actor, action, route, from, until);
    }

    /** Asks for one actor's records only, or for all with null. */
    public AuditQuery actor(@Nullable String value) {
        return new AuditQuery(limit, callsOnly, tenant, value, action, route, from, until);
    }

    /** Asks for one action only, or for all with null. */
    public AuditQuery action(@Nullable String value) {
        return new AuditQuery(limit, callsOnly, tenant, actor, value, route, from, until);
    }

    /** Asks for one route's template only, or for all with null. */
    public AuditQuery route(@Nullable String value) {
        return new AuditQuery(limit, callsOnly, tenant, actor, action, value, from, until);
    }

    /** Asks for a span of time only: from the first instant, before the second one; null leaves that side open. */
    public AuditQuery between(@Nullable Instant first, @Nullable Instant end) {
        return new AuditQuery(limit, callsOnly, tenant, actor, action, route, first, end);
    }

    int limit() {
        return limit;
    }

    boolean matches(AuditRecord record) {
        return (!callsOnly || record.isCall())
                && isWanted(tenant, record.tenant())
                && isWanted(actor, record.actor())
                && isWanted(action, record.action())
                && isWanted(route, record.route())
                && (from == null || !record.time().isBefore(from))
                && (until == null || record.time().isBefore(until));
    }

    private static boolean isWanted(@Nullable String wanted, @Nullable String is) {
        return wanted == null || wanted.equals(is);
    }
}
