package dev.hardening.containers;

import java.util.List;

/** Of Tomcat, alone and in Spring Boot, whose valve for errors names nothing. */
final class TomcatDifferences {

    private static final String QUIET_VALVE = "`ErrorReportValve` with `showReport=false` and `showServerInfo=false`";

    private static final String[] BROKEN_BODIES = {
        "a broken chunk, read by `all`",
        "a body that ends too early, read by `all`",
        "a broken chunk, read by `bytes`",
        "a body that ends too early, read by `bytes`",
        "a broken chunk, read by `reader`",
        "a body that ends too early, read by `reader`"
    };

    static final List<Difference> ALL = List.of(
            Difference.in(Server.TOMCAT_ALONE, "405 by itself [names itself]", "TRACE")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy("`allowTrace=true` leaves it to the filter"),
            Difference.in(Server.BOOT, "405 by itself", "TRACE")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .instead("`allowTrace` of the connector"),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "400 by itself [names itself]",
                            "`/../hello`",
                            "`/hello%00`",
                            "`/hello%`",
                            "`/hello%zz`",
                            "`/hello%c0%af`",
                            "`hello` as the target",
                            "no Host",
                            "two Hosts")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(QUIET_VALVE, "400 by itself"),
            Difference.in(Server.TOMCAT_ALONE, "400 by itself [names itself]", "`/a%5chello`")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(QUIET_VALVE, "400 by itself"),
            Difference.in(Server.TOMCAT_ALONE, "400 by itself [names itself]", "`/a%2fhello`")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy("`encodedSolidusHandling=decode` leaves it to the filter"),
            Difference.in(
                            Server.BOOT,
                            "400 by itself",
                            "`/../hello`",
                            "`/hello%00`",
                            "`/a%5chello`",
                            "`/hello%`",
                            "`/hello%zz`",
                            "`/hello%c0%af`",
                            "`hello` as the target",
                            "no Host",
                            "two Hosts",
                            "`/a\\hello`",
                            "`/hello#x`",
                            "a Host with a blank",
                            "a Host with a path",
                            "a Host with a user",
                            "a NUL in a field",
                            "a lone CR in a field",
                            "fields of 70,000 bytes",
                            "`/a%2fhello`",
                            "a path of 20,000 characters",
                            "a field of 9,000 bytes",
                            "120 fields")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .instead("as in Tomcat, by a `WebServerFactoryCustomizer`"),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "400 by itself [tells an exception] [names itself]",
                            "`/a\\hello`",
                            "`/hello#x`",
                            "a Host with a blank",
                            "a Host with a path",
                            "a Host with a user",
                            "a NUL in a field",
                            "a lone CR in a field",
                            "fields of 70,000 bytes")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(QUIET_VALVE, "400 by itself"),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "400 by itself [tells an exception] [names itself]",
                            "no request line",
                            "a field without a colon",
                            "a blank before the colon")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(QUIET_VALVE),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "400 by itself [names itself]",
                            "two lengths",
                            "a length that is no number")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(QUIET_VALVE),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "400 by itself [tells an exception] [names itself]",
                            "a path of 20,000 characters",
                            "a field of 9,000 bytes")
                    .because("the head is larger than its buffer")
                    .mendedBy("`maxHttpRequestHeaderSize`"),
            Difference.in(Server.TOMCAT_ALONE, "400 by itself [tells an exception] [names itself]", "120 fields")
                    .because("more fields than it takes")
                    .mendedBy("`maxHeaderCount`"),
            Difference.in(Server.TOMCAT_ALONE, "505 by itself [names itself]", "HTTP/3.7")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(QUIET_VALVE),
            Difference.in(Server.TOMCAT, "200 by itself", "`OPTIONS *`")
                    .because("answered before any filter is asked")
                    .instead("nothing: it tells which methods there are"),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "501 by itself [names itself]",
                            "CONNECT",
                            "`Transfer-Encoding: gzip, chunked`")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(QUIET_VALVE, "501 by itself"),
            Difference.in(Server.BOOT, "501 by itself", "CONNECT", "`Transfer-Encoding: gzip, chunked`")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .instead("nothing"),
            Difference.in(Server.TOMCAT_ALONE, "501 by itself [names itself]", "`Transfer-Encoding: gzip`")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(QUIET_VALVE),
            Difference.in(Server.TOMCAT, "200 hello", "a folded field")
                    .because("joined with a blank before any filter sees it")
                    .instead("nothing: RFC 9112 section 5.2 allows it"),
            Difference.in(Server.TOMCAT, "200 read 1", "a length beside chunks")
                    .because("the length is dropped before any filter sees it")
                    .instead("a proxy before it that refuses such requests"),
            Difference.in(Server.TOMCAT_ALONE, "500 a page [tells an exception] [names itself]", BROKEN_BODIES)
                    .because("it answers by itself, and lets nobody else do so")
                    .mendedBy(QUIET_VALVE, "500 a page"),
            Difference.in(Server.BOOT, "500 a page", BROKEN_BODIES)
                    .because("it answers by itself, and lets nobody else do so")
                    .instead("nothing"),
            Difference.in(Server.TOMCAT, "200 text", "HTTP/2: answer `throw-committed`")
                    .because("it ends the stream as if the answer were whole")
                    .instead("a `Content-Length`, by which clients tell"),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "409 a page [names itself]",
                            "the container's page, `send-error`",
                            "the container's page, `async-error`")
                    .because(Difference.PAGE_OF_THE_CONTAINER)
                    .mendedBy(QUIET_VALVE),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "503 a page [names itself]",
                            "the container's page, `send-error-message`")
                    .because(Difference.PAGE_OF_THE_CONTAINER)
                    .mendedBy(QUIET_VALVE),
            Difference.in(
                            Server.TOMCAT_ALONE,
                            "500 a page [names itself]",
                            "the container's page, `throw`",
                            "the container's page, `throw-servlet`",
                            "the container's page, `throw-error`",
                            "the container's page, `throw-after-text`",
                            "the container's page, `forward-throw`",
                            "the container's page, `async-dispatch-throw`")
                    .because(Difference.PAGE_OF_THE_CONTAINER)
                    .mendedBy(QUIET_VALVE));

    private TomcatDifferences() {}
}
