package dev.hardening.servlet.headers;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.headers.ReportCollector;
import dev.hardening.core.headers.ReportSettings;
import dev.hardening.core.headers.ViolationListener;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers POST requests to one path by taking in the violation reports in them: 204, or 415, 413, 400 and 429. All other
 * requests go on. Browsers send reports without credentials, so it stands before whatever asks for them.
 */
public final class CspReportFilter extends RoomFilter<ReportCollector> {

    /** Makes a filter that reads its settings when the container starts it. */
    public CspReportFilter() {}

    /** Makes a filter that writes what it hears to the log. */
    public CspReportFilter(ReportSettings settings, Services services) {
        this(settings, ViolationListener.log(), services);
    }

    /** Makes a filter that tells a listener what it hears. */
    public CspReportFilter(ReportSettings settings, ViolationListener listener, Services services) {
        super(new ReportCollector(settings, listener, services.ticker()), services);
    }

    @Override
    protected ReportCollector read(SettingReader reader, Services shared) {
        return new ReportCollector(ReportSettings.read(reader), ViolationListener.log(), shared.ticker());
    }

    @Override
    protected void apply(ReportCollector room, Exchange exchange, Next next) throws IOException, ServletException {
        if (!takes(exchange)) {
            next.proceed();
        } else if (collect(room, exchange) instanceof Refusal refusal) {
            exchange.refuse(refusal, SecurityEventType.REQUEST_REFUSED, Enforcement.ENFORCE, next);
        } else {
            exchange.response().setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    /**
     * Tells whether this filter answers a request: browsers send reports on their own, from pages of whatever site, so
     * rules about who may send what do not concern it.
     */
    public boolean takes(Exchange exchange) {
        return exchange.method().equals("POST") && isTarget(ready().settings().path(), exchange);
    }

    private static Decision collect(ReportCollector room, Exchange exchange) throws IOException {
        HttpServletRequest request = exchange.request();
        Decision admitted = room.admit(
                exchange.header("Content-Type"), exchange.header("Content-Encoding"), request.getContentLengthLong());
        if (!admitted.isAllowed()) {
            return admitted;
        }
        return room.collect(request.getInputStream().readNBytes(room.settings().maxBytes() + 1));
    }

    /** Browsers know the path with the application's context path before it. */
    private static boolean isTarget(String target, Exchange exchange) {
        String context = exchange.request().getContextPath();
        String path = exchange.path();
        return target.length() == context.length() + path.length()
                && target.startsWith(context)
                && target.endsWith(path);
    }
}
