package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "https://app.example.org, https://app.example.org, 443",
        "HTTPS://App.Example.ORG, https://app.example.org, 443",
        "https://app.example.org:443, https://app.example.org, 443",
        "http://app.example.org:80, http://app.example.org, 80",
        "https://app.example.org:80, https://app.example.org:80, 80",
        "http://app.example.org:443, http://app.example.org:443, 443",
        "http://localhost:3000, http://localhost:3000, 3000",
        "http://127.0.0.1:5002, http://127.0.0.1:5002, 5002",
        "http://[::1]:3000, http://[::1]:3000, 3000",
        "https://[2001:DB8::0:1], https://[2001:db8::1], 443",
        "https://xn--bcher-kva.example, https://xn--bcher-kva.example, 443",
    })
    void writes_what_a_browser_sends(String text, String ascii, int port) {
        Origin origin = Origin.parse(text);
        assertEquals(ascii, origin.asciiText());
        assertEquals(ascii, origin.toString());
        assertEquals(port, origin.port());
        assertEquals(ascii.substring(0, ascii.indexOf(':')), origin.scheme());
        assertEquals(ascii.startsWith("https"), origin.isSecure());
        assertEquals(origin, Origin.parse(ascii));
        assertEquals(origin.hashCode(), Origin.parse(ascii).hashCode());
        assertEquals(origin, Origin.of(origin.isSecure(), origin.host(), port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "NULL",
                "*",
                "https://*",
                "https://*.example.org",
                "example.org",
                "//example.org",
                "https:",
                "https:/",
                "https://",
                "http://",
                "https://:443",
                "https:example.org",
                "https:/example.org",
                "https:///example.org",
                "https://example.org/",
                "https://example.org/path",
                "https://example.org?x",
                "https://example.org#x",
                "https://example.org\\",
                "https://user@example.org",
                "https://user:p@example.org",
                "https://example.org:",
                "https://example.org:0",
                "https://example.org:65536",
                "https://example.org:0443",
                "https://example.org:443/",
                "https://example.org.",
                "https://example.org.:443",
                "https://example.org, https://example.com",
                "https://example.org https://example.com",
                " https://example.org",
                "https://example.org ",
                "https://example.org\r\n",
                "https://exa mple.org",
                "https://exam_ple.org",
                "https://b\u00fccher.example",
                "https://%65xample.org",
                "https://[::ffff:192.0.2.1]",
                "https://[::1%25lo]",
                "https://::1",
                "https://127.1",
                "https://1.2.3.4.",
                "ftp://example.org",
                "file://",
                "file:///etc/passwd",
                "ws://example.org",
                "wss://example.org",
                "httpss://example.org",
                "chrome-extension://abc",
                "data:text/html,x",
                "javascript://example.org",
                "\u0125ttps://example.org",
                "http\u017f://example.org",
                "https\uff1a//example.org"
            })
    void refuses_everything_else(String text) {
        assertNull(Origin.tryParse(text));
        InvalidOriginException refusal = assertThrows(InvalidOriginException.class, () -> Origin.parse(text));
        assertTrue(Samples.isSafe(Objects.requireNonNull(refusal.getMessage())), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, true",
        "http://app.localhost:3000, true",
        "http://127.0.0.1, true",
        "http://[::1], true",
        "http://localhost.example.org, false",
        "http://10.0.0.1, false"
    })
    void knows_this_machine(String text, boolean loopback) {
        assertEquals(loopback, Origin.parse(text).isLoopback());
    }

    @Test
    void refuses_ports_that_are_none_from_code_too() {
        HostName host = HostName.parse("example.org");
        assertThrows(InvalidOriginException.class, () -> Origin.of(true, host, 0));
        assertThrows(InvalidOriginException.class, () -> Origin.of(true, host, 65536));
        assertEquals("https://example.org:65535", Origin.of(true, host, 65535).asciiText());
    }

    @Test
    void differs_by_scheme_host_and_port() {
        Origin origin = Origin.parse("https://example.org");
        assertNotEquals(origin, Origin.parse("http://example.org"));
        assertNotEquals(origin, Origin.parse("https://www.example.org"));
        assertNotEquals(origin, Origin.parse("https://example.org:8443"));
        assertFalse(origin.equals((Object) "https://example.org"));
    }
}
