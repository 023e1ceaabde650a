package dev.hardening.examples.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.proxy.ProxySettings;
import dev.hardening.core.tls.PemKeyStore;
import dev.hardening.core.tls.TlsKeys;
import dev.hardening.core.tls.TlsSettings;
import dev.hardening.servlet.proxy.ProxyFilter;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.House;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both servers, as a client sees them. */
class WebServerTest {

    private static final Map<ServerKind, WebServer> SERVERS = new EnumMap<>(ServerKind.class);

    @BeforeAll
    static void start() throws Exception {
        for (ServerKind kind : ServerKind.values()) {
            SERVERS.put(kind, WebServer.start(ServerSettings.of(kind, "127.0.0.1", 0), null, app()));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(WebServer::close);
        SERVERS.clear();
    }

    private static WebApp app() {
        return WebApp.builder()
                .filter((request, response, chain) -> {
                    ((HttpServletResponse) response).setHeader("X-Filter", "seen");
                    chain.doFilter(request, response);
                })
                .servlet("/", new Echo())
                .build();
    }

    static Stream<Arguments> refusedByTheServer() {
        List<String> messages = List.of(
                "NONSENSE\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
                "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nExpect: nonsense\r\n\r\n",
                "GET /<script> HTTP/1.1\r\nHost: a\r\n\r\n");
        return Stream.of(ServerKind.values()).flatMap(kind -> messages.stream().map(m -> Arguments.of(kind, m)));
    }

    @ParameterizedTest
    @MethodSource("refusedByTheServer")
    void what_no_filter_sees_has_the_headers_and_leaks_nothing(ServerKind kind, String message) {
        Response response = RawHttp.exchange(port(kind), message);

        if (response.header("X-Filter") != null) {
            assertTrue(response.status() < 500, response::toString);
            return;
        }
        assertTrue(response.status() >= 400 && response.status() < 506, response::toString);
        assertEquals(List.of("nosniff"), response.values("X-Content-Type-Options"), response::toString);
        assertEquals(List.of("DENY"), response.values("X-Frame-Options"));
        assertEquals(1, response.values("Content-Security-Policy").size());
        assertEquals(1, response.values("X-Request-ID").size());
        assertEquals("application/json", response.header("Content-Type"));
        assertNull(response.header("Server"));
        String all = response.toString().toLowerCase(Locale.ROOT);
        for (String word : List.of("jetty", "tomcat", "apache", "exception", "java", "script", "xxxx")) {
            assertFalse(all.contains(word), response::toString);
        }
    }

    /** Another Tomcat would make the directory again that this one has removed. */
    @Test
    void a_closed_server_is_nobodys_home() throws Exception {
        WebServer.start(ServerSettings.of(ServerKind.TOMCAT, "127.0.0.1", 0), null, app())
                .close();

        assertNull(System.getProperty("catalina.home"));
        assertNull(System.getProperty("catalina.base"));
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void closes_without_a_word_beside_a_connection_on_which_nothing_happens(ServerKind kind) throws Exception {
        WebServer server = WebServer.start(ServerSettings.of(kind, "127.0.0.1", 0), null, app());
        try (RawHttp kept = RawHttp.connect(server.port())) {
            kept.send(RawHttp.message("GET", "/", "", true));
            assertEquals(200, kept.read().status());

            assertDoesNotThrow(server::close);
        }
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void names_no_product(ServerKind kind) {
        Response response = RawHttp.get(port(kind), "/");

        assertEquals(200, response.status());
        assertNull(response.header("Server"));
        assertNull(response.header("X-Powered-By"));
        assertEquals("seen", response.header("X-Filter"));
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void trace_echoes_nothing(ServerKind kind) {
        Response response = RawHttp.request(port(kind), "TRACE", "/", "", "X-Secret: shibboleth");

        assertEquals(405, response.status());
        assertFalse(response.text().contains("shibboleth"));
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void C_53_a_thousand_idle_connections_leave_room(ServerKind kind) throws IOException {
        List<RawHttp> idle = new ArrayList<>();
        int before = Thread.activeCount();
        try {
            for (int i = 0; i < 1000; i++) {
                RawHttp connection = RawHttp.connect(port(kind));
                idle.add(connection);
                if (i % 10 == 0) {
                    connection.send(RawHttp.message("GET", "/", "", true));
                    assertEquals(200, connection.read().status());
                }
            }
            long start = System.nanoTime();
            assertEquals(200, RawHttp.get(port(kind), "/").status());
            assertTrue(System.nanoTime() - start < 1_000_000_000L);
            assertTrue(Thread.activeCount() - before <= WebServer.THREADS);
        } finally {
            idle.forEach(RawHttp::close);
        }
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void a_port_in_use_is_one_exception(ServerKind kind) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerSettings settings = ServerSettings.of(kind, "127.0.0.1", taken.getLocalPort());

            assertThrows(ServerStartException.class, () -> WebServer.start(settings, null, app()));
        }
    }

    static Stream<Arguments> keys() {
        List<List<String>> pairs = List.of(
                List.of("rsa.p8.pem", "rsa.crt.pem"),
                List.of("rsa.p1.pem", "rsa.crt.pem"),
                List.of("ec.p8.pem", "ec.crt.pem"),
                List.of("ec.sec1.pem", "ec.crt.pem"));
        return pairs.stream()
                .flatMap(pair -> Stream.of(ServerKind.values()).map(k -> Arguments.of(k, pair.get(0), pair.get(1))));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void serves_tls_and_redirects_the_plain_port(ServerKind kind, String key, String certificate) throws Exception {
        TlsSettings files = TlsSettings.builder()
                .files(resource(key), resource(certificate))
                .build();
        ServerSettings settings = ServerSettings.of(kind, "127.0.0.1", 0).tls(files, 0);
        WebApp app = WebApp.builder()
                .filter(new ProxyFilter(ProxySettings.builder().build(), Services.standard()))
                .servlet("/", new Scheme())
                .build();
        try (TlsKeys keys = TlsKeys.open(files, InstantSource.system(), SecurityEventListener.none());
                WebServer server = WebServer.start(settings, keys, app)) {
            String answer = overTls(server.port(), keys.pair());
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertTrue(answer.contains("scheme=https secure=true"), answer);

            Response moved = RawHttp.get(server.redirectPort(), "/a/b?c=d", "Host: example.org:8080");
            assertEquals(301, moved.status());
            assertEquals("https://example.org:" + server.port() + "/a/b?c=d", moved.header("Location"));
            assertEquals("nosniff", moved.header("X-Content-Type-Options"));
            assertEquals(1, moved.values("X-Request-ID").size());
            Response named = RawHttp.get(server.redirectPort(), "/", "X-Request-ID: a.B-7_");
            assertEquals(List.of("a.B-7_"), named.values("X-Request-ID"));
            Response odd = RawHttp.get(server.redirectPort(), "/", "X-Request-ID: a b");
            assertEquals(16, odd.values("X-Request-ID").get(0).length());
            assertEquals(
                    308,
                    RawHttp.request(server.redirectPort(), "POST", "/a", "body").status());
            for (String bad : List.of("Host: a b", "Host: a@b", "Host: ", "Host: a/../b", "Host: a\u00e4")) {
                Response refused = RawHttp.get(server.redirectPort(), "/", bad);
                assertEquals(400, refused.status(), bad);
                assertNotNull(refused.header("X-Content-Type-Options"));
            }
        }
    }

    private static String overTls(int port, PemKeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.keyStore().getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                SSLSocket socket =
                        (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static Path resource(String name) {
        return House.root().resolve("hardening-core/src/test/resources/tls").resolve(name);
    }

    private static int port(ServerKind kind) {
        return Objects.requireNonNull(SERVERS.get(kind)).port();
    }

    private static final class Scheme extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("scheme=" + request.getScheme() + " secure=" + request.isSecure());
        }
    }

    private static final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getMethod().equals("TRACE")) {
                response.sendError(405);
                return;
            }
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().print("hello");
        }
    }
}
