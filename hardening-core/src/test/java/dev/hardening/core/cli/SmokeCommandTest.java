package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmokeCommandTest {

    @TempDir
    private Path folder;

    private CommandLine smoke(String url, String checks, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("checks.txt"), checks);
        Object[] words = new Object[4 + options.length];
        words[0] = "smoke";
        words[1] = file;
        words[2] = "--url";
        words[3] = url;
        System.arraycopy(options, 0, words, 4, options.length);
        return CommandLine.run(words);
    }

    private static Loopback service() throws IOException {
        return Loopback.http()
                .on("/health", 200, "{\"status\":\"up\"}")
                .on("/api/runs", 401, "no")
                .on("/old", 301, "", "Location", "/health")
                .on("/", 404, "");
    }

    @Test
    void E_50_a_restored_service_that_answers_as_it_should_passes() throws IOException {
        try (Loopback service = service()) {
            smoke(service.url(), """
                            # after a restore
                            GET  /health    200 contains "status":"up"
                            POST /api/runs  401

                            GET  /old       301
                            GET /nothing?x=1 404
                            """)
                    .exits(0)
                    .says("PASS  GET /health 200 contains \"status\":\"up\": answered 200", "0 of 4 failed");
            assertEquals(List.of("GET /health", "POST /api/runs", "GET /old", "GET /nothing?x=1"), service.asked());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /health 201, FAIL  GET /health 201: answered 200",
        "GET /health 200 contains down, answered 200 without the text",
        "GET /old 200, FAIL  GET /old 200: answered 301",
        "GET /gone 200, answered 404"
    })
    void E_50_each_mismatch_is_told_and_fails_the_whole(String line, String told) throws IOException {
        try (Loopback service = service()) {
            smoke(service.url(), "GET /health 200\n" + line + "\nGET /health 200\n")
                    .exits(1)
                    .says(told, "PASS  GET /health 200: answered 200", "1 of 3 failed");
        }
    }

    @Test
    void says_the_same_as_json() throws IOException {
        try (Loopback service = service()) {
            assertEquals(
                    "[{\"check\":\"GET /health 500\",\"status\":\"FAIL\",\"reason\":\"answered 200\"}]\n",
                    smoke(service.url(), "GET /health 500", "--json").exits(1).out());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "GET /a",
                "get /a 200",
                "GET a 200",
                "GET http://evil/ 200",
                "GET /a 99",
                "GET /a 2000",
                "GET /a 200 holds x",
                "GET /a 200 contains",
                "GET /a#x 200",
                "GET /a%zz 200",
                "GET /[ 200",
                "CONNECT /a 200",
                "hunter2"
            })
    void a_misspelt_file_asks_nothing(String line) throws IOException {
        try (Loopback service = service()) {
            smoke(service.url(), "GET /health 200\n".repeat(line.startsWith("#") || line.isEmpty() ? 0 : 1) + line)
                    .exits(2)
                    .hides("hunter2");
            assertEquals(List.of(), service.asked());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1/",
                "127.0.0.1:1",
                "http://",
                "http://user:pw@127.0.0.1/",
                "http://127.0.0.1/?a=b",
                "http://127.0.0.1/#a",
                "http://a b/",
                "http:///path",
                "file:///etc/passwd"
            })
    void a_url_that_is_none_is_misspelt(String url) throws IOException {
        smoke(url, "GET /a 200").exits(2).says("--url").hides("pw@");
    }

    @Test
    void a_path_in_the_url_stands_before_each_line() throws IOException {
        try (Loopback service = service()) {
            smoke(service.url() + "/api/", "GET /runs 401").exits(0);
            assertEquals(List.of("GET /api/runs"), service.asked());
        }
    }

    @Test
    void a_service_that_is_not_there_fails() throws IOException {
        try (FreePort port = FreePort.take()) {
            smoke("http://127.0.0.1:" + port.number(), "GET /a 200").exits(1).says("no connection");
        }
        CommandLine.run("smoke", folder.resolve("none"), "--url", "http://127.0.0.1")
                .exits(2)
                .says("cannot be read");
        CommandLine.run("smoke", folder.resolve("none")).exits(2).says("--url is missing", "usage: smoke FILE");
    }

    @Test
    void something_else_than_http_fails() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("SSH-2.0-x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            smoke("http://127.0.0.1:" + server.getLocalPort(), "GET /a 200")
                    .exits(1)
                    .says("no answer of HTTP");
            served.join();
        }
    }

    @Test
    void an_answer_without_end_costs_64_kib_and_no_time() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Loopback service = Loopback.http().on("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[WebProbe.LARGEST + 1]);
            exchange.getResponseBody().flush();
            awaited(end);
        })) {
            WebProbe probe = WebProbe.of(service.url(), SSLContext.getDefault(), WebProbe.WHOLE);
            assertEquals(
                    WebProbe.LARGEST, probe.ask("GET", "/", Map.of()).text().length());
        } finally {
            end.countDown();
        }
    }

    @Test
    void an_answer_that_never_comes_or_drips_is_given_up() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Loopback service = Loopback.http()
                .on("/silent", exchange -> awaited(end))
                .on("/drips", exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                    awaited(end);
                })) {
            WebProbe probe = WebProbe.of(service.url(), SSLContext.getDefault(), Duration.ofMillis(200));
            for (String path : List.of("/silent", "/drips")) {
                WebFailure failure = assertThrows(WebFailure.class, () -> probe.ask("GET", path, Map.of()));
                assertEquals("no answer in time", failure.reason(), path);
            }
        } finally {
            end.countDown();
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
