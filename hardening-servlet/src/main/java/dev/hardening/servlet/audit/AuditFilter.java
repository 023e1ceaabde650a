package dev.hardening.servlet.audit;

import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.audit.AuditVocabulary;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Records each call of a route that {@linkplain dev.hardening.core.request.Route#isAudited() is audited}, once, when it is
 * over. Where the trail blocks, it refuses with 503 what could not be recorded. The trail is closed with the filter.
 */
public final class AuditFilter extends RoomFilter<AuditTrail> {

    static final String TRAIL = AuditTrail.class.getName();

    private static final Refusal UNRECORDED = Refusal.of(RefusalCode.STORE_UNAVAILABLE)
            .retryAfter(Duration.ofSeconds(5))
            .build();

    /** Makes a filter that reads its settings when the container starts it; without a file the trail is in memory only. */
    public AuditFilter() {}

    /**
     * Makes a filter for a trail. For the events that no call tells, let the trail be among the services' listeners, too.
     */
    public AuditFilter(AuditTrail trail, Services services) {
        super(trail, services);
    }

    @Override
    protected AuditTrail read(SettingReader reader, Services shared) {
        AuditSettings settings =
                AuditSettings.read(reader, AuditSettings.builder().inMemory());
        try {
            return AuditTrail.open(settings, shared.ticker(), shared.clock(), shared.redactor());
        } catch (IOException e) {
            reader.add(Problem.refuse(
                    ProblemCode.FILE_UNUSABLE,
                    AuditSettings.FILE.name(),
                    "names a file that cannot be used as an audit trail",
                    "name one that this process may write, and no other one writes"));
            throw new UncheckedIOException(e);
        }
    }

    /** A filter that stands alone lets its trail hear the events of its requests. */
    @Override
    protected Services services(AuditTrail trail, Services shared) {
        return shared.alsoTelling(trail);
    }

    @Override
    protected void apply(AuditTrail trail, Exchange exchange, Next next) throws IOException, ServletException {
        exchange.request().setAttribute(TRAIL, trail);
        if (!exchange.context().route().isAudited()) {
            next.proceed();
            return;
        }
        AuditNotes notes = AuditNotes.on(exchange.request());
        exchange.context().keepEvents(AuditVocabulary::isToldByCall);
        exchange.whenComplete((over, nanos, failure) -> {
            if (!exchange.context().isPreflightAnswered()) { // the call that it asks for is recorded, if it comes
                trail.record(CallRecord.of(exchange, notes, nanos, failure));
            }
        });
        if (trail.isBlocking()) {
            exchange.refuse(UNRECORDED, SecurityEventType.STORE_FAILED, Enforcement.ENFORCE, next);
        } else {
            next.proceed();
        }
    }
}
