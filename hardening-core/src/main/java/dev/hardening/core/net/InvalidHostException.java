package dev.hardening.core.net;

/**
 * A text is not the host, authority or host pattern that it should be. The message says why and how to mend it. It
 * repeats at most 64 characters of the text and none but printable ASCII, so it is safe in a log line.
 */
public final class InvalidHostException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidHostException(String message) {
        super(message);
    }
}
