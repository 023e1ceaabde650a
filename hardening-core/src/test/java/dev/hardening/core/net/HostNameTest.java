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

class HostNameTest {

    private static final String LABEL_63 = "a".repeat(63);
    private static final String NAME_253 = (LABEL_63 + ".").repeat(3) + "a".repeat(61);

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "EXAMPLE.Org, example.org",
        "example.org., example.org",
        "localhost, localhost",
        "a, a",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "3com.com, 3com.com",
        "1.example, 1.example",
        "a--b.example, a--b.example",
        "0xg, 0xg",
        "1.2.3.4a, 1.2.3.4a",
        "192.0.2.1, 192.0.2.1",
        "[::1], [::1]",
        "[2001:DB8:0::1], [2001:db8::1]",
        "[::ffff:192.0.2.1], 192.0.2.1",
        "[64:ff9b::1.2.3.4], [64:ff9b::102:304]",
    })
    void reads_names_and_addresses_into_one_spelling(String text, String canonical) {
        HostName host = HostName.parse(text);
        assertEquals(canonical, host.uriText());
        assertEquals(canonical, host.toString());
        assertEquals(host, HostName.parse(canonical));
        assertEquals(host.hashCode(), HostName.parse(canonical).hashCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ".a",
                "a..",
                "-a",
                "a-",
                "a.-b",
                "a.b-",
                "a_b",
                "_dmarc.example.org",
                "*",
                "*.example.org",
                "a b",
                " a",
                "a ",
                "a\t",
                "a\r\n",
                "a\0",
                "a/",
                "/a",
                "a\\b",
                "a?b",
                "a#b",
                "user@a",
                "a:80",
                "a:",
                ":80",
                "%61",
                "a%2eb",
                "a,b",
                "a;b",
                "a'b",
                "a\"b",
                "<script>",
                "b\u00fccher.example",
                "\u0430pple.com",
                "a\u3002b",
                "\u212aelvin",
                "a\u00adb",
                "http://a",
                "//a",
                // numbers that browsers read as IPv4
                "1",
                "127.1",
                "0x7f.1",
                "0X7F000001",
                "2130706433",
                "0x",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.4.",
                "256.1.1.1",
                "example.0",
                "example.0x1",
                "a.1.",
                "1.2.3.0xf",
                // brackets
                "::1",
                "[",
                "]",
                "[]",
                "[::1",
                "::1]",
                "[[::1]]",
                "[::1]a",
                "a[::1]",
                "[1.2.3.4]",
                "[fe80::1%eth0]",
                "[fe80::1%25eth0]",
                "[v1.fe80::a]",
                "[::1].",
                "[ ::1]",
                "[example.org]"
            })
    void refuses_everything_else(String text) {
        assertNull(HostName.tryParse(text));
        InvalidHostException refusal = assertThrows(InvalidHostException.class, () -> HostName.parse(text));
        assertTrue(Samples.isSafe(Objects.requireNonNull(refusal.getMessage())), refusal.getMessage());
    }

    @Test
    void keeps_the_limits_of_dns() {
        assertEquals(253, HostName.parse(NAME_253).text().length());
        assertEquals(253, HostName.parse(NAME_253 + ".").text().length());
        assertNull(HostName.tryParse(NAME_253 + "a"));
        assertNull(HostName.tryParse("b." + NAME_253));
        assertNull(HostName.tryParse(NAME_253 + ".."));
        assertEquals(63, HostName.parse(LABEL_63).text().length());
        assertNull(HostName.tryParse(LABEL_63 + "a"));
        assertNull(HostName.tryParse("a".repeat(100_000)));
        assertNull(HostName.tryParse("a.".repeat(100_000)));
    }

    @Test
    void tells_names_from_addresses() {
        assertNull(HostName.parse("example.org").address());
        assertEquals(IpAddress.parse("::1"), HostName.parse("[::1]").address());
        assertEquals("::1", HostName.parse("[::1]").text());
        assertEquals(HostName.parse("[::ffff:10.0.0.1]"), HostName.parse("10.0.0.1"));
        assertEquals(HostName.parse("[::1]"), HostName.of(IpAddress.parse("::1")));
        assertNotEquals(HostName.parse("a.example"), HostName.parse("b.example"));
        assertFalse(HostName.parse("a").equals((Object) "a"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST., true",
        "app.localhost, true",
        "127.0.0.1, true",
        "127.9.9.9, true",
        "[::1], true",
        "[::ffff:127.0.0.1], true",
        "notlocalhost, false",
        "localhost.example.org, false",
        "localhost.localdomain, false",
        "10.0.0.1, false",
        "0.0.0.0, false",
        "[::], false",
        "[::2], false"
    })
    void knows_this_machine_by_definition_only(String text, boolean loopback) {
        assertEquals(loopback, HostName.parse(text).isLoopback());
    }

    @ParameterizedTest
    @CsvSource({
        "a_b, underscore",
        "https://a, scheme",
        "a/b, slash",
        "u@a, user",
        "::1, brackets",
        "'', empty",
        "*.example.org, wildcard"
    })
    void names_the_cure_in_the_message(String text, String cure) {
        InvalidHostException refusal = assertThrows(InvalidHostException.class, () -> HostName.parse(text));
        assertTrue(Objects.requireNonNull(refusal.getMessage()).contains(cure), refusal.getMessage());
    }
}
