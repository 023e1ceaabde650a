package dev.hardening.containers;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.hardening.containers.Table.Rows;
import dev.hardening.testing.servlet.LogCapture;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** How callers prove who they are, which cookies they get, and what is written about them. */
final class CallerRows {

    private static final String HTTPS = "X-Forwarded-Proto: https";

    private CallerRows() {}

    static void add(Rows rows) {
        rows.ask("a token", "200 TOKEN [user]", client -> client.get("/token", Tokens.good()));
        rows.ask(
                "a token with another signature",
                "401 TOKEN_INVALID",
                client -> client.get("/token", Tokens.good() + "x"));
        rows.get("no token", "401 AUTHENTICATION_REQUIRED", "/token");
        rows.get("a key where a token is asked for", "401 AUTHENTICATION_REQUIRED", "/token", Client.KEY);
        rows.ask("a log-in and its session", "200 in, 200 COOKIE []", client -> {
            Response in = client.answer("POST", "/login", "", HTTPS, "Content-Length: 0");
            String cookie = Objects.requireNonNull(in.header("Set-Cookie"), "Set-Cookie")
                    .split(";", 2)[0];
            return Shown.of(in) + ", " + client.get("/session", HTTPS, "Cookie: " + cookie);
        });
        rows.get(
                "a session that nobody signed",
                "401 AUTHENTICATION_REQUIRED",
                "/session",
                HTTPS,
                "Cookie: __Host-session=abc.def");
        rows.ask(
                "the session's cookie",
                "__Host-session httponly max-age=86400 path=/ samesite=strict secure",
                client -> cookies(client.answer("POST", "/login", "", HTTPS, "Content-Length: 0")));
        rows.ask(
                "cookies of the application",
                "apart httponly partitioned samesite=none secure, bare httponly samesite=lax secure, "
                        + "lax httponly max-age=60 path=/ samesite=lax secure, own httponly path=/own samesite=lax secure",
                client -> cookies(client.answer("GET", "/cookies", "", HTTPS)));
        rows.ask(
                "the container's cookie of its session",
                "JSESSIONID httponly path=/ samesite=lax secure",
                client -> cookies(client.answer("GET", "/container-session", "", HTTPS)));
        rows.ask("access lines of ten requests", "10", client -> {
            try (LogCapture log = LogCapture.of("dev.hardening.access")) {
                List<String> paths = List.of(
                        "/hello",
                        "/guarded",
                        "/end/throw",
                        "/end/send-error",
                        "/end/forward",
                        "/end/async-dispatch",
                        "/end/async-complete",
                        "/end/async-error",
                        "/end/redirect",
                        "/few");
                paths.forEach(client::get);
                log.await(paths.size(), CallerRows::isLine);
                client.get("/hello");
                int lines = log.await(paths.size() + 1, CallerRows::isLine).size();
                return Integer.toString(lines - 1);
            }
        });
    }

    /** A slow request has another line, to warn. */
    private static boolean isLine(ILoggingEvent event) {
        return !event.getMessage().equals("slow request");
    }

    /** Returns each cookie's name and attributes, in order; dates say the same as ages. */
    private static String cookies(Response answer) {
        return answer.values("Set-Cookie").stream()
                .map(CallerRows::cookie)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String cookie(String line) {
        String[] parts = line.split(";");
        return parts[0].substring(0, parts[0].indexOf('='))
                + Arrays.stream(parts)
                        .skip(1)
                        .map(part -> part.strip().toLowerCase(Locale.ROOT))
                        .filter(part -> !part.startsWith("expires="))
                        .map(part -> part.endsWith("=") ? part.substring(0, part.length() - 1) : part)
                        .sorted()
                        .collect(Collectors.joining(" ", " ", ""));
    }
}
