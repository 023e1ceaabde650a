package dev.hardening.core.token;

import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private @Nullable HttpClient client;
    private @Nullable ExecutorService threads;
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
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Accept", "application/json")
                .timeout(CONNECT.plus(answer))
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client().sendAsync(request, info -> new LimitedBody(info.statusCode() == 200 ? LARGEST : 0));
        try {
            HttpResponse<byte[]> response = exchange.get(CONNECT.plus(answer).toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("the issuer answered " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new IOException("the issuer did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("the issuer cannot be reached", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the issuer", e);
        } finally {
            // An answer that drips on after its time would hold the connection for ever.
            exchange.cancel(true);
        }
    }

    private synchronized HttpClient client() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (client == null) {
            threads = Executors.newFixedThreadPool(1, work -> {
                // Without inherited thread locals, which would keep an undeployed application in memory.
                Thread thread = new Thread(null, work, "hardening-jwks-http", 0, false);
                thread.setDaemon(true);
                return thread;
            });
            client = HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(threads)
                    .build();
        }
        return client;
    }

    /** Ends the threads; before Java 21 the client's own one ends when the garbage collector has found the client. */
    @Override
    public synchronized void close() {
        closed = true;
        if (threads != null) {
            threads.shutdownNow();
        }
        if (client != null) {
            closeClient(client);
        }
        client = null;
    }

    @SuppressWarnings("ConstantValue")
    private static void closeClient(Object client) {
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("the client cannot be closed", e);
            }
        }
    }
}
