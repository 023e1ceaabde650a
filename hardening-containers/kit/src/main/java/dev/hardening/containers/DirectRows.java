package dev.hardening.containers;

import dev.hardening.containers.Table.Rows;
import java.util.List;

/** Rows of the application that is reached directly, and whose errors are told by the container or by its own page. */
final class DirectRows {

    private DirectRows() {}

    static void add(Rows rows) {
        rows.to(App.DIRECT);
        rows.get(
                "forwarded fields of a stranger",
                "200 127.0.0.1 http://localhost:80 plain",
                "/whoami",
                "X-Forwarded-For: 203.0.113.9",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: app.example");
        rows.send("a change while read-only", "503 READ_ONLY", "POST", "/hello", "a");
        rows.get("the application's page", "418 page", "/end/error-page");
        rows.get("the container's page, `send-error`", "409 a page", "/end/send-error");
        rows.get("the container's page, `send-error-message`", "503 a page", "/end/send-error-message");
        rows.get("the container's page, `async-error`", "409 a page", "/end/async-error");
        for (String name : List.of(
                "throw", "throw-servlet", "throw-error", "throw-after-text", "forward-throw", "async-dispatch-throw")) {
            rows.get("the container's page, `" + name + "`", "500 a page", "/end/" + name);
        }
        rows.to(App.BEHIND_PROXY);
    }
}
