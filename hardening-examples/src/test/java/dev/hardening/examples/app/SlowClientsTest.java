package dev.hardening.examples.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.chordpro.ChordproApp;
import dev.hardening.examples.quickstart.QuickstartApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.Drips;
import dev.hardening.testing.servlet.Drips.Outcome;
import dev.hardening.testing.servlet.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Three hundred clients that drip their bodies: each is cut in time, and nobody else notices. */
@Tag("alone")
class SlowClientsTest {

    private static final int CLIENTS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final String KEY = "X-API-Key: 9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";
    private static final String JSON = "Content-Type: application/json";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    @TempDir
    private Path directory;

    /** What one of the slow clients sends, under which limit, and how it is refused. */
    private record Attack(String app, String limit, int status, String path, String drip, List<String> fields) {

        String head() {
            String[] all = Stream.concat(fields.stream(), Stream.of(KEY)).toArray(String[]::new);
            return RawHttp.message("POST", path, "", true, all);
        }

        @Override
        public String toString() {
            return app + path + " " + fields + " " + limit;
        }
    }

    static Stream<Arguments> attacks() {
        String length = "Content-Length: 5000";
        String chunked = "Transfer-Encoding: chunked";
        String body = "BODY_TIMEOUT_MS";
        String request = "REQUEST_TIMEOUT_MS";
        List<Attack> attacks = List.of(
                new Attack("quickstart", body, 408, "/sink", "a", List.of(FORM, length)),
                new Attack("quickstart", request, 503, "/sink", "1\r\nx\r\n", List.of(chunked)),
                new Attack("chordpro", body, 408, "/convert", " ", List.of(JSON, length)),
                // Nobody reads these bodies.
                new Attack("chordpro", body, 404, "/nowhere", "x", List.of(length)));
        return Stream.of(ServerKind.values())
                .flatMap(kind -> attacks.stream().map(attack -> Arguments.of(kind, attack)));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void three_hundred_dripping_clients_are_cut_and_others_are_served(ServerKind kind, Attack attack) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "LOG_LEVEL", "fatal", "SERVER", kind.name()));
        values.putAll(Map.of("API_KEYS", KEY.substring(11), "NODE_ENV", "test", "RATE_LIMIT_ENABLED", "false"));
        values.putAll(Map.of("TMPDIR", directory.toString(), "PATH", "/bin"));
        values.put(attack.limit(), String.valueOf(LIMIT.toMillis()));
        ExampleApp example = attack.app().equals("chordpro") ? new ChordproApp() : new QuickstartApp();
        try (RunningApp app = Launcher.start(example, values)) {
            int port = app.port();
            // A process that has just begun is slow itself.
            for (int i = 0; i < 50; i++) {
                RawHttp.request(port, "POST", attack.path(), "x".repeat(100), KEY, "Content-Type: text/plain");
                assertTrue(isServed(() -> quickly(port, attack)));
            }
            CompletableFuture<List<Outcome>> slow = CompletableFuture.supplyAsync(() -> drip(port, attack));
            int served = 0;
            int all = 0;
            while (!slow.isDone()) {
                served += isServed(() -> RawHttp.get(port, "/")) ? 1 : 0;
                served += isServed(() -> quickly(port, attack)) ? 1 : 0;
                all += 2;
                LockSupport.parkNanos(20_000_000); // a machine with few processors has the slow clients to play too
            }
            for (Outcome outcome : slow.get()) {
                assertEquals(attack.status(), outcome.status(), outcome::toString);
                assertNotNull(outcome.cutAfter(), outcome::toString);
                assertTrue(outcome.cutAfter().compareTo(LIMIT.plusSeconds(2)) < 0, outcome::toString);
            }
            assertTrue(all > 0 && served >= all * 0.95, served + " of " + all);
        }
    }

    private static List<Outcome> drip(int port, Attack attack) {
        try {
            return Drips.send(port, Collections.nCopies(CLIENTS, attack.head()), attack.drip(), Duration.ofSeconds(10));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a small body behind its head, as many clients do. */
    private static RawHttp.Response quickly(int port, Attack attack) {
        String path = attack.app().equals("chordpro") ? "/formats" : "/check";
        String body = "{\"text\":\"hello\"}";
        if (attack.app().equals("chordpro")) {
            return RawHttp.get(port, path, KEY);
        }
        try (RawHttp connection = RawHttp.connect(port)) {
            String head = RawHttp.message("POST", path, "", false, JSON, "Content-Length: " + body.length());
            return connection.send(head).send(body).read();
        }
    }

    private static boolean isServed(Supplier<RawHttp.Response> request) {
        try {
            return request.get().status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
