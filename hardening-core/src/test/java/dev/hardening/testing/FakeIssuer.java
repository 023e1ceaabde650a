package dev.hardening.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID issuer on this machine: a discovery document, its keys, and a token endpoint that checks what a good one
 * checks. Its users log in by {@link #login}. A test can have it say or do anything else.
 */
public final class FakeIssuer implements AutoCloseable {

    /** The client that it knows, with characters that must be encoded. */
    public static final String CLIENT_ID = "check/list:1";

    /** The client's secret, with characters that must be encoded. */
    public static final String CLIENT_SECRET = "k9%T+w:Rq/2 mZ&vX=8bLd4n";

    /** Answers a request. */
    @FunctionalInterface
    public interface Handler {
        /** Answers {@code exchange}; the caller closes it. */
        void handle(HttpExchange exchange) throws IOException;
    }

    private record Grant(Map<String, String> asked, String subject) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final InstantSource clock;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger codes = new AtomicInteger();
    private final List<String> redeemed = new CopyOnWriteArrayList<>();
    private volatile List<IssuerKey> published = List.of();
    private volatile String clientId = CLIENT_ID;
    private volatile @Nullable IssuerKey signing;
    private volatile UnaryOperator<String> idToken = token -> token;
    private volatile UnaryOperator<String> claims = text -> text;
    private volatile UnaryOperator<String> discovery = text -> text;
    private volatile @Nullable Handler tokenEndpoint;

    /** Starts one whose tokens begin and end by the given clock. */
    public FakeIssuer(InstantSource clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        on(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        200,
                        discovery.apply("{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url()
                                + "/keys\",\"authorization_endpoint\":\"" + url() + "/authorize?tenant=a\","
                                + "\"token_endpoint\":\"" + url() + "/token\"}")));
        on("/keys", exchange -> {
            fetches.incrementAndGet();
            answer(
                    exchange,
                    200,
                    published.stream().map(IssuerKey::jwk).collect(Collectors.joining(",", "{\"keys\":[", "]}")));
        });
        on("/token", exchange -> {
            Handler other = tokenEndpoint;
            if (other == null) {
                redeem(exchange);
            } else {
                other.handle(exchange);
            }
        });
        server.start();
    }

    /** Answers a path of its own. */
    public void on(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    /** Answers with JSON. */
    public static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Returns the issuer's URL. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns how often the keys were fetched. */
    public int fetches() {
        return fetches.get();
    }

    /** Returns the codes that came to the token endpoint, good ones and others. */
    public List<String> redeemed() {
        return List.copyOf(redeemed);
    }

    /** Publishes exactly these keys; the last one signs. */
    public void publish(IssuerKey... keys) {
        published = List.of(keys);
        signing = keys.length == 0 ? null : keys[keys.length - 1];
    }

    /** Signs with a key that need not be published. */
    public void signWith(IssuerKey key) {
        signing = key;
    }

    /** Knows the client by another name. */
    public void clientId(String id) {
        clientId = id;
    }

    /** Changes the claims of the ID tokens. */
    public void claims(UnaryOperator<String> change) {
        claims = change;
    }

    /** Changes the ID tokens. */
    public void idToken(UnaryOperator<String> change) {
        idToken = change;
    }

    /** Changes the discovery document. */
    public void discovery(UnaryOperator<String> change) {
        discovery = change;
    }

    /** Replaces the token endpoint. */
    public void tokenEndpoint(@Nullable Handler handler) {
        tokenEndpoint = handler;
    }

    /** Logs a user in who came by this address, and returns the query that the browser is sent back with. */
    public String login(String location, String subject) {
        Map<String, String> asked = form(URI.create(location).getRawQuery());
        String code = "code-" + codes.incrementAndGet();
        grants.put(code, new Grant(asked, subject));
        return "code=" + code + "&state=" + encoded(String.valueOf(asked.get("state")));
    }

    /** RFC 6749 section 4.1.3 and RFC 7636 section 4.6. */
    private void redeem(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> sent = form(body);
        redeemed.add(String.valueOf(sent.get("code")));
        String pair = encoded(clientId) + ":" + encoded(CLIENT_SECRET);
        String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        boolean known = exchange.getRequestMethod().equals("POST")
                && basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && "authorization_code".equals(sent.get("grant_type"))
                && "application/x-www-form-urlencoded"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!known) {
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        Grant grant = grants.remove(String.valueOf(sent.get("code")));
        boolean good = grant != null
                && String.valueOf(grant.asked.get("redirect_uri")).equals(sent.get("redirect_uri"))
                && "S256".equals(grant.asked.get("code_challenge_method"))
                && challenge(String.valueOf(sent.get("code_verifier"))).equals(grant.asked.get("code_challenge"));
        if (grant == null || !good) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        answer(
                exchange,
                200,
                "{\"access_token\":\"opaque\",\"token_type\":\"Bearer\",\"expires_in\":300,\"id_token\":\""
                        + idToken(grant.subject, grant.asked.get("nonce")) + "\"}");
    }

    /** Returns an ID token for the client. */
    public String idToken(String subject, @Nullable String nonce) {
        IssuerKey key = signing;
        if (key == null) {
            throw new IllegalStateException("publish a key first");
        }
        long now = clock.instant().getEpochSecond();
        String text = "{\"iss\":\"" + url() + "\",\"aud\":\"" + clientId + "\",\"sub\":\"" + subject + "\",\"nonce\":\""
                + nonce + "\",\"iat\":" + now + ",\"exp\":" + (now + 300) + "}";
        return idToken.apply(key.sign("JWT", claims.apply(text)));
    }

    private static String challenge(String verifier) {
        try {
            return HandMadeToken.base64(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a query or a form in which no name comes twice. */
    public static Map<String, String> form(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            if (all.put(pair.substring(0, equals), value) != null) {
                throw new IllegalArgumentException("twice: " + pair);
            }
        }
        return all;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
