package dev.hardening.servlet.bodylimit;

import dev.hardening.core.bodylimit.BodyHead;
import dev.hardening.core.bodylimit.BodyLimit;
import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Linger;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Refuses bodies that declare too much, and stands between all others and their readers. */
public final class BodyLimitFilter extends RoomFilter<BodyLimit> {

    /** Makes a filter that reads its settings when the container starts it. */
    public BodyLimitFilter() {}

    /** Makes a filter with these settings. */
    public BodyLimitFilter(BodyLimitSettings settings, Services services) {
        super(BodyLimit.of(settings, services.ticker()), services);
    }

    @Override
    protected BodyLimit read(SettingReader reader, Services shared) {
        return BodyLimit.of(BodyLimitSettings.read(reader), shared.ticker());
    }

    @Override
    protected void apply(BodyLimit room, Exchange exchange, Next next) throws IOException, ServletException {
        HttpServletRequest request = exchange.request();
        Enforcement enforcement = room.settings().enforcement();
        String protocol = request.getProtocol();
        long length = request.getContentLengthLong();
        boolean chunked = exchange.header("Transfer-Encoding") != null;
        boolean possible = BodyHead.isBodyPossible(protocol, length, chunked);
        BodyHead head = new BodyHead(
                protocol, exchange.method(), length, chunked, exchange.header("Content-Type"), coding(exchange));
        // A multipart form that has no byte, and says so, is malformed, and containers differ about it.
        if (enforcement == Enforcement.OFF || !(possible || (length == 0 && head.isMultipart()))) {
            next.proceed();
            return;
        }
        boolean shadow = enforcement == Enforcement.SHADOW;
        Decision decision = room.admit(head, exchange.context().route());
        if (decision instanceof Refusal refusal) {
            if (!shadow) {
                Linger.announceClosing(exchange, isSending(exchange));
            }
            exchange.refuse(refusal, SecurityEventType.BODY_REFUSED, enforcement, next);
            if (!shadow && exchange.header("Expect") == null) {
                Linger.behind(exchange, request.getInputStream(), room::beginWaiting, room::endWaiting);
            }
            return;
        }
        // A form is parsed by stricter rules behind a hook; a room that only watches changes nothing.
        if (!shadow || !head.isForm()) {
            GuardedBody body = new GuardedBody(room, exchange, head, shadow);
            exchange.readBodyThrough(body);
            exchange.whenComplete(body);
        }
        next.proceed();
    }

    /** Whoever waits for 100 Continue has not sent yet, and to ask for the stream would tell him to. */
    private static boolean isSending(Exchange exchange) throws IOException {
        return exchange.header("Expect") == null
                && exchange.request().getInputStream().available() > 0;
    }

    /** Several lines are several codings (RFC 9110 section 5.3); none such is taken. */
    private static @Nullable String coding(Exchange exchange) {
        String coding = exchange.header("Content-Encoding");
        return exchange.isRepeated("Content-Encoding") ? coding + ", " : coding;
    }
}
