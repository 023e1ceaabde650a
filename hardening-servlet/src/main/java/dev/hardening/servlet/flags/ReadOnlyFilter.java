package dev.hardening.servlet.flags;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.flags.FlagSettings;
import dev.hardening.core.flags.Flags;
import dev.hardening.core.flags.ReadOnly;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses unsafe methods while the application is read-only, except on routes that work
 * {@linkplain dev.hardening.core.request.Route#evenWhenReadOnly() even then}. It stands behind the probes of {@code health},
 * which go on. A filter that a {@code web.xml} names asks the {@link Flags} that the application has put into the
 * {@link ServletContext} under the name of their class, or else puts its own there, read from {@code FLAG_READ_ONLY} or
 * {@code READ_ONLY_MODE}.
 */
public final class ReadOnlyFilter extends RoomFilter<ReadOnly> {

    private static final String ATTRIBUTE = Flags.class.getName();

    private @Nullable Flags shared;

    /** Makes a filter that finds its flags when the container starts it. */
    public ReadOnlyFilter() {}

    /** Makes a filter that asks these flags. */
    public ReadOnlyFilter(Flags flags, Services services) {
        super(ReadOnly.of(flags), services);
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        ServletContext context = config.getServletContext();
        shared = context.getAttribute(ATTRIBUTE) instanceof Flags flags ? flags : null;
        super.init(config);
        if (context.getAttribute(ATTRIBUTE) == null) {
            context.setAttribute(ATTRIBUTE, ready().flags());
        }
    }

    @Override
    protected ReadOnly read(SettingReader reader, Services services) {
        Flags flags = shared;
        return ReadOnly.of(flags != null ? flags : new Flags(FlagSettings.readReadOnly(reader), services.clock()));
    }

    @Override
    protected void apply(ReadOnly readOnly, Exchange exchange, Next next) throws IOException, ServletException {
        if (readOnly.decide(exchange.method(), exchange.context().route()) instanceof Refusal refusal) {
            exchange.refuse(refusal, SecurityEventType.REQUEST_REFUSED, Enforcement.ENFORCE, next);
        } else {
            next.proceed();
        }
    }
}
