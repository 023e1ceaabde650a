package dev.hardening.core.bodylimit;

/** Who reads the parts of {@code multipart/form-data}. */
public enum MultipartReading {
    /** The room does, through its limits on size, time, number and waiting, and strictly (RFC 7578). */
    READ,
    /**
     * The container does, past every filter: by its own rules, within the application's {@code MultipartConfig}, and
     * without a deadline. A thread that reads so takes one of the places for waiting threads until it is done.
     */
    CONTAINER
}
