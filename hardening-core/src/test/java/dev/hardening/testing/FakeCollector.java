package dev.hardening.testing;

import com.sun.net.httpserver.HttpServer;
import dev.hardening.core.json.JsonArray;
import dev.hardening.core.json.JsonException;
import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A collector of spans on this machine, which keeps all that it is sent, on every path. */
public final class FakeCollector implements AutoCloseable {

    private static final JsonReader JSON =
            JsonReader.of(JsonLimits.builder().maxBytes(4 << 20).build());
    private static final long PATIENCE_SECONDS = 20;

    /**
     * One request to it.
     *
     * @param method its method
     * @param path its path
     * @param fields its header fields by their lower-case names, of several lines the first
     * @param body its body
     */
    public record Post(String method, String path, Map<String, String> fields, String body) {

        /** Returns the spans in it, each as a map of what it has: the attributes by their names, the rest by OTLP's names. */
        public List<Map<String, String>> spans() throws JsonException {
            List<Map<String, String>> all = new ArrayList<>();
            JsonObject document = JSON.readObject(body.getBytes(StandardCharsets.UTF_8));
            for (JsonObject resource : objects(document, "resourceSpans")) {
                Map<String, String> common = attributes(Objects.requireNonNull(resource.object("resource")));
                for (JsonObject scope : objects(resource, "scopeSpans")) {
                    for (JsonObject span : objects(scope, "spans")) {
                        Map<String, String> read = new TreeMap<>(common);
                        read.putAll(attributes(span));
                        span.members().forEach((name, value) -> {
                            String text = span.string(name);
                            read.put(name, text == null ? value.toString() : text);
                        });
                        all.add(read);
                    }
                }
            }
            return all;
        }

        private static Map<String, String> attributes(JsonObject holder) {
            Map<String, String> read = new TreeMap<>();
            for (JsonObject attribute : objects(holder, "attributes")) {
                JsonObject value = Objects.requireNonNull(attribute.object("value"));
                String text = value.string("stringValue");
                read.put(
                        Objects.requireNonNull(attribute.string("key")),
                        text != null ? text : Objects.requireNonNull(value.string("intValue")));
            }
            return read;
        }

        private static List<JsonObject> objects(JsonObject holder, String name) {
            JsonArray array = Objects.requireNonNull(holder.array(name), name);
            return array.elements().stream().map(JsonObject.class::cast).toList();
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
    private volatile int status = 200;
    private volatile @Nullable String location;

    /** Starts one. */
    public FakeCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            Map<String, String> fields = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> fields.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            posts.add(new Post(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath(), fields, body));
            String elsewhere = location;
            if (elsewhere != null) {
                exchange.getResponseHeaders().set("Location", elsewhere);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    /** Returns its base URL, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers with that status from now on, and where it is given with that {@code Location}. */
    public void answer(int newStatus, @Nullable String newLocation) {
        this.status = newStatus;
        this.location = newLocation;
    }

    /** Waits for the next request and takes it. */
    public Post next() throws InterruptedException {
        Post post = posts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (post == null) {
            throw new AssertionError("nothing was sent");
        }
        return post;
    }

    /** Returns how many requests have come that nobody has taken. */
    public int waiting() {
        return posts.size();
    }

    /** Waits for spans until there are as many. */
    public List<Map<String, String>> spans(int number) throws InterruptedException, JsonException {
        List<Map<String, String>> all = new ArrayList<>();
        while (all.size() < number) {
            all.addAll(next().spans());
        }
        return all;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
