package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Every way in which the application ends an answer: the fields are there once, and nothing leaks. */
final class EndingRows {

    private static final Map<String, String> ANSWERS = new LinkedHashMap<>();

    static {
        ANSWERS.put("nothing", "200");
        ANSWERS.put("text", "200 text");
        ANSWERS.put("flush", "200 text");
        ANSWERS.put("large", "200 70000 characters");
        ANSWERS.put("204", "204");
        ANSWERS.put("304", "304");
        ANSWERS.put("conditional", "200 text");
        ANSWERS.put("send-error", "409 CONFLICT");
        ANSWERS.put("send-error-message", "503 SERVICE_UNAVAILABLE");
        ANSWERS.put("error-page", "418 REQUEST_FAILED");
        ANSWERS.put("throw", "500 INTERNAL_ERROR");
        ANSWERS.put("throw-servlet", "500 INTERNAL_ERROR");
        ANSWERS.put("throw-error", "500 INTERNAL_ERROR");
        ANSWERS.put("throw-after-text", "500 INTERNAL_ERROR");
        ANSWERS.put("forward", "200 target");
        ANSWERS.put("forward-throw", "500 INTERNAL_ERROR");
        ANSWERS.put("forward-error", "409 CONFLICT");
        ANSWERS.put("include", "200 target after");
        ANSWERS.put("include-throw", "500 INTERNAL_ERROR");
        ANSWERS.put("include-error", "200 text");
        ANSWERS.put("reset", "200 text");
        ANSWERS.put("get-only", "405 METHOD_NOT_ALLOWED");
        ANSWERS.put("async-complete", "200 text");
        ANSWERS.put("async-given", "200 text");
        ANSWERS.put("async-error", "409 CONFLICT");
        ANSWERS.put("async-dispatch", "200 text");
        ANSWERS.put("async-dispatch-to", "200 target");
        ANSWERS.put("async-dispatch-throw", "500 INTERNAL_ERROR");
        ANSWERS.put("async-dispatch-error", "409 CONFLICT");
    }

    private EndingRows() {}

    static void add(Rows rows) {
        ANSWERS.forEach((name, answer) -> rows.get("answer `" + name + "`", answer, "/end/" + name));
        rows.ask("answer `throw-committed`", "cut", client -> {
            try (RawHttp connection = client.connect()) {
                return Shown.of(connection
                        .send(RawHttp.message("GET", "/end/throw-committed", "", true))
                        .read());
            } catch (UncheckedIOException e) {
                return Client.ended("cut", e);
            }
        });
        // Tomcat looks at its clock once a second, so they wait together.
        rows.ask("asynchronous answers that come too late", "503 REQUEST_TIMEOUT, 504 by a listener", client -> {
            try (RawHttp first = client.connect();
                    RawHttp second = client.connect()) {
                first.send(RawHttp.message("GET", "/end/async-timeout", "", false));
                second.send(RawHttp.message("GET", "/end/async-timeout-answered", "", false));
                return Shown.of(first.read()) + ", " + Shown.of(second.read()) + " by a listener";
            }
        });
        rows.get("a condition that holds", "304", "/end/conditional", "If-None-Match: \"1\"");
        rows.ask("a redirect", "302 to https://app.example/hello", client -> {
            Response answer = client.answer(
                    "GET", "/end/redirect", "", "X-Forwarded-Proto: https", "X-Forwarded-Host: app.example");
            String location = Objects.requireNonNull(answer.header("Location"), "Location");
            return Shown.of(answer) + " to "
                    + URI.create("https://app.example/").resolve(location);
        });
        rows.ask("HEAD", "200, 5 bytes, then 200 hello", client -> {
            try (RawHttp connection = client.connect()) {
                Response head = connection
                        .send(RawHttp.message("HEAD", "/hello", "", true))
                        .read();
                Response next = connection
                        .send(RawHttp.message("GET", "/hello", "", true))
                        .read();
                return Shown.of(head) + ", " + head.header("Content-Length") + " bytes, then " + Shown.of(next);
            }
        });
        rows.ask("HEAD of a refusal", "401, then 200 hello", client -> {
            try (RawHttp connection = client.connect()) {
                Response head = connection
                        .send(RawHttp.message("HEAD", "/guarded", "", true))
                        .read();
                Response next = connection
                        .send(RawHttp.message("GET", "/hello", "", true))
                        .read();
                return Shown.of(head) + ", then " + Shown.of(next);
            }
        });
        rows.ask("two requests at once on one connection", "401 AUTHENTICATION_REQUIRED, 200 hello", client -> {
            try (RawHttp connection = client.connect()) {
                connection.send(
                        RawHttp.message("GET", "/guarded", "", true) + RawHttp.message("GET", "/hello", "", true));
                return Shown.of(connection.read()) + ", " + Shown.of(connection.read());
            }
        });
    }
}
