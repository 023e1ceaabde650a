package dev.hardening.servlet.bodylimit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies over HTTP/2, which has no chunks: a body may follow any head, and its end alone tells how long it was. */
class Http2BodyTest {

    private static final int LIMIT = 1_000;
    private static final int DRIPS = 20;
    private static final int DRIP_MILLIS = 100;
    private static final String FORM = "application/x-www-form-urlencoded";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Services services = Services.builder()
            .events(this::note)
            .routes(Routes.builder()
                    .add(Route.open("/unknown-form").chunkedForms())
                    .add(Route.open("/quick/**").bodyWithin(Duration.ofMillis(300)))
                    .build())
            .build();

    private volatile long lastEvent;

    private void note(SecurityEvent event) {
        lastEvent = System.nanoTime();
        events.add(event);
    }

    private TestApp app() {
        BodyLimitSettings settings = BodyLimitSettings.builder().maxBytes(LIMIT).build();
        TestApp app = TestApp.create()
                .http2()
                .filter(new BodyLimitFilter(settings, services), setup -> setup.everyDispatch())
                .servlet("/hello", (request, response) -> response.getWriter().print(request.getProtocol()));
        WaysToRead.all().forEach((name, handler) -> app.servlet("/" + name, handler));
        return app;
    }

    /** One connection that has changed to HTTP/2, as a client does before it sends a body. */
    private static final class Client {
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        private final int port;

        Client(TestContainer server) throws IOException, InterruptedException {
            this.port = server.port();
            assertEquals("200 HTTP/2.0", get());
        }

        String get() throws IOException, InterruptedException {
            return outcome(http.send(request("/hello").GET().build(), HttpResponse.BodyHandlers.ofString()));
        }

        CompletableFuture<String> send(String path, BodyPublisher body) {
            HttpRequest post = request(path)
                    .header("Content-Type", "text/plain")
                    .POST(body)
                    .build();
            return http.sendAsync(post, HttpResponse.BodyHandlers.ofString()).thenApply(Client::outcome);
        }

        String post(String path, BodyPublisher body, String type) throws IOException, InterruptedException {
            return outcome(http.send(
                    request(path).header("Content-Type", type).POST(body).build(),
                    HttpResponse.BodyHandlers.ofString()));
        }

        String post(String path, BodyPublisher body) throws IOException, InterruptedException {
            return post(path, body, "text/plain");
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(10));
        }

        private static String outcome(HttpResponse<String> response) {
            assertEquals(HttpClient.Version.HTTP_2, response.version());
            assertTrue(response.headers().firstValue("Connection").isEmpty(), "HTTP/2 has no such field");
            String text = response.body();
            int code = text.indexOf("\"code\":\"");
            return response.statusCode() + " "
                    + (code < 0 ? text : text.substring(code + 8, text.indexOf('"', code + 8)));
        }
    }

    private static BodyPublisher declared(String body) {
        return BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1);
    }

    private static BodyPublisher undeclared(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @EnumSource
    void a_body_within_the_limit_is_read_whole_in_every_way_and_needs_no_length(Container container) throws Exception {
        String body = "x".repeat(LIMIT);
        try (TestContainer server = app().start(container)) {
            Client client = new Client(server);
            for (String way : WaysToRead.all().keySet()) {
                assertEquals("200 read 1000", client.post("/" + way, declared(body)), way + " declared");
                assertEquals("200 read 1000", client.post("/" + way, undeclared(body)), way + " undeclared");
                assertEquals("200 read 0", client.post("/" + way, undeclared("")), way + " empty");
            }
        }
        assertEquals(List.of(), events);
    }

    @ParameterizedTest
    @EnumSource
    void a_byte_above_the_limit_is_refused_in_every_way_and_the_connection_goes_on(Container container)
            throws Exception {
        try (TestContainer server = app().start(container)) {
            Client client = new Client(server);
            for (String way : WaysToRead.all().keySet()) {
                events.clear();
                assertEquals("413 BODY_TOO_LARGE", client.post("/" + way, undeclared("x".repeat(LIMIT + 1))), way);
                assertEquals(
                        List.of(RefusalCode.BODY_TOO_LARGE),
                        events.stream().map(SecurityEvent::code).toList(),
                        way);
                assertEquals("200 HTTP/2.0", client.get(), way);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_declared_length_above_the_limit_never_reaches_the_application(Container container) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        TestApp app = app().servlet("/counted", (request, response) -> calls.incrementAndGet());
        try (TestContainer server = app.start(container)) {
            Client client = new Client(server);
            assertEquals("413 BODY_TOO_LARGE", client.post("/counted", declared("x".repeat(LIMIT + 1))));
            assertEquals(0, calls.get());
            assertEquals("200 HTTP/2.0", client.get());
            assertEquals("200 ", client.post("/counted", declared("x".repeat(LIMIT))));
            assertEquals(1, calls.get());
            // What the application has left unread may end the connection, which is the container's to decide.
            assertEquals("200 HTTP/2.0", new Client(server).get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_form_needs_a_length_unless_its_route_says_otherwise_and_is_counted_then(Container container)
            throws Exception {
        TestApp app = app();
        for (String path : List.of("/form", "/unknown-form")) {
            app.servlet(
                    path,
                    (request, response) -> response.getWriter()
                            .print("read "
                                    + String.valueOf(request.getParameter("a")).length()));
        }
        try (TestContainer server = app.start(container)) {
            Client client = new Client(server);
            String whole = "a=" + "x".repeat(LIMIT - 2);
            assertEquals("200 read 998", client.post("/form", declared(whole), FORM));
            assertEquals("411 LENGTH_REQUIRED", client.post("/form", undeclared("a=x"), FORM));
            assertEquals("200 read 998", client.post("/unknown-form", undeclared(whole), FORM));
            assertEquals("413 BODY_TOO_LARGE", client.post("/unknown-form", undeclared(whole + "x"), FORM));
            assertEquals("200 HTTP/2.0", client.get());
        }
    }

    @Tag("alone")
    @ParameterizedTest
    @EnumSource
    void clients_that_drip_are_cut_and_their_connection_goes_on(Container container) throws Exception {
        List<String> ways = List.of("read", "array", "reader", "listener");
        TestApp app = app();
        ways.forEach(way -> app.servlet("/quick/" + way, WaysToRead.way(way)));
        try (TestContainer server = app.start(container)) {
            Client client = new Client(server);
            long start = System.nanoTime();
            List<CompletableFuture<String>> answers = ways.stream()
                    .map(way -> client.send("/quick/" + way, BodyPublishers.ofInputStream(DrippingStream::new)))
                    .toList();
            for (CompletableFuture<String> answer : answers) {
                assertEquals("408 BODY_TIMEOUT", dripped(answer, container));
            }
            for (String way : ways) {
                List<SecurityEvent> told = events.stream()
                        .filter(event -> ("/quick/" + way).equals(event.path()))
                        .toList();
                assertEquals(
                        List.of(RefusalCode.BODY_TIMEOUT),
                        told.stream().map(SecurityEvent::code).toList(),
                        way);
            }
            // The client itself goes on to its last drip before it shows the answer.
            long millis = (lastEvent - start) / 1_000_000;
            assertTrue(millis >= 300 && millis < DRIPS * DRIP_MILLIS, "the last was cut after " + millis);
            assertEquals("200 HTTP/2.0", client.get());
        }
    }

    /**
     * Returns the answer to a body that drips. Behind it, Jetty resets the stream with CANCEL, and newer clients of the JDK
     * drop an answer behind which anything but NO_ERROR comes (RFC 9113 section 8.1 protects no other one).
     */
    private static String dripped(CompletableFuture<String> answer, Container container) throws Exception {
        try {
            return answer.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (container == Container.JETTY
                    && Runtime.version().feature() > 17
                    && e.getCause() instanceof IOException reset
                    && String.valueOf(reset.getMessage()).equals("RST_STREAM received Stream cancelled")) {
                return "408 BODY_TIMEOUT"; // the event says that this is what was answered
            }
            throw e;
        }
    }

    /** A body of which one byte comes at a time. */
    private static final class DrippingStream extends InputStream {
        private int left = DRIPS;

        @Override
        public int read() {
            LockSupport.parkNanos(DRIP_MILLIS * 1_000_000L);
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int read = read();
            if (read < 0) {
                return -1;
            }
            buffer[offset] = (byte) read;
            return 1;
        }
    }
}
