package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    private static final List<String> BASES = List.of(
            "example.org",
            "example.org:8443",
            "192.0.2.1:80",
            "[2001:db8::1]:443",
            "[::ffff:192.0.2.1]",
            "a.b.c.d.e.f:65535",
            "*.example.org",
            "*.example.org:443",
            "http://example.org",
            "https://[::1]:8443",
            "localhost:3000");

    private final Samples samples = new Samples();

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, 0",
        "Example.ORG.:8080, example.org:8080, 8080",
        "example.org:1, example.org:1, 1",
        "example.org:65535, example.org:65535, 65535",
        "192.0.2.1:80, 192.0.2.1:80, 80",
        "[::1], [::1], 0",
        "[0:0::1]:443, [::1]:443, 443",
        "[::ffff:192.0.2.1]:443, 192.0.2.1:443, 443",
        "localhost:5002, localhost:5002, 5002",
    })
    void reads_a_host_with_an_optional_port(String text, String canonical, int port) {
        HostPort parsed = HostPort.parse(text);
        assertEquals(canonical, parsed.toString());
        assertEquals(port != 0, parsed.hasPort());
        assertEquals(port != 0 ? port : 4711, parsed.portOr(4711));
        assertEquals(parsed, HostPort.parse(canonical));
        assertEquals(parsed.hashCode(), HostPort.parse(canonical).hashCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "a:",
                "a:0",
                "a:00",
                "a:080",
                "a:65536",
                "a:99999",
                "a:100000",
                "a:4294967376",
                "a:-1",
                "a:+80",
                "a:8a",
                "a:80 ",
                "a: 80",
                " a:80",
                "a:80:80",
                "a:80/",
                "a/b:80",
                "a:80?x",
                "a:80#x",
                "u@a:80",
                "u:p@a",
                "a:\u0668\u0660",
                "a\r\nX: y",
                "a:80\r\n",
                "a\0:80",
                "%61:80",
                "a_b:80",
                "::1",
                "::1:80",
                "[::1]80",
                "[::1]:",
                "[::1]:0",
                "[::1]:x",
                "[::1]]:80",
                "[[::1]:80",
                "[::1",
                "[a]:80",
                "[]:80",
                "]",
                "]:80",
                "a]:80",
                "[fe80::1%1]:80",
                "example.org,evil.org",
                "127.1:80",
                "1.2.3.4.:80",
                "http://a:80",
                "*.example.org",
                "*:80"
            })
    void refuses_everything_else(String text) {
        assertNull(HostPort.tryParse(text));
        InvalidHostException refusal = assertThrows(InvalidHostException.class, () -> HostPort.parse(text));
        assertTrue(Samples.isSafe(Objects.requireNonNull(refusal.getMessage())), refusal.getMessage());
    }

    @Test
    void refuses_more_than_255_characters() {
        String name = ("a".repeat(49) + ".").repeat(4) + "a".repeat(49);
        assertEquals(249, name.length());
        assertTrue(HostPort.parse(name + ":65535").hasPort());
        assertNull(HostPort.tryParse(name + "a:65535a"));
        String longest = ("a".repeat(49) + ".").repeat(4) + "a".repeat(50);
        assertEquals(256, (longest + ":65535").length());
        assertNull(HostPort.tryParse(longest + ":65535"));
    }

    @Test
    void returns_or_throws_its_one_exception_and_both_parsers_agree() {
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = i % 8 == 0 ? samples.noise() : samples.mutated(BASES);
            accepted += agrees(text) ? 1 : 0;
        }
        assertTrue(accepted > 10_000, "the mutations reach valid texts too: " + accepted);
    }

    private boolean agrees(String text) {
        HostPort authority = HostPort.tryParse(text);
        HostPattern pattern = HostPattern.tryParse(text);
        Origin origin = Origin.tryParse(text);
        try {
            assertEquals(authority, HostPort.parse(text), () -> text + ", " + samples);
            assertEquals(authority, HostPort.parse(String.valueOf(authority)), () -> text + ", " + samples);
            assertTrue(Samples.isSafe(String.valueOf(authority)), () -> text + ", " + samples);
        } catch (InvalidHostException e) {
            assertNull(authority, () -> text + ", " + samples);
        }
        try {
            assertEquals(pattern, HostPattern.parse(text), () -> text + ", " + samples);
            assertEquals(pattern, HostPattern.parse(String.valueOf(pattern)), () -> text + ", " + samples);
        } catch (InvalidHostException e) {
            assertNull(pattern, () -> text + ", " + samples);
        }
        try {
            assertEquals(origin, Origin.parse(text), () -> text + ", " + samples);
            assertEquals(origin, Origin.parse(String.valueOf(origin)), () -> text + ", " + samples);
        } catch (InvalidOriginException e) {
            assertTrue(Samples.isSafe(Objects.requireNonNull(e.getMessage())), e.getMessage());
            assertNull(origin, () -> text + ", " + samples);
        }
        return authority != null || pattern != null || origin != null;
    }

    @Test
    void equals_only_the_same_host_and_port() {
        assertNotEquals(HostPort.parse("a:80"), HostPort.parse("a"));
        assertNotEquals(HostPort.parse("a:80"), HostPort.parse("b:80"));
        assertFalse(HostPort.parse("a").equals((Object) "a"));
        assertEquals(HostName.parse("a"), HostPort.parse("A.:80").host());
    }
}
