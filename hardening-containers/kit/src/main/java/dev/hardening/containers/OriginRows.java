package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;

/** Where a request comes from: proxies, origins of pages, traces. */
final class OriginRows {

    private OriginRows() {}

    static void add(Rows rows) {
        String proto = "X-Forwarded-Proto: https";
        String host = "X-Forwarded-Host: app.example";
        rows.get(
                "a trusted proxy tells address, scheme and host",
                "200 203.0.113.9 https://app.example:443 secure",
                "/whoami",
                "X-Forwarded-For: 203.0.113.9",
                proto,
                host);
        rows.get(
                "two proxies, one trusted",
                "200 203.0.113.9 https://app.example:443 secure",
                "/whoami",
                "X-Forwarded-For: 192.0.2.1, 203.0.113.9",
                proto,
                host);
        rows.get(
                "an address in IPv6",
                "200 2001:db8::9 https://app.example:443 secure",
                "/whoami",
                "X-Forwarded-For: 2001:DB8:0::9",
                proto,
                host);
        rows.get(
                "a forwarded address that is none",
                "200 127.0.0.1 https://app.example:443 secure",
                "/whoami",
                "X-Forwarded-For: nonsense",
                proto,
                host);
        rows.ask("http before the proxy", "301 to https://app.example/whoami", client -> {
            Response answer = client.answer("GET", "/whoami", "", "X-Forwarded-Proto: http", host);
            return Shown.of(answer) + " to " + answer.header("Location");
        });
        rows.ask(
                "https before the proxy",
                "1 line of HSTS",
                client -> client.answer("GET", "/hello", "", proto, host)
                                .values("Strict-Transport-Security")
                                .size() + " line of HSTS");
        String other = "Origin: https://other.example";
        rows.ask("a preflight", "204, grants https://other.example GET, POST", client -> preflight(client, other));
        rows.ask(
                "a preflight of a strange origin",
                "403 CORS_NOT_ALLOWED, grants null null",
                client -> preflight(client, "Origin: https://evil.example"));
        rows.ask("a request of an allowed origin", "200 hello, for https://other.example", client -> {
            Response answer = client.answer("GET", "/hello", "", proto, host, other);
            return Shown.of(answer) + ", for " + answer.header("Access-Control-Allow-Origin");
        });
        rows.ask(
                "a refusal for an allowed origin", "401 AUTHENTICATION_REQUIRED, for https://other.example", client -> {
                    Response answer = client.answer("GET", "/guarded", "", proto, host, other);
                    return Shown.of(answer) + ", for " + answer.header("Access-Control-Allow-Origin");
                });
        rows.send(
                "a post of another site's page",
                "403 CROSS_SITE_REQUEST",
                "POST",
                "/hello",
                "a",
                proto,
                host,
                "Sec-Fetch-Site: cross-site");
        rows.send(
                "a post of a strange origin",
                "403 CROSS_SITE_REQUEST",
                "POST",
                "/hello",
                "a",
                proto,
                host,
                "Origin: https://evil.example");
        rows.send(
                "a post of the own page",
                "200 hello",
                "POST",
                "/hello",
                "a",
                proto,
                host,
                "Origin: https://app.example",
                "Sec-Fetch-Site: same-origin",
                "Content-Type: text/plain");
        rows.ask("a request id", "r-1 r-1", client -> {
            String[] ids = {"X-Request-ID: r-1"};
            return client.answer("GET", "/hello", "", ids).header("X-Request-ID") + " "
                    + client.answer("GET", "/guarded", "", ids).header("X-Request-ID");
        });
        rows.ask(
                "a request id that is none",
                "another",
                client -> "a b"
                                .equals(client.answer("GET", "/hello", "", "X-Request-ID: a b")
                                        .header("X-Request-ID"))
                        ? "kept"
                        : "another");
        rows.ask(
                "a trace",
                "goes on",
                client -> String.valueOf(client.answer("GET", "/hello", "", RawHttp.SAME_TRACE)
                                        .header("traceresponse"))
                                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                        ? "goes on"
                        : "begins anew");
    }

    private static String preflight(Client client, String origin) {
        Response answer = client.answer(
                "OPTIONS",
                "/hello",
                "",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: app.example",
                origin,
                "Access-Control-Request-Method: POST");
        return Shown.of(answer) + ", grants " + answer.header("Access-Control-Allow-Origin") + " "
                + answer.header("Access-Control-Allow-Methods");
    }
}
