package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;

/** Paths that can be read in two ways, or in none. */
final class PathRows {

    private PathRows() {}

    static void add(Rows rows) {
        rows.get("`/hello;x=1`", "400 PATH_AMBIGUOUS", "/hello;x=1");
        rows.get("`/;x/hello`", "400 PATH_AMBIGUOUS", "/;x/hello");
        rows.get("`/a/%2e%2e/hello`", "400 PATH_AMBIGUOUS", "/a/%2e%2e/hello");
        rows.get("`/a/../hello`", "400 PATH_AMBIGUOUS", "/a/../hello");
        rows.get("`/a/..;/hello`", "400 PATH_AMBIGUOUS", "/a/..;/hello");
        rows.get("`/../hello`", "400 PATH_AMBIGUOUS", "/../hello");
        rows.get("`/./hello`", "400 PATH_AMBIGUOUS", "/./hello");
        rows.get("`//hello`", "400 PATH_AMBIGUOUS", "//hello");
        rows.get("`/hello%00`", "400 PATH_MALFORMED", "/hello%00");
        rows.get("`/a%2fhello`", "400 PATH_AMBIGUOUS", "/a%2fhello");
        rows.get("`/a%5chello`", "400 PATH_AMBIGUOUS", "/a%5chello");
        rows.get("`/a\\hello`", "400 PATH_AMBIGUOUS", "/a\\hello");
        rows.get("`/hello%`", "400 PATH_MALFORMED", "/hello%");
        rows.get("`/hello%zz`", "400 PATH_MALFORMED", "/hello%zz");
        rows.get("`/hello%0d%0a`", "400 PATH_MALFORMED", "/hello%0d%0a");
        rows.get("`/hello%c0%af`", "400 PATH_MALFORMED", "/hello%c0%af");
        rows.get("`/hello%252e`", "400 PATH_AMBIGUOUS", "/hello%252e");
        rows.get("`/%68ello`", "200 hello", "/%68ello");
        rows.get("`/hello?a=%zz`", "400 QUERY_MALFORMED", "/hello?a=%zz");
        rows.get("`/hello?a=%00`", "400 QUERY_MALFORMED", "/hello?a=%00");
        rows.get("`/hello#x`", "400 PATH_MALFORMED", "/hello#x");
        rows.get("a path of 5,000 characters", "401 AUTHENTICATION_REQUIRED", "/" + "a".repeat(5_000));
        rows.get("a path of 20,000 characters", "414 TARGET_TOO_LONG", "/" + "a".repeat(20_000));
        rows.ask(
                "`http://localhost/hello` as the target",
                "200 hello",
                client -> client.lines("GET http://localhost/hello HTTP/1.1", "Host: localhost"));
        rows.ask(
                "`hello` as the target",
                "400 PATH_MALFORMED",
                client -> client.lines("GET hello HTTP/1.1", "Host: localhost"));
        rows.ask("`OPTIONS *`", "400 PATH_MALFORMED", client -> client.lines("OPTIONS * HTTP/1.1", "Host: localhost"));
    }
}
