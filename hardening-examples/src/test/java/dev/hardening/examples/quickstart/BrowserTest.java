package dev.hardening.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hardening.core.json.JsonWriter;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.FreePort;
import dev.hardening.testing.House;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real browser makes of the quickstart: Chromium, driven by the scripts in {@code src/test/browser}, each of whose
 * checks is a test here. Runs in the profile {@code browser} only.
 */
@Tag("browser")
class BrowserTest {

    /** The scripts that run; cors and crosssite join them with their rooms. */
    private static final List<String> SCENARIOS = List.of("start", "policy", "cors", "crosssite");

    private static final Path SCRIPTS = Path.of("src/test/browser").toAbsolutePath();
    private static final Path TLS = House.root().resolve("hardening-core/src/test/resources/tls");

    @TempDir
    static Path directory;

    @TestFactory
    Stream<DynamicNode> a_browser_is_protected_and_not_hindered() throws Exception {
        List<DynamicNode> servers = new ArrayList<>();
        for (ServerKind kind : ServerKind.values()) {
            servers.add(dynamicContainer(kind.name(), checks(kind)));
        }
        return servers.stream();
    }

    private static List<DynamicNode> checks(ServerKind kind) throws Exception {
        HttpServer visitors = visitors();
        HttpServer neighbours = visitors();
        try {
            int port = visitors.getAddress().getPort();
            return checks(kind, port, neighbours.getAddress().getPort());
        } finally {
            visitors.stop(0);
            neighbours.stop(0);
        }
    }

    private static List<DynamicNode> checks(ServerKind kind, int visitors, int neighbours) throws Exception {
        try (FreePort port = FreePort.take()) {
            return checks(kind, port.number(), visitors, neighbours);
        }
    }

    private static List<DynamicNode> checks(ServerKind kind, int port, int visitors, int neighbours) throws Exception {
        Map<String, String> sites = new TreeMap<>();
        sites.put("app", "http://localhost:" + port);
        // The same server under a name for which browsers send no Fetch Metadata.
        sites.put("plain", "http://app.test:" + port);
        sites.put("partner", "http://partner.test:" + visitors);
        sites.put("neighbour", "http://localhost:" + neighbours);
        sites.put("stranger", "http://stranger.test:" + visitors);
        sites.put("sibling", "http://localhost:" + visitors);
        Map<String, String> guarding = Map.of(
                "PORT", String.valueOf(port),
                "PUBLIC_ORIGINS", sites.get("app") + "," + sites.get("plain"),
                "ALLOWED_ORIGINS", sites.get("partner") + "," + sites.get("neighbour"));
        Map<String, String> https = Map.of(
                "HTTPS_ENABLED", "true",
                "HTTPS_KEY_PATH", TLS.resolve("ec.p8.pem").toString(),
                "HTTPS_CERT_PATH", TLS.resolve("ec.crt.pem").toString());
        Map<String, String> off = Map.of("CORS_MODE", "off", "CROSS_SITE_MODE", "off");
        try (RunningApp app = start(kind, guarding);
                RunningApp secure = start(kind, https);
                RunningApp open = start(kind, off)) {
            assertEquals(port, app.port());
            sites.put("tls", "https://localhost:" + secure.port());
            sites.put("open", "http://localhost:" + open.port());
            sites.put("openPlain", "http://app.test:" + open.port());
            return run(sites);
        }
    }

    private static RunningApp start(ServerKind kind, Map<String, String> more) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "SERVER", kind.name(), "LOG_LEVEL", "fatal"));
        values.put("RATE_LIMIT_MAX", "100000");
        values.putAll(more);
        return Launcher.start(new QuickstartApp(), values);
    }

    /** The web sites of everybody else: empty pages, and a script that leaves a mark where it runs. */
    private static HttpServer visitors() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, "text/html", "<!doctype html><body>"));
        server.createContext("/no-referrer", exchange -> {
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            answer(exchange, "text/html", "<!doctype html><body>");
        });
        server.createContext("/sandbox", exchange -> {
            exchange.getResponseHeaders().set("Content-Security-Policy", "sandbox allow-scripts allow-forms");
            answer(exchange, "text/html", "<!doctype html><body>");
        });
        server.createContext(
                "/script.js",
                exchange -> answer(exchange, "text/javascript", "document.documentElement.dataset.ran = 1"));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static List<DynamicNode> run(Map<String, String> sites) throws Exception {
        StringBuilder arguments = new StringBuilder();
        JsonWriter json = JsonWriter.to(arguments).beginObject();
        sites.forEach((name, origin) -> json.name(name).value(origin));
        json.name("scenarios").beginArray();
        SCENARIOS.forEach(json::value);
        json.endArray().endObject();
        Path file = Files.createTempFile(directory, "output", "");
        Process node = new ProcessBuilder("node", SCRIPTS.resolve("run.mjs").toString(), arguments.toString())
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        boolean ended = node.waitFor(2, TimeUnit.MINUTES);
        node.destroyForcibly();
        String output = Files.readString(file);
        int exit = ended ? node.exitValue() : -1;
        List<DynamicNode> tests = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] parts = line.split("\t", 3);
            if (parts.length > 1) {
                tests.add(dynamicTest(parts[1], () -> assertEquals("ok", parts[0], parts[parts.length - 1])));
            }
        }
        tests.add(dynamicTest("every scenario ran to its end", () -> {
            assertEquals(0, exit, output);
            assertEquals("end", output.lines().reduce("", (before, last) -> last), output);
        }));
        return tests;
    }
}
