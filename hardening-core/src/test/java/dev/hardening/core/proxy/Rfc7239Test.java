package dev.hardening.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.CidrSet;
import dev.hardening.testing.FakeRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc7239Test {

    private static final ClientResolver RESOLVER = ClientResolver.of(ProxySettings.builder()
            .trusted(CidrSet.parse("10.0.0.0/8, 2001:db8:1::/48"))
            .family(ForwardedFamily.FORWARDED)
            .maxHops(5)
            .build());

    private static ClientOrigin resolve(String... lines) {
        return RESOLVER.resolve(
                FakeRequest.from("10.0.0.1").line("Host", "app.example").lines("Forwarded", List.of(lines)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "for=203.0.113.9 | 203.0.113.9",
                "For=203.0.113.9 | 203.0.113.9",
                "for=6.6.6.6, for=203.0.113.9 | 203.0.113.9",
                "for=6.6.6.6, for=203.0.113.9,for=10.0.0.7 | 203.0.113.9",
                "for=\"203.0.113.9:4711\" | 203.0.113.9",
                "for=\"203.0.113.9:_port\" | 203.0.113.9",
                "for=\"203.0.113.9\" | 203.0.113.9",
                "for=\"20\\3.0.113.9\" | 203.0.113.9",
                "for=\"[2001:db8:2::1]:80\" | 2001:db8:2::1",
                "for=\"[2001:db8:2::1]\";by=10.0.0.1 | 2001:db8:2::1",
                "for=\"[::ffff:203.0.113.9]\" | 203.0.113.9",
                "by=10.0.0.1;for=203.0.113.9;proto=http;ext=\"a,b;c\\\"d\" | 203.0.113.9",
                "for=203.0.113.9; proto=http | 203.0.113.9",
                ";for=203.0.113.9;; | 203.0.113.9",
                "for=6.6.6.6;x=\", for=203.0.113.9 | 203.0.113.9",
                "\", for=203.0.113.9;by=\"[2001:db8:1::1]\" | 203.0.113.9",
                "for=\"6.6.6.6, for=203.0.113.9;ext=\"a, for=5.5.5.5, b\" | 203.0.113.9",
                "for=\"\\, for=203.0.113.9;ext=\"a\\\\\" | 203.0.113.9",
                "for=6.6.6.6, for=203.0.113.9;ext=\"\\\", for=5.5.5.5, b=\\\"\" | 203.0.113.9",
            })
    void takes_the_right_most_address_that_is_no_proxy(String header, String client) {
        ClientOrigin origin = resolve(header);
        assertEquals(client, origin.client().toString());
        assertFalse(origin.isMalformed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "for=6.6.6.6,",
                "for=6.6.6.6, for",
                "for=6.6.6.6, for=",
                "for=6.6.6.6, for=\"",
                "for=6.6.6.6, =203.0.113.9",
                "for=6.6.6.6, for=<script>",
                "for=6.6.6.6, for=\"<script>\"",
                "for=6.6.6.6, for=203.0.113.9:4711",
                "for=6.6.6.6, for=[2001:db8:2::1]",
                "for=6.6.6.6, for=\"2001:db8:2::1\"",
                "for=6.6.6.6, for=\"[2001:db8:2::1]80\"",
                "for=6.6.6.6, for=\"[fe80::1%eth0]\"",
                "for=6.6.6.6, for=\"203.0.113.9:port\"",
                "for=6.6.6.6, for=203.0.113.9;for=203.0.113.9",
                "for=6.6.6.6, for=203.0.113.9;FOR=203.0.113.9",
                "for=6.6.6.6, for=203.0.113.9;proto=http;proto=http",
                "for=6.6.6.6, for=203.0.113.9;host=a;host=a",
                "for=6.6.6.6, for=203.0.113.9;by=a;by=a",
                "for=6.6.6.6, for=203.0.113.9 proto=http",
                "for=6.6.6.6, for =203.0.113.9",
                "for=6.6.6.6, for= 203.0.113.9",
                "for=6.6.6.6, for=\"203.0.113.9\"x",
                "for=6.6.6.6, for=\"203.0.113.9\n\"",
                "for=6.6.6.6, for=\"\u007f\"",
                "for=6.6.6.6, for=\"203.0.113.9\\",
                "for=6.6.6.6, 203.0.113.9",
                "for=6.6.6.6, f(or=203.0.113.9",
            })
    void a_malformed_element_ends_the_walk_at_the_proxy_that_wrote_it(String header) {
        ClientOrigin origin = resolve(header);
        assertEquals("10.0.0.1", origin.client().toString());
        assertTrue(origin.isMalformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=unknown", "for=_hidden", "for=\"unknown:80\"", "proto=http", "by=10.0.0.1", ";"})
    void an_unnamed_hop_ends_the_walk_and_is_no_mistake(String element) {
        ClientOrigin origin = resolve("for=6.6.6.6, " + element);
        assertEquals("10.0.0.1", origin.client().toString());
        assertFalse(origin.isMalformed());
    }

    @Test
    void joins_all_lines_and_a_quote_ends_with_its_line() {
        assertEquals(
                "203.0.113.9",
                resolve("for=6.6.6.6", "for=203.0.113.9", "for=10.0.0.7")
                        .client()
                        .toString());
        assertEquals(
                "203.0.113.9",
                resolve("for=\"6.6.6.6", "for=203.0.113.9;x=\"\"").client().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "for=6.6.6.6;proto=https;host=www.example | https://www.example | false",
                "for=6.6.6.6;Proto=\"HTTPS\";Host=\"www.example:8443\" | https://www.example:8443 | false",
                "for=6.6.6.6;proto=https, for=10.0.0.7;proto=http;host=inner.example | https://app.example | false",
                "for=6.6.6.6, for=10.0.0.7;proto=https;host=inner.example | http://app.example | false",
                "for=5.5.5.5;proto=https;host=evil.example, for=6.6.6.6 | http://app.example | false",
                "for=unknown;proto=https;host=www.example | https://www.example | false",
                "for=6.6.6.6;proto=https;host=www.example, for=\"x | http://app.example | true",
                "for=6.6.6.6;proto=ftp | http://app.example | true",
                "for=6.6.6.6;host=\"user@www.example\" | http://null | true",
            })
    void scheme_and_host_are_those_of_the_element_where_the_walk_ends(
            String header, String expected, boolean malformed) {
        ClientOrigin origin = resolve(header);
        assertEquals(expected, origin.scheme() + "://" + origin.host());
        assertEquals(malformed, origin.isMalformed());
    }

    @Test
    void walks_no_further_than_the_limit() {
        String proxies = ", for=10.0.0.2".repeat(4);
        assertEquals("6.6.6.6", resolve("for=6.6.6.6" + proxies).client().toString());
        ClientOrigin far = resolve("for=6.6.6.6" + proxies + ", for=10.0.0.3");
        assertEquals("10.0.0.2", far.client().toString());
        assertTrue(far.isMalformed());
    }

    @Test
    void the_other_family_is_never_read() {
        ClientOrigin origin = RESOLVER.resolve(FakeRequest.from("10.0.0.1")
                .line("Host", "app.example")
                .line("X-Forwarded-For", "6.6.6.6")
                .line("X-Forwarded-Proto", "https")
                .line("X-Forwarded-Host", "evil.example"));
        assertEquals("ClientOrigin[10.0.0.1, http://app.example]", origin.toString());
    }

    @Test
    void reads_a_flood_of_quotes_in_linear_time() {
        String flood = "\\\"".repeat(100_000);
        assertEquals(
                "203.0.113.9", resolve(flood + ", for=203.0.113.9").client().toString());
        assertTrue(resolve("\"" + flood).isMalformed());
        assertTrue(resolve("\"" + "\\".repeat(200_000) + "\"").isMalformed());
    }
}
