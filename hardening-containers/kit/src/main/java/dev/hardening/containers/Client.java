package dev.hardening.containers;

import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** A client of one container, which sends what it is told byte by byte. */
record Client(int port) {

    static final String KEY = "X-API-Key: " + App.KEY;

    /** Returns what a GET is answered with. */
    String get(String path, String... headers) {
        return Shown.of(RawHttp.get(port, path, headers));
    }

    Response answer(String method, String path, String body, String... headers) {
        return RawHttp.request(port, method, path, body, headers);
    }

    /** Returns what a request with a body is answered with. */
    String send(String method, String path, String body, String... headers) {
        return Shown.of(answer(method, path, body, headers));
    }

    /** Returns what a request with a body is answered with, or {@code closed} when there is no answer. */
    String answered(String method, String path, String body, String... headers) {
        return raw(RawHttp.message(method, path, body, false, headers));
    }

    /** Returns what a body in one chunk is answered with. */
    String chunked(String path, String body, String... headers) {
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        String[] all = Stream.concat(Stream.of("Transfer-Encoding: chunked"), Arrays.stream(headers))
                .toArray(String[]::new);
        return send("POST", path, body.isEmpty() ? "0\r\n\r\n" : chunk, all);
    }

    /** Returns what these bytes are answered with, or {@code closed} when there is no answer. */
    String raw(String message) {
        try (RawHttp connection = RawHttp.connect(port).timeout(Duration.ofSeconds(5))) {
            return Shown.of(connection.send(message).read());
        } catch (UncheckedIOException e) {
            return ended("closed", e);
        }
    }

    /** Returns how a connection without a whole answer ended; one on which nothing comes is not ended at all. */
    static String ended(String how, UncheckedIOException e) {
        return e.getCause() instanceof SocketTimeoutException ? "silence" : how;
    }

    /** Returns what a head of these lines, ended by {@code Connection: close}, is answered with. */
    String lines(String... lines) {
        return raw(String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
    }

    /** Returns what a body of these bytes is answered with. */
    String bytes(String path, byte[] body, String... headers) {
        String[] all = Stream.concat(Stream.of("Content-Length: " + body.length), Arrays.stream(headers))
                .toArray(String[]::new);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(RawHttp.message("POST", path, "", false, all).getBytes(StandardCharsets.ISO_8859_1));
        message.writeBytes(body);
        try (RawHttp connection = RawHttp.connect(port)) {
            return Shown.of(connection.send(message.toByteArray()).read());
        }
    }

    RawHttp connect() {
        return RawHttp.connect(port);
    }
}
