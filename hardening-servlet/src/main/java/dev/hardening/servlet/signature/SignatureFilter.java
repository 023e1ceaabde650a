package dev.hardening.servlet.signature;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.signature.RequestSignatures;
import dev.hardening.core.signature.SignatureClaim;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.core.signature.SignedTarget;
import dev.hardening.servlet.support.AuthenticationFilter;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request to a {@linkplain Route#signed signed} route pass when it bears one valid signature that was not seen
 * before, and answers 401 otherwise, with one text for every reason. The agent that signed it stands in the request's
 * context afterwards, unless another proof has named the caller before.
 *
 * <p>A filter that stands before this one and reads the body itself may show the application another one than was signed,
 * so such a request is refused; the event tells it.
 *
 * <p>A body that is too large to be read for its signature is answered 413, and one that cannot be remembered 503.
 */
public final class SignatureFilter extends AuthenticationFilter<RequestSignatures> {

    private @Nullable ReplayStore given;

    /**
     * Makes a filter that reads its settings when the container starts it; it needs the shared secret. It remembers signatures
     * in the store that stands in the {@link ServletContext} under the name of {@link ReplayStore}, which it does not close, and
     * otherwise in memory.
     */
    public SignatureFilter() {}

    /**
     * Makes a filter that remembers signatures in the memory of this process.
     *
     * @throws IllegalArgumentException when the services have no route that is signed, so that it would prove nobody
     */
    public SignatureFilter(SignatureSettings settings, Services services) {
        this(settings, inMemory(checked(settings, services), services), services);
    }

    private static SignatureSettings checked(SignatureSettings settings, Services services) {
        if (settings.isOn() && services.routes().all().stream().noneMatch(SignatureFilter::isSigned)) {
            throw new IllegalArgumentException("no route is signed; give the services routes that say signed(...)");
        }
        return settings;
    }

    /**
     * Makes a filter that remembers signatures elsewhere: where all instances of a service ask.
     *
     * @param replays the caller closes it after the filter
     */
    public SignatureFilter(SignatureSettings settings, ReplayStore replays, Services services) {
        super(room(settings, replays, services), services);
    }

    private static ReplayStore inMemory(SignatureSettings settings, Services services) {
        return ReplayStore.inMemory(services.clock(), services.ticker(), settings.replayMaxEntries());
    }

    private static RequestSignatures room(SignatureSettings settings, ReplayStore replays, Services services) {
        return new RequestSignatures(
                settings, replays, services.ticker(), services.clock(), services.events(), services.redactor());
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        given = config.getServletContext().getAttribute(ReplayStore.class.getName()) instanceof ReplayStore store
                ? store
                : null;
        super.init(config);
    }

    @Override
    protected RequestSignatures read(SettingReader reader, Services shared) {
        SignatureSettings settings =
                SignatureSettings.read(reader, SignatureSettings.builder().required());
        settings.checkAlone(shared.routes().all()).forEach(reader::add);
        ReplayStore store = given;
        return room(settings, store == null ? inMemory(settings, shared) : store, shared);
    }

    @Override
    protected Proof proof() {
        return Proof.SIGNATURE;
    }

    @Override
    protected Enforcement enforcement(RequestSignatures room) {
        return room.settings().enforcement();
    }

    /** A route that is signed is looked at whatever else it takes for a proof, and no other one is. */
    @Override
    protected boolean looksAt(Route route) {
        return isSigned(route);
    }

    private static boolean isSigned(Route route) {
        return !route.signatures().isEmpty();
    }

    @Override
    protected boolean asksOn(Route route) {
        return looksAt(route);
    }

    @Override
    protected boolean isReadingBodies() {
        return true;
    }

    @Override
    protected Authentication authenticate(RequestSignatures room, Exchange exchange) throws IOException {
        HttpServletRequest request = exchange.request();
        SignatureClaim claim = room.claim(
                new SignedTarget(exchange, request.getRequestURI(), request.getQueryString()),
                exchange.context().route());
        Authentication refused = claim.refused();
        if (refused != null) {
            return refused;
        }
        if (exchange.isBodyTaken()) {
            return claim.readBefore();
        }
        boolean stated = request.getContentLengthLong() > claim.maxBody();
        return claim.verify(stated ? null : exchange.bodyBytes(claim.maxBody()));
    }

    @Override
    protected Refusal missing(RequestSignatures room) {
        return room.refusal();
    }
}
