package dev.hardening.core.token;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the issuer for log-ins: two seconds to connect, two more to answer in full, no redirect, 50 KiB at most. No
 * more than sixteen calls are under way, those among them that nobody waits for any more. Safe for use by many threads.
 */
final class OidcHttp implements AutoCloseable {

    static final int MOST = 16;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Duration answer;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<HttpCall> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    OidcHttp() {
        this(ANSWER);
    }

    OidcHttp(Duration answer) {
        this.answer = answer;
    }

    /** Fetches a document. */
    byte[] get(URI address) throws IOException {
        HttpCall.Answer got = call(address, null);
        if (got.status() != 200) {
            throw new IOException("the issuer answered " + got.status());
        }
        return got.body();
    }

    /** Sends a form; the body of an answer that is neither 200 nor 400 is empty. */
    HttpCall.Answer post(URI address, HttpCall.Form form) throws IOException {
        return call(address, form);
    }

    private HttpCall.Answer call(URI address, HttpCall.@Nullable Form form) throws IOException {
        if (!places.tryAcquire()) {
            throw new IOException("too many calls to the issuer are under way");
        }
        HttpCall call;
        try {
            call = HttpCall.start(address, CONNECT, answer, KeySetSource.LARGEST, form, places::release);
        } catch (IOException | RuntimeException | Error e) {
            places.release();
            throw e;
        }
        running.add(call);
        try {
            if (closed) {
                throw new IOException("closed");
            }
            return call.answer(CONNECT.plus(answer));
        } finally {
            call.abandon();
            running.remove(call);
        }
    }

    /** Ends the calls that run. */
    @Override
    public void close() {
        closed = true;
        running.forEach(HttpCall::abandon);
    }
}
