package dev.hardening.examples.votivebackend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A prompt service on this machine that does what a test wants, and keeps what it was asked. */
final class StubService implements AutoCloseable {

    /** One request to resolve a prompt. */
    record Call(String key, String body, String traceparent, String authorization, String contentType, long nanos) {}

    /** How a request is answered. */
    @FunctionalInterface
    interface Behaviour {
        void answer(StubService stub, HttpExchange exchange, String key, int number) throws Exception;
    }

    /** The text of the key, with the version that {@link #version} gives. */
    static final Behaviour FINE =
            (stub, exchange, key, number) -> send(exchange, 200, prompt(key + " v" + stub.version.get()));

    static final Behaviour FAILS = (stub, exchange, key, number) -> send(exchange, 500, "{\"error\":\"down\"}");

    static final Behaviour HANGS = (stub, exchange, key, number) -> {
        stub.hold.await(30, TimeUnit.SECONDS);
        FINE.answer(stub, exchange, key, number);
    };

    static {
        // Otherwise an answer's body waits for 40 ms on its head's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]*)\"");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger checks = new AtomicInteger();
    private final AtomicInteger version = new AtomicInteger(1);
    private final CountDownLatch hold = new CountDownLatch(1);
    private volatile Behaviour behaviour = FINE;
    private volatile int health = 200;

    StubService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/health")) {
            checks.incrementAndGet();
            send(exchange, health, "{\"status\":\"ok\"}");
            return;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher key = KEY.matcher(body);
        if (!path.endsWith("/api/resolve") || !exchange.getRequestMethod().equals("POST") || !key.find()) {
            send(exchange, 404, "{}");
            return;
        }
        calls.add(new Call(
                key.group(1),
                body,
                field(exchange, "traceparent"),
                field(exchange, "Authorization"),
                field(exchange, "Content-Type"),
                System.nanoTime()));
        try {
            behaviour.answer(this, exchange, key.group(1), calls.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            exchange.close();
        }
    }

    private static String field(HttpExchange exchange, String name) {
        return Objects.toString(exchange.getRequestHeaders().getFirst(name));
    }

    static String prompt(String text) {
        return "{\"success\":true,\"data\":{\"config\":{\"text\":\"" + text + "\"}}}";
    }

    static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    StubService does(Behaviour next) {
        behaviour = next;
        return this;
    }

    /** Whoever hangs goes on. */
    void release() {
        hold.countDown();
    }

    void newVersion() {
        version.incrementAndGet();
    }

    void health(int status) {
        health = status;
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    int count() {
        return calls.size();
    }

    int checks() {
        return checks.get();
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    Call last() {
        return calls.get(calls.size() - 1);
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
