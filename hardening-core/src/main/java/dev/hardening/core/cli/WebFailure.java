package dev.hardening.core.cli;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A service gave no answer. The message is one of a few fixed ones. */
final class WebFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private static final String NO_CONNECTION = "no connection";

    WebFailure(String message) {
        super(message, null, false, false);
    }

    /** Names the cause that stands for what an operator can do. */
    static WebFailure of(@Nullable Throwable cause) {
        String found = "no answer of HTTP";
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof HttpConnectTimeoutException) {
                return new WebFailure(NO_CONNECTION);
            }
            if (at instanceof HttpTimeoutException) {
                return new WebFailure("no answer in time");
            }
            if (at instanceof ConnectException
                    || at instanceof UnresolvedAddressException
                    || at instanceof UnknownHostException) {
                return new WebFailure(NO_CONNECTION);
            }
            if (at instanceof CertificateExpiredException) {
                return new WebFailure("the certificate has expired");
            }
            if (at instanceof CertPathValidatorException || at instanceof CertificateException) {
                found = "the certificate is not trusted, or is for another host";
            } else if (at instanceof SSLException && found.equals("no answer of HTTP")) {
                found = "no TLS, or none that both sides speak";
            }
        }
        return new WebFailure(found);
    }

    /** Tells whether nothing listens there, or something in between lets nobody through. */
    boolean isWithoutConnection() {
        return reason().equals(NO_CONNECTION);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
