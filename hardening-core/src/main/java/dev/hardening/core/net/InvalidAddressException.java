package dev.hardening.core.net;

/**
 * A text is not the IP address or network that it should be. The message says why and how to mend it. It repeats at most
 * 64 characters of the text and none but printable ASCII, so it is safe in a log line.
 */
public final class InvalidAddressException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidAddressException(String message) {
        super(message);
    }
}
