package dev.hardening.containers;

import java.util.List;
import java.util.Set;

/** Of Undertow. */
final class UndertowDifferences {

    static final List<Difference> ALL = List.of(
            Difference.in(
                            Set.of(Server.UNDERTOW),
                            "400 by itself",
                            "`/a\\hello`",
                            "`/hello%`",
                            "`/hello%zz`",
                            "`/hello?a=%zz`",
                            "`/hello#x`",
                            "`hello` as the target",
                            "no Host",
                            "two Hosts",
                            "a Host with a blank",
                            "a Host with a path",
                            "a Host with a user",
                            "HTTP/0.9",
                            "a NUL in a field",
                            "a lone CR in a field",
                            "a length beside chunks",
                            "a line feed alone at the ends of lines")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .instead("nothing: the answer is empty"),
            Difference.in(Set.of(Server.UNDERTOW), "500 by itself", "`OPTIONS *`", "CONNECT")
                    .because("it finds no servlet path and fails before any filter is asked")
                    .instead("`Handlers.disallowedMethods` before the deployment, for CONNECT"),
            Difference.in(Set.of(Server.UNDERTOW), "200 hello", "HTTP/3.7")
                    .because("it does not look at the version, and no filter may")
                    .instead("nothing"),
            Difference.in(Set.of(Server.UNDERTOW), "200 hello", "a folded field")
                    .because("joined with a blank before any filter sees it")
                    .instead("nothing: RFC 9112 section 5.2 allows it"),
            Difference.in(Set.of(Server.UNDERTOW), "400 HEADER_MALFORMED", "`Transfer-Encoding: gzip`")
                    .because("the others refuse it before any filter is asked")
                    .instead("nothing"),
            Difference.in(
                            Set.of(Server.UNDERTOW),
                            "closed",
                            "a broken chunk, read by `all`",
                            "a broken chunk, read by `bytes`",
                            "a broken chunk, read by `reader`")
                    .because("it closes the connection when a chunk is malformed")
                    .instead("nothing"),
            Difference.in(Set.of(Server.UNDERTOW), "200 text", "answer `throw-committed`")
                    .because("it ends the answer as if it were whole")
                    .instead("a `Content-Length`, by which clients tell"),
            Difference.in(Set.of(Server.UNDERTOW), "JSESSIONID path=/", "the container's cookie of its session")
                    .because("it shows no filter the cookies that it writes itself")
                    .instead(
                            "`SessionCookieConfig.setHttpOnly`, `setSecure` and `setAttribute`, or the library's sessions"),
            Difference.in(
                            Set.of(Server.UNDERTOW),
                            "503 a page [tells a message]",
                            "the container's page, `send-error-message`")
                    .because("the page is the container's; it shows what `sendError` is given")
                    .instead("`ERROR_PAGES=own`, or a page of the application for the status"),
            Difference.in(
                            Set.of(Server.UNDERTOW),
                            "409 a page [tells a message]",
                            "the container's page, `async-error`")
                    .because("the page is the container's; it shows what `sendError` is given")
                    .instead("`ERROR_PAGES=own`, or a page of the application for the status"));

    private UndertowDifferences() {}
}
