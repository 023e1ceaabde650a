package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpKeySetSourceTest {

    private static final byte[] KEYS = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final Duration SOON = Duration.ofMillis(300);

    /** Answers one path. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private String base = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void on(String path, Answer answer) {
        server.createContext(path, exchange -> {
            asked.add(exchange.getRequestURI().toString());
            try (exchange) {
                answer.to(exchange);
            }
        });
    }

    private static Answer body(int status, byte[] bytes) {
        return exchange -> {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static Answer body(String text) {
        return body(200, text.getBytes(StandardCharsets.UTF_8));
    }

    private HttpKeySetSource source(boolean discovers) {
        ExternalIssuer.Builder issuer = ExternalIssuer.of(base, "api").unsafeLoopbackHttp();
        return new HttpKeySetSource((discovers ? issuer : issuer.jwksUrl(base + "/keys")).build(), SOON);
    }

    private void assertFails(String path, Answer answer) {
        on(path, answer);
        try (HttpKeySetSource source = source(!path.equals("/keys"))) {
            assertThrows(IOException.class, source::fetch);
        }
    }

    @Test
    void fetches_the_keys_from_the_address_that_it_is_told() throws Exception {
        on("/keys", body(200, KEYS));
        try (HttpKeySetSource source = source(false)) {
            assertArrayEquals(KEYS, source.fetch());
            assertArrayEquals(KEYS, source.fetch());
        }
        assertEquals(List.of("/keys", "/keys"), asked);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_address_of_keys_may_have_a_query_as_some_issuers_need_it(boolean discovers) throws Exception {
        on("/keys", body(200, KEYS));
        on(
                "/.well-known/openid-configuration",
                body("{\"issuer\":\"" + base + "\",\"jwks_uri\":\"" + base + "/keys?p=b2c_1%20x\"}"));
        ExternalIssuer.Builder issuer = ExternalIssuer.of(base, "api").unsafeLoopbackHttp();
        ExternalIssuer told = (discovers ? issuer : issuer.jwksUrl(base + "/keys?p=b2c_1%20x")).build();
        try (HttpKeySetSource source = new HttpKeySetSource(told, SOON)) {
            assertArrayEquals(KEYS, source.fetch());
        }
        assertEquals("/keys?p=b2c_1%20x", asked.get(asked.size() - 1));
    }

    @Test
    void discovers_the_address_once_and_again_after_a_failure() throws Exception {
        on(
                "/.well-known/openid-configuration",
                body("{\"issuer\":\"" + base + "\",\"jwks_uri\":\"" + base + "/moved\"}"));
        on("/moved", exchange -> body(asked.size() == 3 ? 500 : 200, KEYS).to(exchange));
        try (HttpKeySetSource source = source(true)) {
            assertArrayEquals(KEYS, source.fetch());
            assertThrows(IOException.class, source::fetch);
            assertArrayEquals(KEYS, source.fetch());
        }
        String discovery = "/.well-known/openid-configuration";
        assertEquals(List.of(discovery, "/moved", "/moved", discovery, "/moved"), asked);
    }

    @Test
    void a_discovery_document_of_another_issuer_or_with_an_unsafe_address_is_refused() {
        String[] documents = {
            "{\"issuer\":\"" + base + "/\",\"jwks_uri\":\"" + base + "/keys\"}",
            "{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"" + base + "/keys\"}",
            "{\"issuer\":\"" + base + "\"}",
            "{\"issuer\":\"" + base + "\",\"jwks_uri\":\"http://10.255.255.1/keys\"}",
            "{\"issuer\":\"" + base + "\",\"jwks_uri\":\"file:///etc/passwd\"}",
            "{\"issuer\":\"" + base + "\",\"jwks_uri\":5}",
            "not json",
            "{\"issuer\":\"" + base + "\",\"issuer\":\"" + base + "\",\"jwks_uri\":\"" + base + "/keys\"}",
        };
        on("/keys", body(200, KEYS));
        int[] next = {0};
        on(
                "/.well-known/openid-configuration",
                exchange -> body(documents[next[0]]).to(exchange));
        for (; next[0] < documents.length; next[0]++) {
            try (HttpKeySetSource source = source(true)) {
                assertThrows(IOException.class, source::fetch, documents[next[0]]);
            }
        }
        assertTrue(asked.stream().noneMatch("/keys"::equals));
    }

    @Test
    void follows_no_redirect() {
        on("/elsewhere", body(200, KEYS));
        assertFails("/keys", exchange -> {
            exchange.getResponseHeaders().set("Location", base + "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
        });
        assertEquals(List.of("/keys"), asked);
    }

    @Test
    void takes_fifty_kib_and_not_a_byte_more() throws Exception {
        on("/keys", body(200, new byte[KeySetSource.LARGEST]));
        try (HttpKeySetSource source = source(false)) {
            assertEquals(KeySetSource.LARGEST, source.fetch().length);
        }
        server.removeContext("/keys");
        assertFails("/keys", body(200, new byte[KeySetSource.LARGEST + 1]));
    }

    @Test
    void hangs_up_on_ten_megabytes_without_a_length() {
        long[] written = {0};
        assertFails("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            byte[] chunk = new byte[8192];
            for (int i = 0; i < 1280; i++) {
                out.write(chunk);
                written[0] += chunk.length;
            }
        });
    }

    @Test
    void waits_a_bounded_time_for_an_answer_that_never_comes_or_drips() {
        assertFails("/keys", exchange -> awaitEnd());
        server.removeContext("/keys");
        assertFails("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(KEYS);
            exchange.getResponseBody().flush();
            awaitEnd();
        });
    }

    private void awaitEnd() {
        try {
            boolean unused = end.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void an_answer_that_is_not_200_is_a_failure() {
        for (int status : new int[] {204, 206, 304, 401, 404, 500, 503}) {
            assertFails("/keys", body(status, new byte[0]));
            server.removeContext("/keys");
        }
    }

    @Test
    void nobody_there_is_a_failure() {
        server.stop(0);
        try (HttpKeySetSource source = source(false)) {
            assertThrows(IOException.class, source::fetch);
        }
    }

    @Test
    void headers_that_drip_hold_nobody_and_end_at_once() throws Exception {
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<?> drip = threads.submit(() -> drip(raw, "HTTP/1.1 200 OK\r\nX-Drip: "));
            try (HttpKeySetSource source = rawSource(raw)) {
                assertThrows(IOException.class, source::fetch);
                assertNull(drip.get(30, TimeUnit.SECONDS), "the connection was closed");
            }
        }
        assertEquals(List.of(), ours());
    }

    /** Goes on until the other side hangs up or the test ends; each character comes well before a read is given up. */
    private void drip(ServerSocket raw, String begin) {
        try (Socket socket = raw.accept()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20);
            OutputStream out = socket.getOutputStream();
            out.write(begin.getBytes(StandardCharsets.US_ASCII));
            while (end.getCount() > 0) {
                out.write('x');
                readSome(socket);
            }
        } catch (IOException closed) {
            // What the test waits for.
        }
    }

    private static void readSome(Socket socket) throws IOException {
        try {
            if (socket.getInputStream().read(new byte[1024]) < 0) {
                throw new IOException("closed");
            }
        } catch (SocketTimeoutException nothing) {
            // The pace of the dripping.
        }
    }

    private static HttpKeySetSource rawSource(ServerSocket raw) {
        String origin = "http://127.0.0.1:" + raw.getLocalPort();
        return new HttpKeySetSource(
                ExternalIssuer.of(origin, "api")
                        .unsafeLoopbackHttp()
                        .jwksUrl(origin + "/keys")
                        .build(),
                SOON);
    }

    @Test
    void while_an_answer_drips_no_second_one_is_asked_for() throws Exception {
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpKeySetSource source = rawSource(raw)) {
            // In the middle of a line that the runtime reads in one piece.
            Future<?> drip = threads.submit(() -> drip(raw, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"));
            assertThrows(IOException.class, source::fetch);
            assertTrue(ours().size() <= 1);
            IOException second = assertThrows(IOException.class, source::fetch);
            assertEquals("the issuer has not ended its answer before", second.getMessage());
            assertTrue(ours().size() <= 1);
            end.countDown();
            assertNull(drip.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_password_of_the_application_is_not_sent() throws Exception {
        List<String> credentials = new CopyOnWriteArrayList<>();
        Authenticator before = Authenticator.getDefault();
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("someone", new char[] {'x'});
            }
        });
        try {
            assertFails("/keys", exchange -> {
                credentials.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
                exchange.sendResponseHeaders(401, -1);
            });
        } finally {
            Authenticator.setDefault(before);
        }
        assertEquals(List.of(), credentials);
    }

    @Test
    void no_thread_outlives_it() throws Exception {
        on("/keys", body(200, KEYS));
        HttpKeySetSource source = source(false);
        byte[] unused = source.fetch();
        source.close();
        assertEquals(List.of(), ours());
        assertThrows(IOException.class, source::fetch);
    }

    @Test
    void closing_it_ends_a_fetch_that_hangs() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        on("/keys", exchange -> {
            arrived.countDown();
            awaitEnd();
        });
        HttpKeySetSource source = new HttpKeySetSource(
                ExternalIssuer.of(base, "api")
                        .unsafeLoopbackHttp()
                        .jwksUrl(base + "/keys")
                        .build(),
                Duration.ofSeconds(50));
        Future<byte[]> fetched = threads.submit(source::fetch);
        assertTrue(arrived.await(30, TimeUnit.SECONDS));
        assertEquals(1, ours().size());
        assertTrue(ours().get(0).isDaemon());
        source.close();
        assertThrows(ExecutionException.class, () -> fetched.get(30, TimeUnit.SECONDS));
        assertEquals(List.of(), ours());
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hardening-issuer-http"))
                .toList();
    }
}
