package dev.hardening.core.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Asks a running service: one request at a time over HTTP/1.1, no redirect followed, no proxy, no cookie kept; five
 * seconds to connect, ten in all, and 64 KiB of the answer.
 */
final class WebProbe {

    static final Duration CONNECT = Duration.ofSeconds(5);
    static final Duration WHOLE = Duration.ofSeconds(10);
    static final int LARGEST = 64 * 1024;

    private final URI base;
    private final HttpClient client;
    private final Duration whole;

    private WebProbe(URI base, HttpClient client, Duration whole) {
        this.base = base;
        this.client = client;
        this.whole = whole;
    }

    /** Returns a probe that trusts whom this machine trusts. */
    static WebProbe of(String url) throws MisuseException {
        try {
            return of(url, SSLContext.getDefault(), WHOLE);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this runtime has no TLS", e);
        }
    }

    static WebProbe of(String url, SSLContext trust, Duration whole) throws MisuseException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT)
                .sslContext(trust)
                .build();
        return new WebProbe(base(url), client, whole);
    }

    /** Returns the address that paths are put behind. */
    URI base() {
        return base;
    }

    boolean isHttps() {
        return "https".equals(base.getScheme());
    }

    /** Returns a probe of the same host by plain http at another port. */
    WebProbe plainAt(int port) {
        return new WebProbe(URI.create("http://" + base.getHost() + ":" + port), client, whole);
    }

    /** Sends a request without a body and returns the answer. */
    WebAnswer ask(String method, String path, Map<String, String> fields) throws WebFailure {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(whole).method(method, BodyPublishers.noBody());
        fields.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> coming =
                client.sendAsync(request.build(), head -> new FirstBytes(LARGEST));
        try {
            HttpResponse<byte[]> response = coming.get(whole.toMillis(), TimeUnit.MILLISECONDS);
            String text = new String(response.body(), StandardCharsets.UTF_8);
            return new WebAnswer(response.statusCode(), response.headers(), text, certificates(response));
        } catch (ExecutionException e) {
            throw WebFailure.of(e.getCause());
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new WebFailure("no answer in time");
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new WebFailure("interrupted");
        }
    }

    /** Tells whether a text can stand behind the base: a path, perhaps with a query, as it goes over the wire. */
    static boolean isPath(String text) {
        try {
            return text.startsWith("/") && new URI("http://host" + text).getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static List<Certificate> certificates(HttpResponse<?> response) {
        try {
            return response.sslSession().isPresent()
                    ? List.of(response.sslSession().get().getPeerCertificates())
                    : List.of();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    private static URI base(String url) throws MisuseException {
        try {
            URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean plain = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (plain && (scheme.equals("http") || scheme.equals("https"))) {
                return new URI(scheme + url.substring(scheme.length()).replaceFirst("/$", ""));
            }
        } catch (URISyntaxException e) {
            throw new MisuseException("--url is no URL");
        }
        throw new MisuseException("--url is not of the form https://host/path, without user, query and fragment");
    }
}
