package dev.hardening.servlet.token;

import dev.hardening.core.token.OidcAnswer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What an application does with a browser whose user the external issuer has proved: it opens a session of its own, and
 * answers. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface OidcLanding {

    /**
     * Opens a session and answers, most often by {@link OidcEndpoints#goOn}. Who may come in is decided here: the issuer
     * says only who it is.
     *
     * @throws dev.hardening.core.decision.StoreUnavailableException when that cannot be done now, which is answered, as is
     *     every exception that is a {@link dev.hardening.core.decision.RefusalSource}
     */
    void land(OidcAnswer.Proved login, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException;
}
