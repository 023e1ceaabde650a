package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, true",
        "Example.org., EXAMPLE.org, true",
        "example.org, example.org:8443, true",
        "example.org, api.example.org, false",
        "example.org, example.org.evil.net, false",
        "example.org, evilexample.org, false",
        "example.org:443, example.org, true",
        "example.org:443, example.org:443, true",
        "example.org:443, example.org:8443, false",
        "example.org:8443, example.org, false",
        "example.org:8443, example.org:8443, true",
        "*.example.org, api.example.org, true",
        "*.example.org, API.Example.Org., true",
        "*.example.org, example.org, false",
        "*.example.org, a.b.example.org, false",
        "*.example.org, evilexample.org, false",
        "*.example.org, x.evilexample.org, false",
        "*.example.org, api.example.org.evil.net, false",
        "*.example.org, api.example.com, false",
        "*.example.org:8443, api.example.org:8443, true",
        "*.example.org:8443, api.example.org, false",
        "*.localhost, app.localhost, true",
        "*.localhost, localhost, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, [::ffff:192.0.2.1], true",
        "[::1], [0:0::1]:80, true",
        "[::1], [::2], false",
    })
    void matches_the_host_or_one_label_in_front(String pattern, String authority, boolean matches) {
        assertEquals(matches, HostPattern.parse(pattern).matches(HostPort.parse(authority), 443));
    }

    @Test
    void can_ignore_the_port() {
        HostPattern pattern = HostPattern.parse("example.org:8443");
        assertEquals(true, pattern.matches(HostName.parse("example.org")));
        assertFalse(pattern.matches(HostName.parse("example.com")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*..",
                "*:80",
                "*.*",
                "*.*.org",
                "*.org",
                "*.com",
                "*.com.",
                "a*.example.org",
                "*a.example.org",
                "a.*.example.org",
                "**.example.org",
                "*.192.0.2.1",
                "*.[::1]",
                "*.example.org:0",
                "*.example.org/",
                "*.exa_mple.org",
                ".example.org",
                "*example.org",
                "http://*.example.org",
                "*. example.org",
                "*.1",
                "*.example.org,*.example.com"
            })
    void refuses_every_other_wildcard(String text) {
        assertNull(HostPattern.tryParse(text));
        assertThrows(InvalidHostException.class, () -> HostPattern.parse(text));
    }

    @Test
    void has_one_text() {
        HostPattern pattern = HostPattern.parse("*.EXAMPLE.org.:443");
        assertEquals("*.example.org:443", pattern.toString());
        assertEquals(pattern, HostPattern.parse(pattern.toString()));
        assertEquals(pattern.hashCode(), HostPattern.parse(pattern.toString()).hashCode());
        assertNotEquals(HostPattern.parse("*.example.org"), HostPattern.parse("example.org"));
        assertNotEquals(HostPattern.parse("*.example.org"), pattern);
        assertFalse(pattern.equals((Object) "*.example.org:443"));
    }
}
