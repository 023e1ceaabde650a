package dev.hardening.core.token;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Fetches an issuer's keys over https: two seconds to connect, two more to answer in full, no redirect, 50 KiB at most.
 * The address of the keys is what the settings say, or else what the issuer's own discovery document says.
 */
final class HttpKeySetSource implements KeySetSource {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final ExternalIssuer issuer;
    private final Duration answer;
    private @Nullable URI discovered;
    private @Nullable HttpCall running;
    private boolean closed;

    HttpKeySetSource(ExternalIssuer issuer) {
        this(issuer, ANSWER);
    }

    HttpKeySetSource(ExternalIssuer issuer, Duration answer) {
        this.issuer = issuer;
        this.answer = answer;
    }

    @Override
    public byte[] fetch() throws IOException {
        URI known = issuer.jwksUrl() == null ? discovered : issuer.jwksUrl();
        URI address = known == null ? discover() : known;
        try {
            return get(address);
        } catch (IOException e) {
            discovered = null;
            throw e;
        }
    }

    private URI discover() throws IOException {
        URI address = DiscoveryDocument.read(issuer, get(DiscoveryDocument.addressOf(issuer)))
                .address("jwks_uri");
        discovered = address;
        return address;
    }

    private byte[] get(URI address) throws IOException {
        return start(address).await(CONNECT.plus(answer));
    }

    private synchronized HttpCall start(URI address) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (running != null && !running.hasEnded()) {
            throw new IOException("the issuer has not ended its answer before");
        }
        HttpCall next = HttpCall.get(address, CONNECT, answer, LARGEST);
        running = next;
        return next;
    }

    /** Ends the fetch that runs, and its thread. */
    @Override
    public void close() {
        HttpCall last;
        synchronized (this) {
            closed = true;
            last = running;
        }
        if (last != null) {
            last.abandon();
            last.join(CONNECT.plus(answer));
        }
    }
}
