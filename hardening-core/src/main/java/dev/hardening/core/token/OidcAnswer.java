package dev.hardening.core.token;

import dev.hardening.core.decision.Refusal;
import dev.hardening.core.identity.Identity;

/** What {@link OidcLogins} makes of a request. */
public sealed interface OidcAnswer {

    /**
     * The browser goes to the issuer.
     *
     * @param location the whole address
     * @param setCookie the value of {@code Set-Cookie} by which the browser keeps the log-in that it has begun
     */
    record Redirect(String location, String setCookie) implements OidcAnswer {}

    /**
     * The browser's user is proved, and the application may open a session.
     *
     * @param caller whom the issuer has proved; the subject is the issuer's, and may equal a name of the application's
     *     own that is somebody else's
     * @param location the whole address, of this origin, where the browser wanted to go
     */
    record Proved(Identity caller, String location) implements OidcAnswer {}

    /**
     * The browser gets nothing.
     *
     * @param refusal what the client is told
     * @param reason a fixed text for logs, never for the client
     */
    record Refused(Refusal refusal, String reason) implements OidcAnswer {}
}
