package dev.hardening.servlet.support;

import org.jspecify.annotations.Nullable;

/** The status that the client has seen, for those who tell of a request when it is over. */
public final class AnsweredStatus {

    private static final int FAILURE = 500;

    private AnsweredStatus() {}

    /** Returns the status of a request that ended in this failure, or in none when it is null. */
    public static int of(Exchange exchange, @Nullable Throwable failure) {
        int cutOff = exchange.cutOffStatus();
        if (cutOff >= 0) {
            return cutOff;
        }
        ExchangeResponse response = exchange.response();
        int status = response.getStatus();
        // What is thrown past all filters is answered by the container, after this.
        return failure != null && status < FAILURE && !response.isCommitted() ? FAILURE : status;
    }
}
