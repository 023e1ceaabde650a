package dev.hardening.containers;

import java.util.List;

/** Of Jetty, which refuses what is malformed before anybody is asked. */
final class JettyDifferences {

    private static final String NO_VERSION = "`HttpConfiguration.setSendServerVersion(false)`";

    static final List<Difference> ALL = List.of(
            Difference.in(Server.JETTY, "403 by itself [names itself]", "TRACE")
                    .by(Registration.WEB_XML)
                    .because("the default descriptor of web applications forbids the method")
                    .instead("`WebAppContext.setDefaultsDescriptor` with one of your own"),
            Difference.in(
                            Server.JETTY,
                            "400 by itself [names itself]",
                            "`/;x/hello`",
                            "`/a/%2e%2e/hello`",
                            "`/a/..;/hello`",
                            "`//hello`",
                            "`/a%2fhello`",
                            "`/a%5chello`",
                            "`/a\\hello`",
                            "`/hello%0d%0a`",
                            "`/hello%c0%af`",
                            "`/hello%252e`")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(
                            "`setUriCompliance(UriCompliance.UNSAFE)` and `setDecodeAmbiguousURIs(true)` leave them to the filter"),
            Difference.in(Server.JETTY, "400 by itself [names itself]", "`/hello#x`")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy("do not: with `UriCompliance.UNSAFE` the fragment is dropped", "200 hello"),
            Difference.in(
                            Server.JETTY,
                            "400 by itself [names itself]",
                            "`/../hello`",
                            "`/hello%00`",
                            "`/hello%`",
                            "`/hello%zz`",
                            "`hello` as the target",
                            "no Host",
                            "an empty Host",
                            "two Hosts",
                            "a Host with a blank",
                            "a Host with a path",
                            "a Host with a user",
                            "a folded field",
                            "a NUL in a field",
                            "a lone CR in a field",
                            "a length beside chunks",
                            "`Transfer-Encoding: gzip`",
                            "no request line",
                            "a field without a colon",
                            "a blank before the colon",
                            "two lengths",
                            "a length that is no number")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(NO_VERSION, "400 by itself"),
            Difference.in(Server.JETTY, "414 by itself [names itself]", "a path of 20,000 characters")
                    .because("the head is larger than its buffer")
                    .mendedBy("`setRequestHeaderSize`"),
            Difference.in(Server.JETTY, "431 by itself [names itself]", "a field of 9,000 bytes")
                    .because("the head is larger than its buffer")
                    .mendedBy("`setRequestHeaderSize`"),
            Difference.in(Server.JETTY, "431 by itself [names itself]", "fields of 70,000 bytes")
                    .because("the head is larger than its buffer")
                    .mendedBy(NO_VERSION, "431 by itself"),
            Difference.in(Server.JETTY, "404 by itself [names itself]", "`OPTIONS *`")
                    .because("no context has that path")
                    .mendedBy(NO_VERSION, "404 by itself"),
            Difference.in(Server.JETTY, "505 by itself [names itself]", "HTTP/0.9")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(NO_VERSION, "505 by itself"),
            Difference.in(Server.JETTY, "505 by itself [names itself]", "HTTP/3.7")
                    .because(Difference.BEFORE_ANY_FILTER)
                    .mendedBy(NO_VERSION),
            Difference.in(Server.JETTY, "409 a page [names itself]", "the container's page, `send-error`")
                    .because(Difference.PAGE_OF_THE_CONTAINER)
                    .mendedBy(NO_VERSION),
            Difference.in(
                            Server.JETTY,
                            "500 a page [names itself]",
                            "the container's page, `throw`",
                            "the container's page, `throw-servlet`",
                            "the container's page, `throw-error`",
                            "the container's page, `throw-after-text`",
                            "the container's page, `forward-throw`",
                            "the container's page, `async-dispatch-throw`")
                    .because(Difference.PAGE_OF_THE_CONTAINER)
                    .mendedBy(NO_VERSION),
            Difference.in(
                            Server.JETTY,
                            "503 a page [tells a message] [names itself]",
                            "the container's page, `send-error-message`")
                    .because("the page is the container's; it shows what `sendError` is given")
                    .instead("`ERROR_PAGES=own`, or a page of the application for the status"),
            Difference.in(
                            Server.JETTY,
                            "409 a page [tells a message] [names itself]",
                            "the container's page, `async-error`")
                    .because("the page is the container's; it shows what `sendError` is given")
                    .instead("`ERROR_PAGES=own`, or a page of the application for the status"));

    private JettyDifferences() {}
}
