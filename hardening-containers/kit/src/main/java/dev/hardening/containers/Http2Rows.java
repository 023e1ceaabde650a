package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The same over HTTP/2 without TLS: the client asks HTTP/1.1 to change to it, and each row has a connection of its own. */
final class Http2Rows {

    private static final String WHOLE = "x".repeat(App.LIMIT);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Http2Rows() {}

    static void add(Rows rows) {
        get(rows, "GET /hello", "200 hello", "/hello");
        get(rows, "GET /guarded without a key", "401 AUTHENTICATION_REQUIRED", "/guarded");
        get(rows, "GET /guarded with the key", "200 API_KEY []", "/guarded", "X-API-Key", App.KEY);
        get(rows, "`/hello;x=1`", "400 PATH_AMBIGUOUS", "/hello;x=1");
        get(rows, "a denied address", "403 ADDRESS_NOT_ALLOWED", "/hello", "X-Forwarded-For", "198.51.100.7");
        get(
                rows,
                "a trusted proxy",
                "200 203.0.113.9 https://app.example:443 secure",
                "/whoami",
                "X-Forwarded-For",
                "203.0.113.9",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "app.example");
        get(rows, "a field of 7,000 bytes", "200 hello", "/hello", "X-A", "a".repeat(7_000));
        get(rows, "answer `large`", "200 70000 characters", "/end/large");
        get(rows, "answer `send-error`", "409 CONFLICT", "/end/send-error");
        get(rows, "answer `throw`", "500 INTERNAL_ERROR", "/end/throw");
        get(rows, "answer `throw-committed`", "cut", "/end/throw-committed");
        get(rows, "answer `async-dispatch`", "200 text", "/end/async-dispatch");
        get(rows, "a request that waits", "503 REQUEST_TIMEOUT", "/stuck/waiting");
        post(rows, "a body up to the limit", "200 read 1000", "/read/all", declared(WHOLE));
        post(rows, "the same without a length", "200 read 1000", "/read/listener", undeclared(WHOLE));
        post(rows, "a byte more, declared", "413 BODY_TOO_LARGE", "/read/all", declared(WHOLE + "x"));
        post(rows, "a byte more without a length", "413 BODY_TOO_LARGE", "/read/all", undeclared(WHOLE + "x"));
        post(rows, "a refusal with an unread body", "401 AUTHENTICATION_REQUIRED", "/guarded", declared(WHOLE));
    }

    private static void get(Rows rows, String name, String answer, String path, String... fields) {
        rows.askHttp2("HTTP/2: " + name, answer, client -> {
            HttpRequest.Builder request = request(client, path);
            if (fields.length > 0) {
                request.headers(fields);
            }
            return exchange(client, request.build());
        });
    }

    private static void post(Rows rows, String name, String answer, String path, BodyPublisher body) {
        rows.askHttp2(
                "HTTP/2: " + name,
                answer,
                client -> exchange(
                        client,
                        request(client, path)
                                .header("Content-Type", "text/plain")
                                .POST(body)
                                .build()));
    }

    private static HttpRequest.Builder request(Client client, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + client.port() + path))
                .timeout(PATIENCE);
    }

    private static String exchange(Client client, HttpRequest request) throws InterruptedException, IOException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(PATIENCE)
                .build();
        HttpResponse<String> first = http.send(request(client, "/hello").build(), HttpResponse.BodyHandlers.ofString());
        if (first.version() != HttpClient.Version.HTTP_2) {
            return "speaks " + first.version();
        }
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return Shown.of(
                    answer.statusCode(),
                    name -> answer.headers().allValues(name),
                    answer.body(),
                    answer.headers() + answer.body());
        } catch (IOException e) {
            return "cut";
        }
    }

    private static BodyPublisher declared(String body) {
        return BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1);
    }

    private static BodyPublisher undeclared(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
