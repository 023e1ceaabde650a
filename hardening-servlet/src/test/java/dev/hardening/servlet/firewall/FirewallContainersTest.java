package dev.hardening.servlet.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.firewall.FirewallSettings;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who answers what is no request to serve, the filter or the container before it. */
class FirewallContainersTest {

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger served = new AtomicInteger();

    private TestApp app() {
        return TestApp.create()
                .filter(new FirewallFilter(
                        FirewallSettings.builder().build(),
                        Services.builder().events(events::add).build()))
                .servlet("/*", (request, response) -> served.incrementAndGet());
    }

    /** The table "What it does not see" of the manual. */
    @ParameterizedTest
    @EnumSource
    void some_requests_are_answered_by_the_container_itself(Container container) throws Exception {
        List<String> codings = List.of("identity", "gzip", "gzip, chunked", "xchunked", "chunked, chunked");
        Map<String, String> found = new LinkedHashMap<>();
        try (TestContainer server = app().start(container)) {
            for (String coding : codings) {
                Response response = RawHttp.exchange(
                        server.port(),
                        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: " + coding
                                + "\r\nConnection: close\r\n\r\n0\r\n\r\n");
                found.put(coding, answer(response));
            }
            found.put(
                    "CONNECT",
                    answer(RawHttp.exchange(
                            server.port(), "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nConnection: close\r\n\r\n")));
            found.put(
                    "120 lines",
                    answer(RawHttp.exchange(
                            server.port(),
                            "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + "A: b\r\n".repeat(118) + "\r\n")));
        }
        Map<String, String> jetty = Map.of(
                "identity", "400 by itself",
                "gzip", "400 by itself",
                "gzip, chunked", "400 HEADER_MALFORMED",
                "xchunked", "400 by itself",
                "chunked, chunked", "400 by itself",
                "CONNECT", "405 METHOD_NOT_ALLOWED",
                "120 lines", "431 HEADERS_TOO_LARGE");
        Map<String, String> tomcat = Map.of(
                "identity", "501 by itself",
                "gzip", "501 by itself",
                "gzip, chunked", "501 by itself",
                "xchunked", "501 by itself",
                "chunked, chunked", "400 by itself",
                "CONNECT", "501 by itself",
                "120 lines", "400 by itself");
        assertEquals(container == Container.JETTY ? jetty : tomcat, found);
    }

    private static String answer(Response response) {
        String text = response.text();
        int code = text.indexOf("\"code\":\"");
        return response.status()
                + (code < 0 ? " by itself" : " " + text.substring(code + 8, text.indexOf('"', code + 8)));
    }

    /** RFC 8441, in frames written by hand: browsers ask so where the container offers it, as Jetty does by default. */
    @Test
    void a_web_socket_over_http_2_is_405() throws Exception {
        byte[] fields = fields(
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "http",
                ":path",
                "/chat",
                ":authority",
                "h",
                "sec-websocket-version",
                "13",
                "origin",
                "http://h");
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        sent.writeBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // settings
        sent.writeBytes(new byte[] {0, 0, (byte) fields.length, 1, 4, 0, 0, 0, 1}); // the head of the first stream
        sent.writeBytes(fields);
        StringBuilder answer = new StringBuilder();
        try (TestContainer server = app().http2().start(Container.JETTY);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(sent.toByteArray());
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0 && answer.indexOf("METHOD_NOT_ALLOWED") < 0; next = in.read()) {
                answer.append((char) next);
            }
        }
        assertTrue(answer.indexOf("METHOD_NOT_ALLOWED") > 0, answer::toString);
        assertEquals(0, served.get());
        assertEquals(
                List.of("CONNECT"), events.stream().map(SecurityEvent::method).toList());
    }

    /** Names and values as literals that nobody remembers (RFC 7541 section 6.2.2). */
    private static byte[] fields(String... namesAndValues) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                out.write(0);
            }
            out.write(namesAndValues[i].length());
            out.writeBytes(namesAndValues[i].getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
