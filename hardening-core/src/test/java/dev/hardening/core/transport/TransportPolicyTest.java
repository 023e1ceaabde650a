package dev.hardening.core.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.net.HostPattern;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportPolicyTest {

    private static final HostPort HOST = HostPort.parse("shop.example.org:8080");

    private static TransportPolicy policy(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        TransportSettings settings = TransportSettings.read(reader);
        reader.finish().throwIfRefused();
        return TransportPolicy.of(settings);
    }

    private static String outcome(TransportDecision decision) {
        Refusal refusal = decision.refusal();
        return refusal != null ? refusal.code().name() : decision.isAllowed() ? "allowed" : decision.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.org, false, false, allowed",
        "SHOP.example.org., false, false, allowed",
        "shop.example.org:8080, false, false, allowed",
        "a.shops.example, true, false, allowed",
        "admin.example.org:8443, true, false, allowed",
        "admin.example.org, true, false, HOST_NOT_ALLOWED",
        "a.b.shops.example, true, false, HOST_NOT_ALLOWED",
        "shops.example, true, false, HOST_NOT_ALLOWED",
        "shop.example.org.evil.example, false, false, HOST_NOT_ALLOWED",
        "evilshop.example.org, false, false, HOST_NOT_ALLOWED",
        "10.0.0.7:8080, false, false, HOST_NOT_ALLOWED",
        "10.0.0.7:8080, false, true, allowed",
        "[::1]:80, false, true, allowed"
    })
    void serves_the_hosts_in_the_list(String host, boolean secure, boolean exempt, String outcome) {
        TransportPolicy policy =
                policy(Map.of("ALLOWED_HOSTS", "shop.example.org, *.shops.example, admin.example.org:8443"));
        assertEquals(outcome, outcome(policy.onHost(HostPort.parse(host), false, secure, exempt)));
    }

    @Test
    void without_a_list_every_valid_host_is_served_and_no_other() {
        TransportPolicy policy = policy(Map.of());
        assertEquals("allowed", outcome(policy.onHost(HOST, false, false, false)));
        assertEquals("HOST_MALFORMED", outcome(policy.onHost(null, false, false, false)));
        assertEquals("HOST_MALFORMED", outcome(policy.onHost(null, true, false, false)));
        assertEquals("HOST_MALFORMED", outcome(policy.onHost(null, false, false, true)));
        assertEquals("allowed", outcome(policy.onHost(null, true, false, true)));
    }

    @Test
    void a_request_names_one_host() {
        assertEquals(HOST, TransportPolicy.host("shop.example.org:8080", false));
        assertNull(TransportPolicy.host("shop.example.org:8080", true));
        assertNull(TransportPolicy.host(null, false));
        for (String authority : List.of(
                "",
                "a.example, b.example",
                "user@a.example",
                "a.example:",
                "a.example:99999",
                "a.example/",
                "a.example\\",
                "a_b.example",
                "[::1",
                "a.example%2f",
                "http://a.example")) {
            assertNull(TransportPolicy.host(authority, false), authority);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "proxy, false, false, false",
        "proxy, false, true, true",
        "proxy, true, true, false",
        "always, false, false, true",
        "always, false, true, true",
        "always, true, false, false",
        "off, false, true, false"
    })
    void needs_https(String mode, boolean secure, boolean reported, boolean needed) {
        assertEquals(needed, policy(Map.of("HTTPS_REDIRECT", mode)).needsHttps(secure, reported));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET, /, -, 301 https://shop.example.org/",
                "HEAD, /a/b, x=1&y=%20, 301 https://shop.example.org/a/b?x=1&y=%20",
                "GET, /, '', 301 https://shop.example.org/?",
                "GET, //evil.example/%2f.., -, 301 https://shop.example.org//evil.example/%2f..",
                "GET, /\\evil.example, -, 301 https://shop.example.org/\\evil.example",
                "GET, /%0d%0aSet-Cookie:a, -, 301 https://shop.example.org/%0d%0aSet-Cookie:a",
                "GET, '/a b', -, HTTPS_REQUIRED",
                "GET, /a, 'b c', HTTPS_REQUIRED",
                "GET, *, -, HTTPS_REQUIRED",
                "GET, '', -, HTTPS_REQUIRED",
                "GET, @evil.example/, -, HTTPS_REQUIRED",
                "GET, .evil.example/, -, HTTPS_REQUIRED",
                "GET, http://evil.example/, -, HTTPS_REQUIRED",
                "POST, /, -, HTTPS_REQUIRED",
                "OPTIONS, /, -, HTTPS_REQUIRED",
                "get, /, -, HTTPS_REQUIRED"
            })
    void redirects_to_the_same_path_and_nowhere_else(
            String method, String target, @Nullable String query, String outcome) {
        assertEquals(outcome, outcome(policy(Map.of()).toHttps(method, HOST, target, query)));
    }

    @Test
    void other_methods_keep_method_and_body_where_that_is_asked_for() {
        TransportPolicy policy = policy(Map.of("HTTPS_REDIRECT_UNSAFE_METHODS", "true", "HTTPS_REDIRECT_PORT", "8443"));
        assertEquals("308 https://shop.example.org:8443/a", outcome(policy.toHttps("POST", HOST, "/a", null)));
        assertEquals("301 https://shop.example.org:8443/a", outcome(policy.toHttps("GET", HOST, "/a", null)));
        assertEquals(
                "301 https://[2001:db8::1]:8443/a",
                outcome(policy.toHttps("GET", HostPort.parse("[2001:DB8:0::1]"), "/a", null)));
    }

    @Test
    void no_target_whatever_leads_to_another_host_or_breaks_the_header() {
        long seed = 99;
        Random random = new Random(seed);
        TransportPolicy policy = policy(Map.of());
        for (int i = 0; i < 20_000; i++) {
            StringBuilder target = new StringBuilder(random.nextInt(10) == 0 ? "" : "/");
            for (int j = random.nextInt(12); j > 0; j--) {
                target.append("/\\@:.%0daev?#\r\n\t \u2028ä".charAt(random.nextInt(19)));
            }
            TransportDecision decision = policy.toHttps("GET", HOST, target.toString(), null);
            String location = decision.location();
            if (location == null) {
                assertEquals("HTTPS_REQUIRED", outcome(decision), "seed " + seed);
            } else {
                assertTrue(location.startsWith("https://shop.example.org/"), "seed " + seed + " " + location);
                assertTrue(location.chars().allMatch(c -> c > ' ' && c < 0x7F), "seed " + seed + " " + location);
                String authority = location.substring(0, location.indexOf('/', "https://".length()));
                assertEquals("shop.example.org", URI.create(authority).getHost());
            }
        }
    }

    @Test
    void settings_tell_what_is_wrong_and_what_they_are() {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "HTTPS_REDIRECT", "sometimes",
                "ALLOWED_HOSTS", "https://a.example",
                "HTTPS_REDIRECT_PORT", "0",
                "TRANSPORT_MODE", "maybe")));
        TransportSettings.read(reader);
        SettingReport report = reader.finish();
        assertEquals(4, report.refusals().size(), report.problems().toString());
        assertEquals(
                "https redirect proxy, every host, enforced",
                TransportSettings.builder().build().summary());
        assertEquals(
                "https redirect always, hosts a.example *.b.example, shadow",
                TransportSettings.builder()
                        .redirect(HttpsRedirect.ALWAYS)
                        .allowedHosts(HostPattern.parse("a.example"), HostPattern.parse("*.b.example"))
                        .enforcement(Enforcement.SHADOW)
                        .build()
                        .summary());
    }
}
