package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;
import dev.hardening.testing.servlet.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Bodies within the limits and beyond, in every way to read them. */
final class BodyRows {

    private static final String TEXT = "Content-Type: text/plain";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String PARTS = "Content-Type: multipart/form-data; boundary=b";
    private static final String JSON = "Content-Type: application/json";
    private static final String GZIP = "Content-Encoding: gzip";
    private static final String WHOLE = "x".repeat(App.LIMIT);

    private BodyRows() {}

    static void add(Rows rows) {
        for (String way : List.of("all", "bytes", "reader", "thread", "listener")) {
            String path = "/read/" + way;
            rows.send("a body up to the limit, read by `" + way + "`", "200 read 1000", "POST", path, WHOLE, TEXT);
            rows.ask(
                    "the same in a chunk, read by `" + way + "`",
                    "200 read 1000",
                    client -> client.chunked(path, WHOLE, TEXT));
            rows.ask(
                    "an empty one in chunks, read by `" + way + "`",
                    "200 read 0",
                    client -> client.chunked(path, "", TEXT));
            rows.send(
                    "a byte more, declared, read by `" + way + "`",
                    "413 BODY_TOO_LARGE",
                    "POST",
                    path,
                    WHOLE + "x",
                    TEXT);
            rows.ask(
                    "a byte more in a chunk, read by `" + way + "`",
                    "413 BODY_TOO_LARGE",
                    client -> client.chunked(path, WHOLE + "x", TEXT));
            boolean waits = !way.equals("listener"); // a stream that is inflated is read by waiting only
            rows.ask(
                    "gzip, read by `" + way + "`",
                    waits ? "200 read 1000" : "415 BODY_CODING_UNSUPPORTED",
                    client -> client.bytes(path, gzip(App.LIMIT), TEXT, GZIP));
            rows.ask(
                    "a gzip bomb, read by `" + way + "`",
                    waits ? "413 BODY_TOO_LARGE" : "415 BODY_CODING_UNSUPPORTED",
                    client -> client.bytes(path, gzip(900_000), TEXT, GZIP));
            if (way.equals("listener") || way.equals("thread")) {
                continue; // the application answers what it is told of the rest
            }
            rows.ask(
                    "a broken chunk, read by `" + way + "`",
                    "400 BAD_REQUEST",
                    client ->
                            client.answered("POST", path, "zz\r\nx\r\n0\r\n\r\n", TEXT, "Transfer-Encoding: chunked"));
            rows.ask(
                    "a body that ends too early, read by `" + way + "`",
                    "400 BAD_REQUEST",
                    client -> shortened(client, path));
        }
        rows.ask(
                "gzip that is none",
                "400 BODY_MALFORMED",
                client -> client.bytes(
                        "/read/all",
                        "no gzip, but longer than its head".getBytes(StandardCharsets.US_ASCII),
                        TEXT,
                        GZIP));
        rows.ask(
                "gzip that ends too early",
                "400 BODY_MALFORMED",
                client -> client.bytes("/read/all", Arrays.copyOf(gzip(App.LIMIT), 20), TEXT, GZIP));
        rows.send(
                "another coding",
                "415 BODY_CODING_UNSUPPORTED",
                "POST",
                "/read/all",
                "x",
                TEXT,
                "Content-Encoding: br");
        rows.ask(
                "an unread body, then another request",
                "200 unread, 200 hello",
                client -> keptAlive(client, "/read/nothing", WHOLE));
        rows.ask(
                "a refusal with an unread body, then another request",
                "401 AUTHENTICATION_REQUIRED, 200 hello",
                client -> keptAlive(client, "/guarded", WHOLE));
        rows.ask(
                "a body beyond the limit, then another request",
                "413 BODY_TOO_LARGE, closed",
                client -> keptAlive(client, "/read/all", WHOLE + "x"));
        rows.send("Expect: 100-continue", "200 read 4", "POST", "/read/all", "text", TEXT, "Expect: 100-continue");
        rows.ask(
                "Expect: 100-continue beyond the limit",
                "413 BODY_TOO_LARGE",
                client -> client.lines(
                        "POST /read/all HTTP/1.1",
                        "Host: localhost",
                        TEXT,
                        "Content-Length: 5000",
                        "Expect: 100-continue"));
        forms(rows);
        json(rows);
    }

    private static void forms(Rows rows) {
        rows.send("a form", "200 a=1 2", "POST", "/read/form", "a=1+2&b=%C3%A4", FORM);
        rows.send(
                "a form of no known length",
                "411 LENGTH_REQUIRED",
                "POST",
                "/read/form",
                "3\r\na=1\r\n0\r\n\r\n",
                FORM,
                "Transfer-Encoding: chunked");
        rows.send("a form beyond the limit", "413 BODY_TOO_LARGE", "POST", "/read/form", "a=" + WHOLE, FORM);
        rows.send("a form with a broken escape", "400 BODY_MALFORMED", "POST", "/read/form", "a=%zz", FORM);
        rows.send("a form with a script", "400 ACTIVE_CONTENT", "POST", "/read/form", "a=%3Cscript%3E", FORM);
        rows.get("a query with a script", "400 ACTIVE_CONTENT", "/read/form?a=%3Cscript%3E");
        rows.send("a form read as a stream", "200 read 3", "POST", "/read/all", "a=1", FORM);
        rows.send("parts", "200 a=null:1 f=x.txt:4 ", "POST", "/read/parts", parts("text"), PARTS);
        rows.send("parts beyond the limit", "413 BODY_TOO_LARGE", "POST", "/read/parts", parts(WHOLE), PARTS);
        rows.send(
                "parts without an end",
                "400 BODY_MALFORMED",
                "POST",
                "/read/parts",
                parts("text").replace("--b--", ""),
                PARTS);
        rows.send("a field of parts", "200 a=1", "POST", "/read/form", parts("text"), PARTS);
    }

    private static void json(Rows rows) {
        rows.send("JSON", "200 read 7", "POST", "/input", "{\"a\":1}", JSON);
        rows.send("JSON that is none", "400 JSON_MALFORMED", "POST", "/input", "{\"a\":", JSON);
        rows.send(
                "JSON that is too deep",
                "400 JSON_TOO_COMPLEX",
                "POST",
                "/input",
                "[".repeat(40) + "]".repeat(40),
                JSON);
        rows.send("JSON with a script", "400 ACTIVE_CONTENT", "POST", "/input", "{\"a\":\"<script>\"}", JSON);
        rows.send("JSON beyond the limit", "413 BODY_TOO_LARGE", "POST", "/input", "\"" + WHOLE + "\"", JSON);
    }

    private static String keptAlive(Client client, String path, String body) {
        try (RawHttp connection = client.connect()) {
            String first = Shown.of(connection
                    .send(RawHttp.message("POST", path, body, true, TEXT))
                    .read());
            try {
                return first + ", "
                        + Shown.of(connection
                                .send(RawHttp.message("GET", "/hello", "", true))
                                .read());
            } catch (UncheckedIOException e) {
                return first + ", " + Client.ended("closed", e);
            }
        }
    }

    private static String shortened(Client client, String path) {
        try (RawHttp connection = client.connect()) {
            connection
                    .send(RawHttp.message("POST", path, "short", false, TEXT, "Content-Length: 10"))
                    .finish();
            return Shown.of(connection.read());
        } catch (UncheckedIOException e) {
            return Client.ended("closed", e);
        }
    }

    private static String parts(String file) {
        return String.join(
                "\r\n",
                "--b",
                "Content-Disposition: form-data; name=\"a\"",
                "",
                "1",
                "--b",
                "Content-Disposition: form-data; name=\"f\"; filename=\"x.txt\"",
                "Content-Type: text/plain",
                "",
                file,
                "--b--",
                "");
    }

    private static byte[] gzip(int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
