package dev.hardening.core.signature;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.decision.Violation;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.secret.Base64Url;
import dev.hardening.core.secret.FollowedSecret;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.RotatingKeyRing;
import dev.hardening.core.secret.SecretFileException;
import dev.hardening.core.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether requests are signed, by whom, in time and for the first time. Safe for use by many threads. When the
 * shared secret comes from a file, one daemon thread reads it every ten seconds until {@link #close()}; the secret before
 * it counts for another hour.
 *
 * <p>The order is header, size, canonical form, MAC, time, replay, action. Nothing that a request says of itself counts
 * before its MAC is right, and only then is it remembered.
 */
public final class RequestSignatures implements AutoCloseable {

    /** What another instance's clock may be behind: signatures are remembered so much longer. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private static final Duration OVERLAP = Duration.ofHours(1);
    private static final Authentication UNDECIDED = new Authentication.Refused(
            Refusal.of(RefusalCode.STORE_UNAVAILABLE)
                    .retryAfter(Duration.ofSeconds(5))
                    .build(),
            "signatures cannot be remembered");

    private final SignatureSettings settings;
    private final ReplayStore replays;
    private final InstantSource clock;
    private final Refusal refusal;
    private final Refusal tooLarge;
    private final Refusal malformed;
    private final @Nullable RotatingKeyRing ring;
    private final @Nullable FollowedSecret followed;
    private volatile @Nullable AgentKeys known;

    /**
     * Makes the room and, when the shared secret comes from a file, starts to follow it.
     *
     * @param replays remembers what was taken; the caller closes it
     * @param redactor is told of a new secret before it counts, so that logs can mask it
     * @throws SecretFileException when the file cannot be read now
     */
    public RequestSignatures(
            SignatureSettings settings,
            ReplayStore replays,
            Ticker ticker,
            InstantSource clock,
            SecurityEventListener events,
            Redactor redactor) {
        this.settings = settings;
        this.replays = replays;
        this.clock = clock;
        this.refusal = Refusal.of(RefusalCode.AUTHENTICATION_REQUIRED)
                .detail("This request must bear a valid signature.")
                .field("WWW-Authenticate", Proof.SIGNATURE.challenge())
                .build();
        this.tooLarge = Refusal.of(RefusalCode.BODY_TOO_LARGE)
                .detail("A signed body may have " + settings.jsonMaxBytes() + " bytes when it is signed as JSON, and "
                        + settings.bodyMaxBytes() + " bytes when it is signed as it is.")
                .build();
        this.malformed = Refusal.of(RefusalCode.JSON_MALFORMED)
                .detail("The body is not a JSON object that every parser reads alike.")
                .build();
        KeyRing shared = settings.shared();
        this.ring = shared == null ? null : RotatingKeyRing.of(shared, OVERLAP, ticker);
        this.followed = ring == null || settings.file() == null
                ? null
                : FollowedSecret.follow(
                        settings.sharedName(), settings.file(), settings.fileRule(), events, redactor, ring::rotateTo);
    }

    /** Returns the settings. */
    public SignatureSettings settings() {
        return settings;
    }

    /** Returns the one answer to every request whose signature is missing, malformed, wrong, late or known. */
    public Refusal refusal() {
        return refusal;
    }

    /** Looks at the header fields of a request to a signed route, and at nothing that costs more. */
    public SignatureClaim claim(SignedTarget target, Route route) {
        SignatureFault fault = SignatureFault.MISSING;
        // The stronger scheme first: where a route takes several, one header may look like none of the others.
        for (SignatureScheme scheme :
                List.of(SignatureScheme.HTTP_MESSAGE, SignatureScheme.RAW_BODY, SignatureScheme.PYTHON_JSON)) {
            if (route.signatures().contains(scheme)) {
                try {
                    return new SignatureClaim(this, route, read(scheme, target), null);
                } catch (Unsigned e) {
                    fault = e.fault() == SignatureFault.MISSING ? fault : e.fault();
                }
            }
        }
        return new SignatureClaim(this, route, null, fault);
    }

    private SignatureForm read(SignatureScheme scheme, SignedTarget target) throws Unsigned {
        return switch (scheme) {
            case HTTP_MESSAGE -> HttpMessageForm.read(target);
            case RAW_BODY -> RawBodyForm.read(target, settings.header());
            case PYTHON_JSON -> PythonJsonForm.read(target.facts(), settings.header());
        };
    }

    int maxBody(SignatureScheme scheme) {
        return scheme == SignatureScheme.PYTHON_JSON ? settings.jsonMaxBytes() : settings.bodyMaxBytes();
    }

    Authentication.Refused refused(SignatureFault fault) {
        return new Authentication.Refused(
                switch (fault) {
                    case BODY_TOO_LARGE -> tooLarge;
                    case BODY_NOT_CANONICAL -> settings.isMalformedBadRequest() ? malformed : refusal;
                    default -> refusal;
                },
                fault.text());
    }

    /** Who has proved itself may know what is wrong with what it has sent. */
    private Authentication.Refused refusedForAction(Route route) {
        if (!settings.isMalformedBadRequest()) {
            return refused(SignatureFault.WRONG_ACTION);
        }
        String detail = "must be " + route.signedAction();
        return new Authentication.Refused(
                Refusal.of(RefusalCode.INPUT_INVALID)
                        .detail("The field action " + detail + ".")
                        .violations(List.of(new Violation("/action", "NOT_ONE_OF", detail)))
                        .build(),
                SignatureFault.WRONG_ACTION.text());
    }

    Authentication verify(SignatureForm form, Route route, byte[] body) {
        try {
            Signed signed = form.verify(body, keys());
            double now = clock.millis() / 1000.0;
            requireTime(signed, now);
            requireFirst(form.scheme(), signed, now);
            String action = route.signedAction();
            if (action != null && form.scheme() == SignatureScheme.PYTHON_JSON && !action.equals(signed.action())) {
                throw Unsigned.because(SignatureFault.WRONG_ACTION);
            }
            return new Authentication.Proved(
                    Identity.provedBy(Proof.SIGNATURE, signed.agent()).build());
        } catch (Unsigned e) {
            return e.fault() == SignatureFault.WRONG_ACTION ? refusedForAction(route) : refused(e.fault());
        } catch (StoreUnavailableException e) {
            return UNDECIDED;
        }
    }

    private void requireTime(Signed signed, double now) throws Unsigned {
        Double expires = signed.expires();
        if (expires != null && now >= expires) {
            throw Unsigned.because(SignatureFault.TOO_OLD);
        }
        if (settings.maxSkew().isZero()) {
            return;
        }
        Double second = signed.second();
        if (second == null) {
            throw Unsigned.because(SignatureFault.NO_TIME);
        }
        if (second < now - settings.maxSkew().toSeconds()) {
            throw Unsigned.because(SignatureFault.TOO_OLD);
        }
        if (second > now + settings.maxFuture().toSeconds()) {
            throw Unsigned.because(SignatureFault.IN_THE_FUTURE);
        }
    }

    private void requireFirst(SignatureScheme scheme, Signed signed, double now) throws Unsigned {
        double until = now + settings.replayWindow().toSeconds();
        Double second = signed.second();
        if (!settings.maxSkew().isZero() && second != null) {
            until = Math.max(until, second + settings.maxSkew().plus(CLOCKS).toSeconds());
        } else if (settings.replayWindow().isZero()) {
            return;
        }
        // Not by the key: what was signed with two of one owner's secrets is still one message.
        byte[] all =
                String.join("\n", scheme.name(), signed.owner(), signed.once()).getBytes(StandardCharsets.UTF_8);
        Instant end = Instant.ofEpochMilli((long) Math.ceil(until * 1000));
        if (!replays.putIfAbsent(Base64Url.encode(BodyDigest.SHA_256.of(all)), end)) {
            throw Unsigned.because(SignatureFault.REPLAYED);
        }
    }

    private AgentKeys keys() {
        KeyRing now = ring == null ? null : ring.get();
        AgentKeys current = known;
        if (current == null || !current.isOf(now)) {
            current = new AgentKeys(settings, now);
            known = current;
        }
        return current;
    }

    /** Looks at the file now; for tests and for operators in a hurry. A change counts at the second look. */
    public void poll() {
        if (followed != null) {
            followed.poll();
        }
    }

    /** Stops following the file. The store is its maker's. */
    @Override
    public void close() {
        if (followed != null) {
            followed.close();
        }
    }
}
