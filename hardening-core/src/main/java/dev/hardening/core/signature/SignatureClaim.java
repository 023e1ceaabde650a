package dev.hardening.core.signature;

import dev.hardening.core.identity.Authentication;
import dev.hardening.core.request.Route;
import org.jspecify.annotations.Nullable;

/**
 * What a request claims to be signed by, before its body is read. For one request.
 */
public final class SignatureClaim {

    private final RequestSignatures room;
    private final Route route;
    private final @Nullable SignatureForm form;
    private final @Nullable SignatureFault fault;

    SignatureClaim(RequestSignatures room, Route route, @Nullable SignatureForm form, @Nullable SignatureFault fault) {
        this.room = room;
        this.route = route;
        this.form = form;
        this.fault = fault;
    }

    /** Returns the refusal when the header fields alone are reason enough, or null when the body is worth reading. */
    public Authentication.@Nullable Refused refused() {
        return fault == null ? null : room.refused(fault);
    }

    /** Returns the refusal when somebody has read the body already, so that what is verified may not be what is used. */
    public Authentication.Refused readBefore() {
        return room.refused(SignatureFault.BODY_READ_BEFORE);
    }

    /** Returns the largest body that is worth reading, in bytes. */
    public int maxBody() {
        return form == null ? 0 : room.maxBody(form.scheme());
    }

    /**
     * Decides whom the signature over this body proves.
     *
     * @param body the whole body, empty when there is none, or null when it is larger than {@link #maxBody()}
     */
    public Authentication verify(byte @Nullable [] body) {
        if (form == null) {
            return room.refused(fault == null ? SignatureFault.MISSING : fault);
        }
        return body == null || body.length > maxBody()
                ? room.refused(SignatureFault.BODY_TOO_LARGE)
                : room.verify(form, route, body);
    }
}
