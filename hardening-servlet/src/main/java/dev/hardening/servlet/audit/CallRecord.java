package dev.hardening.servlet.audit;

import dev.hardening.core.audit.AuditActions;
import dev.hardening.core.audit.AuditRecord;
import dev.hardening.core.audit.AuditResult;
import dev.hardening.core.audit.AuditVocabulary;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.identity.Identity;
import dev.hardening.servlet.support.AnsweredStatus;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.RequestContext;
import org.jspecify.annotations.Nullable;

/** Makes the record of a call that is over. No state. */
final class CallRecord {

    private static final int REDIRECT = 300;
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private CallRecord() {}

    static AuditRecord of(Exchange exchange, AuditNotes notes, long nanos, @Nullable Throwable failure) {
        RequestContext context = exchange.context();
        Identity caller = context.identity();
        SecurityEvent cause = cause(context, false);
        int status = AnsweredStatus.of(exchange, failure);
        AuditResult result = exchange.cutOffStatus() >= 0 ? AuditResult.FAILURE : result(status, cause);
        String named = context.route().auditAction();
        String template = context.routeTemplate();
        AuditRecord.Builder record = AuditRecord.of(
                        AuditRecord.CALL, named != null ? named : AuditActions.of(exchange.method(), template))
                .result(result)
                .status(status)
                .nanos(nanos)
                .requestId(context.requestIdIfKnown())
                .tenant(context.tenantIdIfKnown())
                .route(template)
                .client(context.client());
        if (caller != null) {
            record.actor(caller.subject()).credential(caller.proof().label()).session(caller.session());
        }
        tell(record, result == AuditResult.SUCCESS ? null : cause, cause(context, true), caller);
        notes.addTo(record, result == AuditResult.SUCCESS);
        return record.build();
    }

    /** Returns the last event that has refused the call, or would have. */
    private static @Nullable SecurityEvent cause(RequestContext context, boolean shadow) {
        SecurityEvent last = null;
        for (SecurityEvent event : context.keptEvents()) {
            if (event.code() != null && event.isShadow() == shadow) {
                last = event;
            }
        }
        return last;
    }

    private static void tell(
            AuditRecord.Builder record,
            @Nullable SecurityEvent cause,
            @Nullable SecurityEvent watched,
            @Nullable Identity caller) {
        SecurityEvent told = cause != null ? cause : watched;
        if (told == null) {
            return;
        }
        record.cause(AuditVocabulary.name(told))
                .reason(told.code() == null ? null : told.code().name())
                .detail(told.detail())
                .shadow(cause == null);
        if (caller == null) {
            record.credential(told.credential());
        }
    }

    private static AuditResult result(int status, @Nullable SecurityEvent cause) {
        if (status < REDIRECT) {
            return AuditResult.SUCCESS;
        }
        if (status < CLIENT_ERROR) {
            return cause == null ? AuditResult.SUCCESS : AuditResult.DENIED;
        }
        if (status >= SERVER_ERROR) {
            return AuditResult.FAILURE;
        }
        boolean denied = switch (status) {
            case 401, 403, 429 -> true;
            default -> cause != null && AuditVocabulary.result(cause) == AuditResult.DENIED;
        };
        return denied ? AuditResult.DENIED : AuditResult.FAILURE;
    }
}
