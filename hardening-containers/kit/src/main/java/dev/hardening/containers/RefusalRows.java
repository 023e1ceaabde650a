package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the rooms refuse, and what they let through. */
final class RefusalRows {

    private RefusalRows() {}

    static void add(Rows rows) {
        rows.get("GET /hello", "200 hello", "/hello");
        rows.get("GET /guarded without a key", "401 AUTHENTICATION_REQUIRED", "/guarded");
        rows.get("GET /guarded with a wrong key", "401 AUTHENTICATION_REQUIRED", "/guarded", "X-API-Key: wrong");
        rows.get("GET /guarded with the key", "200 API_KEY []", "/guarded", Client.KEY);
        rows.get("GET /admin without the role", "403 PERMISSION_DENIED", "/admin", Client.KEY);
        rows.get("GET of a path without a route, unknown caller", "401 AUTHENTICATION_REQUIRED", "/unknown");
        rows.get("GET of a path without a route, known caller", "403 PERMISSION_DENIED", "/unknown", Client.KEY);
        rows.get("GET of a path without a servlet, known caller", "404 NOT_FOUND", "/free/unknown", Client.KEY);
        rows.send("DELETE of a route without it", "401 AUTHENTICATION_REQUIRED", "DELETE", "/hello", "");
        rows.send("BREW", "405 METHOD_NOT_ALLOWED", "BREW", "/hello", "");
        rows.send("TRACE", "405 METHOD_NOT_ALLOWED", "TRACE", "/hello", "");
        rows.get("a denied address", "403 ADDRESS_NOT_ALLOWED", "/hello", "X-Forwarded-For: 198.51.100.7");
        rows.get("a host that is not served", "421 HOST_NOT_ALLOWED", "/hello", "Host: evil.example");
        rows.get("a request that waits", "503 REQUEST_TIMEOUT", "/stuck/waiting");
        rows.get("a request that waits asynchronously", "503 REQUEST_TIMEOUT", "/stuck/async");
        rows.ask(
                "liveness",
                "200 {\"status\":\"healthy\"",
                client -> client.get("/health/live").split(",", 2)[0]);
        rows.get(
                "metrics for an address outside",
                "403 ADDRESS_NOT_ALLOWED",
                "/metrics",
                "X-Forwarded-For: 203.0.113.1");
        rows.ask("one more than the limit", "200 200 200 429 RATE_LIMIT_EXCEEDED, waits 60", client -> {
            List<String> statuses = new ArrayList<>();
            for (int i = 0; i < App.FEW; i++) {
                statuses.add(client.get("/few").substring(0, 3));
            }
            var last = client.answer("GET", "/few", "");
            return String.join(" ", statuses) + " " + Shown.of(last) + ", waits "
                    + Objects.requireNonNull(last.header("Retry-After"), "Retry-After");
        });
    }
}
