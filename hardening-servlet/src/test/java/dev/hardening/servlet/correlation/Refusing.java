package dev.hardening.servlet.correlation;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import java.io.IOException;

/** A filter that refuses every request, as those behind the correlation do. */
final class Refusing extends RoomFilter<Refusal> {

    Refusing(Refusal refusal) {
        super(refusal, Services.standard());
    }

    @Override
    protected Refusal read(SettingReader reader, Services shared) {
        throw new IllegalStateException("made by code only");
    }

    @Override
    protected void apply(Refusal refusal, Exchange exchange, Next next) throws IOException, ServletException {
        exchange.refuse(refusal, SecurityEventType.REQUEST_REFUSED, Enforcement.ENFORCE, next);
    }
}
