package dev.hardening.examples.server;

/** A server does not start. */
public final class ServerStartException extends Exception {

    private static final long serialVersionUID = 1L;

    ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
