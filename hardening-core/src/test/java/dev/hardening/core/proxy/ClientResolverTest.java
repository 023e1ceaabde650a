package dev.hardening.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.CidrSet;
import dev.hardening.testing.FakeRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X-Forwarded-*; the other family has a test of its own. */
class ClientResolverTest {

    private static final CidrSet TRUSTED = CidrSet.parse("10.0.0.0/8, 127.0.0.1, 2001:db8:1::/48");

    private static final String ME = "10.0.0.1";

    private static ProxySettings.Builder settings() {
        return ProxySettings.builder().trusted(TRUSTED);
    }

    private static ClientOrigin resolve(FakeRequest request) {
        return ClientResolver.of(settings().build()).resolve(request);
    }

    private static FakeRequest behind(String... forwardedFor) {
        return FakeRequest.from(ME).line("Host", "app.example").lines("X-Forwarded-For", List.of(forwardedFor));
    }

    private static String host(ClientOrigin origin) {
        return String.valueOf(origin.host());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "203.0.113.9 | 203.0.113.9",
                "127.0.0.1, 203.0.113.9 | 203.0.113.9",
                "6.6.6.6, 203.0.113.9, 10.0.0.7 | 203.0.113.9",
                "6.6.6.6,203.0.113.9,10.0.0.7,10.0.0.8 | 203.0.113.9",
                "10.0.0.7 | 10.0.0.7",
                "10.0.0.9, 10.0.0.8 | 10.0.0.9",
                "<script>, 203.0.113.9 | 203.0.113.9",
                "'unknown, ,\"', 203.0.113.9 | 203.0.113.9",
                "203.0.113.9:4711 | 203.0.113.9",
                "203.0.113.9:0 | 203.0.113.9",
                "203.0.113.9:00080 | 203.0.113.9",
                "[2001:db8:2::1]:80 | 2001:db8:2::1",
                "[2001:db8:2::1] | 2001:db8:2::1",
                "2001:db8:2::1 | 2001:db8:2::1",
                "2001:db8:2::1, 2001:db8:1::5 | 2001:db8:2::1",
                "6.6.6.6, [::1]:80 | ::1",
                "::ffff:203.0.113.9 | 203.0.113.9",
                "6.6.6.6, ::ffff:10.0.0.9 | 6.6.6.6",
                "[::ffff:cb00:7109]:1 | 203.0.113.9",
                "6.6.6.6, a00::1 | a00::1",
                "6.6.6.6 ,\t203.0.113.9\t | 203.0.113.9",
            })
    void takes_the_right_most_address_that_is_no_proxy(String header, String client) {
        ClientOrigin origin = resolve(behind(header));
        assertEquals(client, origin.client().toString());
        assertFalse(origin.isMalformed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "6.6.6.6,",
                "6.6.6.6, ,",
                "6.6.6.6, <script>",
                "6.6.6.6, fe80::1%eth0",
                "6.6.6.6, 203.0.113.9:65536",
                "6.6.6.6, 203.0.113.9:",
                "6.6.6.6, 203.0.113.9:8o",
                "6.6.6.6, 203.0.113.9:_hidden",
                "6.6.6.6, 203.0.113.9:000080",
                "6.6.6.6, [203.0.113.9]",
                "6.6.6.6, [2001:db8:2::1]80",
                "6.6.6.6, [2001:db8:2::1",
                "6.6.6.6, [",
                "6.6.6.6, []",
                "6.6.6.6, [fe80::1%25eth0]:80",
                "6.6.6.6, 2001:db8:2::1]",
                "6.6.6.6, \"203.0.113.9\"",
                "6.6.6.6, for=203.0.113.9",
                "6.6.6.6, 203.0.113.09",
                "6.6.6.6, 0x7f.1",
                "6.6.6.6, 2130706433",
                "6.6.6.6, client.example",
                "6.6.6.6, 203.0.113.9 203.0.113.8",
                "6.6.6.6, _",
                "6.6.6.6, _a b",
                "6.6.6.6, unknownn",
                "6.6.6.6, \u0661.2.3.4",
                "6.6.6.6, \u0000",
            })
    void a_malformed_element_ends_the_walk_at_the_proxy_that_wrote_it(String header) {
        ClientOrigin origin = resolve(behind(header));
        assertEquals(ME, origin.client().toString());
        assertTrue(origin.isMalformed());

        ClientOrigin later = resolve(behind(header + ", 10.0.0.7"));
        assertEquals("10.0.0.7", later.client().toString());
        assertTrue(later.isMalformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "UNKNOWN", "_hidden", "_SEVKISEK", "_a.b-c_d", "unknown:80", "_a:_b"})
    void an_unnamed_hop_ends_the_walk_and_is_no_mistake(String element) {
        ClientOrigin origin = resolve(behind("6.6.6.6, " + element));
        assertEquals(ME, origin.client().toString());
        assertFalse(origin.isMalformed());
    }

    @Test
    void joins_all_lines_in_their_order() {
        assertEquals(
                "203.0.113.9",
                resolve(behind("6.6.6.6", "5.5.5.5, 203.0.113.9", "10.0.0.7", "10.0.0.8"))
                        .client()
                        .toString());
        assertEquals("5.5.5.5", resolve(behind("6.6.6.6", "5.5.5.5")).client().toString());
        assertEquals(ME, resolve(behind("6.6.6.6", "")).client().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.1", "11.0.0.1", "127.0.0.2", "a00::1", "2001:db8:2::1"})
    void believes_nothing_of_a_peer_that_is_not_trusted(String peer) {
        ClientOrigin origin = resolve(FakeRequest.from(peer)
                .line("Host", "app.example:8080")
                .line("X-Forwarded-For", "127.0.0.1")
                .line("X-Forwarded-Proto", "https")
                .line("X-Forwarded-Host", "evil.example")
                .line("X-Forwarded-Port", "1")
                .line("Forwarded", "for=127.0.0.1;proto=https;host=evil.example"));
        assertEquals(peer, origin.client().toString());
        assertEquals("http", origin.scheme());
        assertFalse(origin.isSchemeReported());
        assertEquals("app.example:8080", host(origin));
        assertFalse(origin.isMalformed());
    }

    @Test
    void trusts_nobody_by_default() {
        ClientOrigin origin = ClientResolver.of(ProxySettings.builder().build())
                .resolve(FakeRequest.from("127.0.0.1")
                        .line("X-Forwarded-For", "6.6.6.6")
                        .secure());
        assertEquals("127.0.0.1", origin.client().toString());
        assertEquals("https", origin.scheme());
        assertNull(origin.host());
    }

    @Test
    void a_trusted_peer_that_tells_nothing_is_the_client() {
        ClientOrigin origin = resolve(FakeRequest.from("::ffff:10.0.0.1").line("Host", "app.example"));
        assertEquals("ClientOrigin[10.0.0.1, http://app.example]", origin.toString());
    }

    @Test
    void reads_two_hundred_elements_only_as_far_as_they_are_trusted() {
        String flood = "10.0.0.2, ".repeat(200);
        assertEquals("6.6.6.6", resolve(behind(flood + "6.6.6.6")).client().toString());
        ClientOrigin all = resolve(behind(flood + "10.0.0.3"));
        assertEquals("10.0.0.2", all.client().toString());
        assertTrue(all.isMalformed());
    }

    @Test
    void walks_no_further_than_the_limit() {
        ClientResolver resolver = ClientResolver.of(settings().maxHops(2).build());
        assertEquals(
                "6.6.6.6",
                resolver.resolve(behind("6.6.6.6, 10.0.0.7")).client().toString());
        ClientOrigin far = resolver.resolve(behind("6.6.6.6, 10.0.0.7, 10.0.0.8"));
        assertEquals("10.0.0.7", far.client().toString());
        assertTrue(far.isMalformed());
        assertFalse(resolver.resolve(behind("10.0.0.7, 10.0.0.8")).isMalformed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // hops by X-Forwarded-For | X-Forwarded-Proto | scheme | malformed
                "6.6.6.6 | https | https | false",
                "6.6.6.6 | HTTPS | https | false",
                "6.6.6.6 | wss | https | false",
                "6.6.6.6 | ws | http | false",
                "6.6.6.6 | https, http | http | false",
                "6.6.6.6 | http, https | https | false",
                "5.5.5.5, 6.6.6.6 | https, http | http | false",
                "6.6.6.6, 10.0.0.7 | https, http | https | false",
                "6.6.6.6, 10.0.0.7 | http, https, http | https | false",
                "6.6.6.6, 10.0.0.7 | https | https | false",
                "6.6.6.6, 10.0.0.7, 10.0.0.8 | https, https | https | false",
                "6.6.6.6, 10.0.0.7, 10.0.0.8 | https, http | http | true",
                "6.6.6.6, 10.0.0.7, 10.0.0.8 | http, https | http | true",
                "unknown, 10.0.0.7 | https, http | https | false",
                "- | https | https | false",
                "- | http, https | https | false",
                "6.6.6.6 | ftp | http | true",
                "6.6.6.6 | https://x | http | true",
                "6.6.6.6 | https, | http | true",
                "6.6.6.6 | '' | http | true",
                "6.6.6.6 | httpſ | http | true",
            })
    void the_scheme_is_what_the_same_hop_reports(String forwardedFor, String proto, String scheme, boolean malformed) {
        FakeRequest request = forwardedFor == null ? FakeRequest.from(ME) : behind(forwardedFor);
        ClientOrigin origin = resolve(request.line("X-Forwarded-Proto", proto));
        assertEquals(scheme, origin.scheme());
        assertEquals(!malformed, origin.isSchemeReported());
        assertEquals(malformed, origin.isMalformed());
    }

    @Test
    void a_proxy_may_report_plain_http_over_a_connection_that_is_tls() {
        assertEquals(
                "http",
                resolve(behind("6.6.6.6").line("X-Forwarded-Proto", "http").secure())
                        .scheme());
        assertEquals(
                "https",
                resolve(behind("6.6.6.6").line("X-Forwarded-Proto", "gopher").secure())
                        .scheme());
        assertEquals("https", resolve(behind("6.6.6.6").secure()).scheme());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // X-Forwarded-Host | X-Forwarded-Port | host | malformed
                "- | - | app.example | false",
                "www.example | - | www.example | false",
                "WWW.Example:8443 | - | www.example:8443 | false",
                "evil.example, www.example | - | www.example | false",
                "[2001:db8::1]:8443 | - | [2001:db8::1]:8443 | false",
                "www.example | 8443 | www.example:8443 | false",
                "www.example | 80 | www.example | false",
                "www.example | 443 | www.example:443 | false",
                "www.example:81 | 82 | www.example:81 | false",
                "- | 8443 | app.example:8443 | false",
                "[2001:db8::1] | 8443 | [2001:db8::1]:8443 | false",
                "www.example | 1, 8443 | www.example:8443 | false",
                "www.example | 0 | www.example | true",
                "www.example | 65536 | www.example | true",
                "www.example | 80@evil.example | www.example | true",
                "www.example | '' | www.example | true",
                "www.example/x | - | null | true",
                "user@www.example | - | null | true",
                "'' | - | null | true",
                "www.example, | - | null | true",
                "www.example:0 | 80 | null | true",
                "www_1.example | - | null | true",
            })
    void the_host_is_what_the_same_hop_reports(String host, String port, String expected, boolean malformed) {
        FakeRequest request = behind("6.6.6.6");
        if (host != null) {
            request.line("X-Forwarded-Host", host);
        }
        if (port != null) {
            request.line("X-Forwarded-Port", port);
        }
        ClientOrigin origin = resolve(request);
        assertEquals(expected, host(origin));
        assertEquals(malformed, origin.isMalformed());
    }

    @Test
    void the_default_port_is_that_of_the_forwarded_scheme() {
        FakeRequest request = behind("6.6.6.6").line("X-Forwarded-Proto", "https");
        assertEquals("app.example", host(resolve(request.line("X-Forwarded-Port", "443"))));
    }

    @Test
    void the_forwarded_host_can_be_switched_off() {
        ClientResolver resolver =
                ClientResolver.of(settings().believesHost(false).build());
        ClientOrigin origin = resolver.resolve(behind("6.6.6.6").line("X-Forwarded-Host", "evil.example"));
        assertEquals("app.example", host(origin));
        assertFalse(origin.isMalformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "user@app.example", "app.example:", "app.example:99999", "<script>"})
    void a_malformed_host_is_no_host_and_no_fault_of_a_proxy(String text) {
        for (String peer : List.of(ME, "203.0.113.1")) {
            ClientOrigin origin = resolve(FakeRequest.from(peer).line("Host", text));
            assertNull(origin.host());
            assertFalse(origin.isMalformed());
        }
    }

    @Test
    void the_other_family_and_the_prefix_are_never_read() {
        ClientOrigin origin = resolve(FakeRequest.from(ME)
                .line("Host", "app.example")
                .line("X-Forwarded-Prefix", "/admin")
                .line("X-Real-IP", "6.6.6.6")
                .line("Forwarded", "for=6.6.6.6;proto=https;host=evil.example"));
        assertEquals("ClientOrigin[10.0.0.1, http://app.example]", origin.toString());
    }

    @Test
    void remembers_hosts_without_mixing_them_up() {
        ClientResolver resolver = ClientResolver.of(settings().build());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 500; i++) {
                String name = "h" + i + ".example:" + (i + 1);
                assertEquals(
                        name,
                        host(resolver.resolve(FakeRequest.from("203.0.113.1").line("Host", name))));
            }
        }
    }
}
