package dev.hardening.core.crosssite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.net.HostPort;
import dev.hardening.core.net.Origin;
import dev.hardening.core.net.OriginSet;
import dev.hardening.core.request.CrossSite;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeRequest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossSitePolicyTest {

    private static final HostPort HOST = HostPort.parse("shop.example.org");

    private static CrossSitePolicy policy(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        CrossSiteSettings settings = CrossSiteSettings.read(reader);
        reader.finish().throwIfRefused();
        return CrossSitePolicy.of(settings);
    }

    private static final CrossSitePolicy BARE = policy(Map.of());
    private static final CrossSitePolicy NAMED = policy(Map.of(
            "PUBLIC_ORIGINS", "https://shop.example.org, https://www.example.org",
            "CORS_ORIGINS", "https://app.example.com, https://*.pages.example.net"));

    private static FakeRequest post(@Nullable String site, @Nullable String origin) {
        FakeRequest request = FakeRequest.from("192.0.2.1").target("POST", "/orders");
        if (site != null) {
            request.line("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            request.line("Origin", origin);
        }
        return request;
    }

    private static String outcome(Decision decision) {
        if (decision instanceof Refusal refusal) {
            assertEquals(RefusalCode.CROSS_SITE_REQUEST, refusal.code());
            assertEquals(403, refusal.status());
            return "refused";
        }
        return "allowed";
    }

    /** What the two kinds of route say, first the usual one and then the strict one. */
    private static String outcomes(CrossSitePolicy policy, FakeRequest request) {
        assertEquals("allowed", outcome(policy.decide(request, CrossSite.ALLOWED, true, HOST)));
        return outcome(policy.decide(request, CrossSite.DEFAULT, true, HOST)) + " "
                + outcome(policy.decide(request, CrossSite.STRICT, true, HOST));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // The browser's word about the site comes first.
                "same-origin, -, allowed allowed",
                "same-origin, https://shop.example.org, allowed allowed",
                "same-origin, null, allowed allowed",
                "none, -, allowed refused",
                "none, https://evil.example, allowed refused",
                "cross-site, -, refused refused",
                "same-site, -, refused refused",
                "cross-site, null, refused refused",
                "cross-site, https://evil.example, refused refused",
                "same-site, https://sub.shop.example.org, refused refused",
                "same-site, https://www.example.org, allowed refused",
                "cross-site, https://app.example.com, allowed refused",
                "cross-site, https://a.pages.example.net, allowed refused",
                "cross-site, https://a.b.pages.example.net, refused refused",
                "cross-site, https://APP.example.com, refused refused",
                "cross-site, https://app.example.com/, refused refused",
                "cross-site, https://app.example.com:443, refused refused",
                // Without it, the origin.
                "-, https://shop.example.org, allowed allowed",
                "-, https://www.example.org, allowed allowed",
                "-, https://app.example.com, allowed refused",
                "-, https://evil.example, refused refused",
                "-, http://shop.example.org, refused refused",
                "-, https://shop.example.org:8443, refused refused",
                "-, https://sub.shop.example.org, refused refused",
                "-, null, refused refused",
                "-, chrome-extension://abcdef, refused refused",
                "-, shop.example.org, refused refused",
                // Without both, no browser.
                "-, -, allowed refused",
                // What no browser sends.
                "'', -, refused refused",
                "Same-Origin, -, refused refused",
                "SAME-ORIGIN, -, refused refused",
                "same-origin;x=1, -, refused refused",
                "same-origin , -, allowed allowed",
                "'same-origin ', -, refused refused",
                "'same-origin, same-origin', -, refused refused",
                "same_origin, -, refused refused",
                "'\"same-origin\"', -, refused refused",
                "unknown, https://shop.example.org, refused refused",
                "same-origin, '', refused refused",
                "same-origin, 'https://shop.example.org, https://evil.example', refused refused",
                "same-origin, 'https://shop.example.org https://evil.example', refused refused",
                "none, 'a b', refused refused",
                "-, 'https://shop.example.org,https://shop.example.org', refused refused",
                "-, '', refused refused"
            })
    void judges_what_a_browser_says(String site, String origin, String outcomes) {
        assertEquals(outcomes, outcomes(NAMED, post(site, origin)));
    }

    @Test
    void a_field_on_two_lines_is_refused() {
        assertEquals(
                "refused refused", outcomes(NAMED, post("same-origin", null).line("sec-fetch-site", "same-origin")));
        assertEquals(
                "refused refused", outcomes(NAMED, post("same-origin", null).line("sec-fetch-site", "cross-site")));
        String own = "https://shop.example.org";
        assertEquals("refused refused", outcomes(NAMED, post(null, own).line("Origin", own)));
        assertEquals(
                "refused refused", outcomes(NAMED, post("same-origin", own).line("Origin", "https://evil.example")));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https://shop.example.org, true, shop.example.org, allowed",
                "https://shop.example.org, true, shop.example.org:443, allowed",
                "https://shop.example.org:8443, true, shop.example.org:8443, allowed",
                "http://shop.example.org, false, shop.example.org, allowed",
                "http://shop.example.org, false, SHOP.example.org:80, allowed",
                "http://localhost:8080, false, localhost:8080, allowed",
                "http://[2001:db8::1]:8080, false, [2001:db8::1]:8080, allowed",
                "https://shop.example.org, false, shop.example.org, refused",
                "http://shop.example.org, true, shop.example.org, refused",
                "https://shop.example.org, true, shop.example.org:8443, refused",
                "https://shop.example.org:8443, true, shop.example.org, refused",
                "https://shop.example.org, true, evil.example, refused",
                "https://evil.example, true, shop.example.org, refused",
                "https://evilshop.example.org, true, shop.example.org, refused",
                "https://shop.example.org.evil.example, true, shop.example.org, refused",
                "https://shop.example.org/, true, shop.example.org, refused",
                "https://shop.example.org:443, true, shop.example.org, refused",
                "https://SHOP.example.org, true, shop.example.org, refused",
                "null, true, shop.example.org, refused",
                "https://shop.example.org, true, -, refused"
            })
    void without_public_origins_the_origin_is_compared_with_that_of_the_request(
            String origin, boolean secure, String host, String outcome) {
        HostPort asked = host == null ? null : HostPort.parse(host);
        FakeRequest request = post(null, origin);
        assertEquals(outcome, outcome(BARE.decide(request, CrossSite.DEFAULT, secure, asked)));
        assertEquals(outcome, outcome(BARE.decide(request, CrossSite.STRICT, secure, asked)));
        assertEquals("refused", outcome(BARE.decide(post("cross-site", origin), CrossSite.DEFAULT, secure, asked)));
    }

    @Test
    void with_public_origins_the_host_of_the_request_does_not_count() {
        HostPort rebound = HostPort.parse("evil.example");
        assertEquals(
                "refused", outcome(NAMED.decide(post(null, "https://evil.example"), CrossSite.DEFAULT, true, rebound)));
        assertEquals(
                "allowed",
                outcome(NAMED.decide(post(null, "https://shop.example.org"), CrossSite.DEFAULT, false, rebound)));
    }

    @Test
    void that_everybody_may_read_lets_nobody_act() {
        CrossSitePolicy any = policy(Map.of("CORS_ORIGINS", "*"));
        assertEquals("refused refused", outcomes(any, post("cross-site", "https://evil.example")));
        assertEquals("refused refused", outcomes(any, post("cross-site", "null")));
        assertEquals("refused refused", outcomes(any, post(null, "https://evil.example")));
        CrossSitePolicy open = CrossSitePolicy.of(
                CrossSiteSettings.builder().publicOrigins(OriginSet.any()).build());
        assertEquals("refused refused", outcomes(open, post(null, "https://evil.example")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "get", "Head", "PROPFIND", "", "CONNECT", "X"})
    void every_method_but_the_safe_ones_is_asked(String method) {
        assertTrue(CrossSitePolicy.isUnsafe(FakeRequest.from("192.0.2.1").target(method, "/")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
    void safe_methods_are_not_asked_unless_they_open_a_web_socket(String method) {
        FakeRequest request = FakeRequest.from("192.0.2.1").target(method, "/");
        assertFalse(CrossSitePolicy.isUnsafe(request));
        assertEquals(method.equals("GET"), CrossSitePolicy.isUnsafe(request.line("Upgrade", "websocket")));
    }

    /** Whatever comes with the word of a foreign site is refused, unless the origin is named byte for byte. */
    @Test
    void random_requests_of_other_sites_are_refused() {
        long seed = 99;
        Random random = new Random(seed);
        List<String> named = List.of("https://shop.example.org", "https://www.example.org", "https://app.example.com");
        String alphabet = "aAz.:/@-,\0 \u00e9";
        for (int run = 0; run < 50_000; run++) {
            StringBuilder text = new StringBuilder(named.get(random.nextInt(named.size())));
            for (int change = random.nextInt(3); change > 0; change--) {
                text.insert(random.nextInt(text.length() + 1), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String origin = text.toString();
            FakeRequest request = post(random.nextBoolean() ? "cross-site" : null, origin);
            assertEquals(
                    named.contains(origin) ? "allowed" : "refused",
                    outcome(NAMED.decide(request, CrossSite.DEFAULT, true, HOST)),
                    () -> "seed " + seed + ": " + origin);
        }
    }

    @Test
    void refusals_repeat_nothing_of_the_request() {
        for (FakeRequest request : List.of(post("cross-site", "https://evil.example"), post("evil", null))) {
            Refusal refusal = (Refusal) NAMED.decide(request, CrossSite.DEFAULT, true, HOST);
            assertFalse(refusal.detail().contains("evil"), refusal.detail());
        }
    }

    @Test
    void reads_its_mode_and_says_what_it_does() {
        CrossSiteSettings standard = BARE.settings();
        assertEquals(Enforcement.ENFORCE, standard.enforcement());
        assertEquals("public origins not named, other origins none, enforced", standard.summary());
        assertEquals(
                Enforcement.SHADOW,
                policy(Map.of("CROSS_SITE_MODE", "shadow")).settings().enforcement());
        CrossSiteSettings given = CrossSiteSettings.builder()
                .publicOrigins(Origin.parse("https://shop.example.org"))
                .allowedOrigins(Origin.parse("https://app.example.com"))
                .enforcement(Enforcement.OFF)
                .build();
        assertEquals(
                "public origins https://shop.example.org, other origins https://app.example.com, off", given.summary());
        assertSame(given, CrossSitePolicy.of(given).settings());
    }

    @Test
    void deciding_allocates_next_to_nothing() {
        OneField[] requests = {
            new OneField("Sec-Fetch-Site", "same-origin"),
            new OneField("Sec-Fetch-Site", "cross-site"),
            new OneField("Origin", "https://app.example.com"),
            new OneField("Accept", "text/html")
        };
        int[] allowed = new int[1];
        Runnable calls = () -> {
            for (int i = 0; i < 10_000; i++) {
                OneField request = requests[i % requests.length];
                boolean asked = CrossSitePolicy.isUnsafe(request);
                allowed[0] += asked
                                && NAMED.decide(request, CrossSite.DEFAULT, true, HOST)
                                        .isAllowed()
                        ? 1
                        : 0;
            }
        };
        calls.run();
        assertEquals(0, Allocations.least(calls));
        assertTrue(allowed[0] > 0);
    }
}
