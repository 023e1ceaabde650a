package dev.hardening.core.token;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
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
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final JsonReader DOCUMENT =
            JsonReader.of(JsonLimits.builder().maxBytes(LARGEST).maxDepth(8).build());

    private final ExternalIssuer issuer;
    private final Duration answer;
    private @Nullable URI discovered;
    private @Nullable HttpGet running;
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

    /** OpenID Connect Discovery section 4: what answers for an issuer must say that it is that issuer. */
    private URI discover() throws IOException {
        String base = issuer.issuer();
        byte[] bytes = get(URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + DISCOVERY));
        JsonObject document;
        try {
            document = DOCUMENT.readObject(bytes);
        } catch (JsonException e) {
            throw new IOException("the discovery document is not JSON", e);
        }
        if (!base.equals(document.string("issuer"))) {
            throw new IOException("the discovery document is of another issuer");
        }
        String text = document.string("jwks_uri");
        URI address = text == null ? null : KeySetAddress.parse(text, issuer.allowsLoopbackHttp());
        if (address == null) {
            throw new IOException("the discovery document names no https address of keys");
        }
        discovered = address;
        return address;
    }

    private byte[] get(URI address) throws IOException {
        return start(address).await(CONNECT.plus(answer));
    }

    private synchronized HttpGet start(URI address) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (running != null && !running.hasEnded()) {
            throw new IOException("the issuer has not ended its answer before");
        }
        HttpGet next = HttpGet.start(address, CONNECT, answer, LARGEST);
        running = next;
        return next;
    }

    /** Ends the fetch that runs, and its thread. */
    @Override
    public void close() {
        HttpGet last;
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
