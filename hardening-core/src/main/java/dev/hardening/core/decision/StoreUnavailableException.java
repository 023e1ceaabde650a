package dev.hardening.core.decision;

/** A store cannot answer now, or is full. Whoever asked refuses with {@link RefusalCode#STORE_UNAVAILABLE}. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says what cannot be told; the message is for logs and never for clients. */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /** Says what cannot be told and why; the message is for logs and never for clients. */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
