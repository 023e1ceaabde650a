package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;
import java.util.List;

/** Rows of the application that is reached directly, and whose errors are told by the container or by its own page. */
final class DirectRows {

    private DirectRows() {}

    static void add(Rows rows) {
        rows.to(App.DIRECT);
        rows.get("forwarded fields of a stranger", "200 127.0.0.1 http://localhost:80 plain", "/whoami",
                "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: app.example");
        rows.send("a change while read-only", "503 READ_ONLY", "POST", "/hello", "a");
        for (String name : List.of("send-error", "send-error-message", "forward-error", "async-error", "async-dispatch-error")) {
            rows.get("the container's page, `" + name + "`", "409 a page", "/end/" + name);
        }
        for (String name : List.of("throw", "throw-servlet", "throw-error", "throw-after-text", "forward-throw", "async-dispatch-throw", "async-timeout")) {
            rows.get("the container's page, `" + name + "`", "500 a page", "/end/" + name);
        }
        rows.get("the application's page", "418 page", "/end/error-page");
        rows.to(App.BEHIND_PROXY);
    }
}
