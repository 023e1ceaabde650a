package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;

/** Requests that are no HTTP, or nearly. */
final class MessageRows {

    private MessageRows() {}

    static void add(Rows rows) {
        String get = "GET /hello HTTP/1.1";
        String host = "Host: localhost";
        rows.ask("no Host", "400 HOST_MALFORMED", client -> client.lines(get));
        rows.ask("an empty Host", "400 HOST_MALFORMED", client -> client.lines(get, "Host:"));
        rows.ask("two Hosts", "400 HOST_MALFORMED", client -> client.lines(get, host, "Host: app.example"));
        rows.ask("a Host with a blank", "400 HOST_MALFORMED", client -> client.lines(get, "Host: a b"));
        rows.ask("a Host with a path", "400 HOST_MALFORMED", client -> client.lines(get, "Host: localhost/x"));
        rows.ask("a Host with a user", "400 HOST_MALFORMED", client -> client.lines(get, "Host: a@localhost"));
        rows.ask("HTTP/1.0 without a Host", "400 HOST_MALFORMED", client -> client.raw("GET /hello HTTP/1.0\r\n\r\n"));
        rows.ask("HTTP/1.0", "200 hello", client -> client.raw("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n"));
        rows.ask("HTTP/0.9", "closed", client -> client.raw("GET /hello\r\n\r\n"));
        rows.ask("HTTP/3.7", "505 by itself", client -> client.lines("GET /hello HTTP/3.7", host));
        rows.ask("no request line", "400 by itself", client -> client.lines("hello", host));
        rows.ask(
                "a method in small letters",
                "405 METHOD_NOT_ALLOWED",
                client -> client.lines("get /hello HTTP/1.1", host));
        rows.ask(
                "CONNECT",
                "405 METHOD_NOT_ALLOWED",
                client -> client.lines("CONNECT localhost:443 HTTP/1.1", "Host: localhost:443"));
        rows.ask("a field without a colon", "400 by itself", client -> client.lines(get, host, "no colon"));
        rows.ask("a blank before the colon", "400 by itself", client -> client.lines(get, host, "X-A : 1"));
        rows.ask("a folded field", "400 HEADER_MALFORMED", client -> client.lines(get, host, "X-A: 1", " 2"));
        rows.ask("a NUL in a field", "400 HEADER_MALFORMED", client -> client.lines(get, host, "X-A: 1\u00002"));
        rows.ask("a lone CR in a field", "400 HEADER_MALFORMED", client -> client.lines(get, host, "X-A: 1\rX-B: 2"));
        rows.ask("a field of 7,000 bytes", "200 hello", client -> client.lines(get, host, "X-A: " + "a".repeat(7_000)));
        rows.ask(
                "a field of 9,000 bytes",
                "431 HEADERS_TOO_LARGE",
                client -> client.lines(get, host, "X-A: " + "a".repeat(9_000)));
        rows.ask(
                "fields of 70,000 bytes",
                "431 HEADERS_TOO_LARGE",
                client -> client.lines(get, host, ("X-A: " + "a".repeat(6_990) + "\r\n").repeat(10) + "X-B: 1"));
        rows.ask("99 fields", "200 hello", client -> client.lines(get, host, "A: b\r\n".repeat(96) + "X-B: 1"));
        rows.ask(
                "120 fields",
                "431 HEADERS_TOO_LARGE",
                client -> client.lines(get, host, "A: b\r\n".repeat(118) + "X-B: 1"));
        rows.ask(
                "a length beside chunks",
                "400 HEADER_MALFORMED",
                client -> client.raw(
                        "POST /read/all HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        rows.ask(
                "two lengths",
                "400 by itself",
                client -> client.raw(
                        "POST /read/all HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"));
        rows.ask(
                "a length that is no number",
                "400 by itself",
                client -> client.raw(
                        "POST /read/all HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: +3\r\n\r\nabc"));
        rows.ask(
                "`Transfer-Encoding: gzip`",
                "501 by itself",
                client -> client.raw(
                        "POST /read/all HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n"));
        rows.ask(
                "`Transfer-Encoding: gzip, chunked`",
                "400 HEADER_MALFORMED",
                client -> client.raw(
                        "POST /read/all HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"));
        rows.ask(
                "a line feed alone at the ends of lines",
                "200 hello",
                client -> client.raw("GET /hello HTTP/1.1\nHost: localhost\nConnection: close\n\n"));
    }
}
