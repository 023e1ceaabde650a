package dev.hardening.servlet.support;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** That an answer which had begun is to end before it is whole, or that its connection is to end behind it. */
final class CutOff {

    /** Nobody serves it; the filter that meets a dispatch to it throws the cause. */
    static final String PATH = "/.well-known/hardening-cut-off";

    private final Exchange exchange;
    private volatile int status = -1;
    private volatile @Nullable IOException cause;

    CutOff(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Notes the status that the client has seen: a container may set another one afterwards. */
    void note() {
        if (status < 0) {
            status = exchange.response().getStatus();
        }
    }

    /** Returns the status that was noted, or -1. */
    int status() {
        return status;
    }

    @Nullable
    IOException cause() {
        return cause;
    }

    /** Gives what is thrown at the container when nothing is under way any more. */
    void by(IOException thrown) {
        cause = thrown;
    }

    /** Throws it, unless the request goes on asynchronously. */
    void happen() throws IOException {
        IOException thrown = cause;
        if (thrown != null && !exchange.isAsyncStarted()) {
            throw thrown;
        }
    }
}
