package dev.hardening.core.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.headers.HeaderBlock.Verdict;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderSettingsTest {

    private static @Nullable String value(HeaderSettings settings, boolean secure, String path, String name) {
        HeaderBlock block = SecurityHeaders.of(settings).block(secure, path);
        String found = null;
        for (int i = 0; i < block.size(); i++) {
            if (block.name(i).equalsIgnoreCase(name)) {
                assertNull(found, "twice: " + name);
                found = block.value(i, "N");
            }
        }
        return found;
    }

    private static SettingReport report(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        HeaderSettings.read(reader);
        return reader.finish();
    }

    private static HeaderSettings read(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        HeaderSettings settings = HeaderSettings.read(reader);
        reader.finish().throwIfRefused();
        return settings;
    }

    @Test
    void nothing_set_is_the_api_profile() {
        HeaderSettings settings = read(Map.of());
        assertEquals(HeaderProfile.API, settings.profile());
        assertEquals(
                "api-2026-11, policy of the profile, HSTS max-age=63072000; includeSubDomains, Cache-Control if-absent",
                settings.summary());
    }

    @Test
    void the_values_of_a_guide_come_out_byte_for_byte() {
        HeaderSettings settings = read(Map.of(
                "HEADERS_PROFILE", "web",
                "CSP", """

                  default-src 'self';
                  connect-src 'self' https://api.your-domain.tld;
                  img-src 'self' data:;
                  script-src 'self';
                  style-src 'self' 'unsafe-inline';
                  frame-ancestors 'none'
                """,
                "HSTS_MAX_AGE_SECONDS", "31536000",
                "HSTS_PRELOAD", "true",
                "HEADERS_SET", """
                Referrer-Policy: strict-origin-when-cross-origin
                Permissions-Policy: geolocation=(), microphone=(), camera=()
                """));
        assertEquals(
                "default-src 'self'; connect-src 'self' https://api.your-domain.tld; img-src 'self' data:;"
                        + " script-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
                value(settings, true, "/", "Content-Security-Policy"));
        assertEquals(
                "max-age=31536000; includeSubDomains; preload",
                value(settings, true, "/", "Strict-Transport-Security"));
        assertNull(value(settings, false, "/", "Strict-Transport-Security"));
        assertEquals("strict-origin-when-cross-origin", value(settings, true, "/", "Referrer-Policy"));
        assertEquals("geolocation=(), microphone=(), camera=()", value(settings, false, "/", "permissions-policy"));
    }

    @Test
    void a_policy_stands_beside_the_one_that_is_only_reported_and_both_have_the_nonce() {
        HeaderSettings settings = read(Map.of(
                "CSP", "script-src 'nonce-{nonce}'",
                "CSP_REPORT_ONLY", "default-src 'none'; script-src 'nonce-{nonce}'"));
        assertEquals("script-src 'nonce-N'", value(settings, false, "/", "Content-Security-Policy"));
        assertEquals(
                "default-src 'none'; script-src 'nonce-N'",
                value(settings, false, "/", "Content-Security-Policy-Report-Only"));
    }

    @Test
    void reports_are_asked_for_in_both_ways() {
        HeaderSettings settings = read(Map.of("CSP_REPORT_PATH", "/csp-reports"));
        assertEquals("csp=\"/csp-reports\"", value(settings, false, "/", "Reporting-Endpoints"));
        assertEquals(
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                        + " report-uri /csp-reports; report-to csp",
                value(settings, false, "/", "Content-Security-Policy"));
        assertNull(value(read(Map.of()), false, "/", "Reporting-Endpoints"));
    }

    @Test
    void a_path_has_its_own_policy_and_the_most_specific_pattern_wins() {
        HeaderSettings settings = HeaderSettings.builder()
                .csp("/docs/**", ContentSecurityPolicy.parse("default-src 'self'"))
                .csp("/docs/live", ContentSecurityPolicy.parse("default-src 'self'; connect-src *"))
                .build();
        assertEquals("default-src 'self'", value(settings, false, "/docs/a", "Content-Security-Policy"));
        assertEquals(
                "default-src 'self'; connect-src *", value(settings, false, "/docs/live", "Content-Security-Policy"));
        assertEquals(HeaderProfile.API.policy().toString(), value(settings, false, "/doc", "Content-Security-Policy"));
        assertEquals("DENY", value(settings, false, "/docs/a", "X-Frame-Options"));
    }

    @Test
    void fields_can_be_added_replaced_and_left_to_others() {
        HeaderSettings settings = HeaderSettings.builder()
                .set("x-frame-options", "SAMEORIGIN")
                .set("Integrity-Policy", "blocked-destinations=(script)")
                .unsafeOff("referrer-policy")
                .unsafeOff("Strict-Transport-Security")
                .unsafeOff("SourceMap")
                .build();
        assertEquals("SAMEORIGIN", value(settings, true, "/", "X-Frame-Options"));
        assertEquals("blocked-destinations=(script)", value(settings, true, "/", "Integrity-Policy"));
        assertNull(value(settings, true, "/", "Referrer-Policy"));
        assertNull(value(settings, true, "/", "Strict-Transport-Security"));
        HeaderBlock block = SecurityHeaders.of(settings).block(false, "/");
        assertEquals(Verdict.PASS, block.onApplicationField("Referrer-Policy", "x", null, null));
        assertEquals(Verdict.PASS, block.onApplicationField("Strict-Transport-Security", "x", null, null));
        assertEquals(Verdict.PASS, block.onApplicationField("SourceMap", "x", null, null));
        assertEquals(Verdict.DROP, block.onApplicationField("X-SourceMap", "x", null, null));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // mode of Cache-Control, nonce, what the application sets, what stands there, what becomes of it
                "-, false, max-age=60, no-store, REPLACE",
                "-, false, private, max-age=60, PASS",
                "-, true, max-age=60, no-store, DROP",
                "-, true, public, no-store, DROP",
                "-, true, 'private, s-maxage=60', no-store, DROP",
                "-, true, 'public, private', no-store, DROP",
                "-, true, 'PRIVATE, max-age=60', no-store, REPLACE",
                "-, true, no-store, no-store, REPLACE",
                "-, true, 'private=\"set-cookie\"', no-store, DROP",
                "-, true, notprivate, no-store, DROP",
                "-, true, '', no-store, DROP"
            })
    void an_answer_with_a_nonce_is_never_cached_by_others(
            @Nullable String mode, boolean nonce, String value, String current, Verdict verdict) {
        HeaderProfile profile = nonce ? HeaderProfile.WEB : HeaderProfile.API;
        HeaderBlock block = SecurityHeaders.of(
                        HeaderSettings.builder().profile(profile).build())
                .block(true, "/");
        assertEquals(verdict, block.onApplicationField("cache-control", value, current, "N"));
        assertEquals(
                nonce ? Verdict.DROP : Verdict.PASS,
                block.onApplicationField("CDN-Cache-Control", "max-age=60", null, "N"));
    }

    @Test
    void ours_wins_unless_the_field_yields() {
        HeaderSettings settings = HeaderSettings.builder()
                .ifAbsent("Content-Security-Policy")
                .ifAbsent("Strict-Transport-Security")
                .set("Cache-Control", "no-cache")
                .build();
        SecurityHeaders headers = SecurityHeaders.of(settings);
        HeaderBlock block = headers.block(true, "/");
        String ours = HeaderProfile.API.policy().toString();
        assertEquals(Verdict.DROP, block.onApplicationField("X-FRAME-OPTIONS", "SAMEORIGIN", "DENY", null));
        assertEquals(Verdict.DROP, block.onApplicationField("Cache-Control", "public", "no-cache", null));
        assertEquals(Verdict.DROP, block.onApplicationField("Server", "x", null, null));
        assertEquals(Verdict.DROP, block.onApplicationField("x-powered-by", "x", null, null));
        assertEquals(Verdict.PASS, block.onApplicationField("ETag", "x", null, null));
        assertEquals(Verdict.REPLACE, block.onApplicationField("Content-Security-Policy", "img-src *", ours, null));
        assertEquals(Verdict.PASS, block.onApplicationField("Content-Security-Policy", "img-src *", "img-src x", null));
        assertEquals(
                Verdict.DROP,
                headers.block(false, "/").onApplicationField("Strict-Transport-Security", "max-age=9", null, null));
    }

    @Test
    void a_nonce_value_yields_only_while_it_is_ours() {
        HeaderBlock block = SecurityHeaders.of(HeaderSettings.builder()
                        .csp(ContentSecurityPolicy.parse("script-src 'nonce-{nonce}'"))
                        .ifAbsent("Content-Security-Policy")
                        .build())
                .block(true, "/");
        assertEquals(
                Verdict.REPLACE,
                block.onApplicationField("Content-Security-Policy", "img-src *", "script-src 'nonce-N'", "N"));
        assertEquals(
                Verdict.PASS,
                block.onApplicationField("Content-Security-Policy", "img-src *", "script-src 'nonce-M'", "N"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-XSS-Protection | 1; mode=block | DEAD_HEADER",
                "x-xss-protection | 1 | DEAD_HEADER",
                "Expect-CT | max-age=0 | DEAD_HEADER",
                "X-Download-Options | noopen | DEAD_HEADER",
                "Report-To | {} | DEAD_HEADER",
                "Public-Key-Pins | x | DEAD_HEADER",
                "Feature-Policy | camera 'none' | DEAD_HEADER",
                "Pragma | no-cache | DEAD_HEADER",
                "X-Frame-Options | ALLOW-FROM https://a.example | POLICY_INVALID",
                "X-Frame-Options | ALLOWALL | POLICY_INVALID",
                "X-Content-Type-Options | no-sniff | POLICY_INVALID",
                "Referrer-Policy | never | POLICY_INVALID",
                "Cross-Origin-Opener-Policy | same-site | POLICY_INVALID",
                "Permissions-Policy | camera 'none' | POLICY_INVALID",
                "Permissions-Policy | camera=() microphone=() | POLICY_INVALID",
                "Content-Security-Policy | default-src * | CONTRADICTION",
                "Strict-Transport-Security | max-age=0 | CONTRADICTION",
                "Set-Cookie | a=b | CONTRADICTION",
                "Bad Name | x | MALFORMED",
                "X-Bad | a\u0000b | MALFORMED",
                "X-Bad | \u20ac | MALFORMED"
            })
    void refuses_a_field_and_says_why(String name, String value, ProblemCode code) {
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class, () -> HeaderSettings.builder().set(name, value));
        assertEquals(code, refused.problems().get(0).code());
        assertFalse(refused.problems().get(0).cure().isBlank());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-XSS-Protection | 0",
                "X-Frame-Options | sameorigin",
                "Referrer-Policy | no-referrer, strict-origin-when-cross-origin",
                "Cross-Origin-Opener-Policy | same-origin; report-to=\"coop\"",
                "Permissions-Policy | camera=(), fullscreen=(self \"https://a.example\"), usb=*, gamepad=self",
                "X-Robots-Tag | noindex"
            })
    void accepts_a_field(String name, String value) {
        assertEquals(value, value(HeaderSettings.builder().set(name, value).build(), false, "/", name));
    }

    @Test
    void a_header_with_a_line_break_is_refused() {
        assertThrows(
                InvalidSettingsException.class, () -> HeaderSettings.builder().set("X-Bad", "a\r\nSet-Cookie: b"));
    }

    @Test
    void every_mistake_in_the_environment_is_in_one_report() {
        SettingReport report = report(Map.of(
                "HEADERS_PROFILE", "strict",
                "CSP", "default-src self",
                "CSP_REPORT_ONLY", "defaultsrc 'self'",
                "CSP_REPORT_PATH", "//evil.example/r",
                "HSTS_MAX_AGE_SECONDS", "60",
                "HSTS_PRELOAD", "on",
                "HEADERS_SET", "X-XSS-Protection: 1\nno colon",
                "HEADERS_OFF", "X-Frame-Options"));
        assertEquals(7, report.refusals().size(), report.problems().toString());
        assertEquals(1, report.warnings().size(), report.problems().toString());
        assertTrue(report.refusals().stream().anyMatch(p -> p.name().equals("CSP_REPORT_ONLY")));
        assertTrue(report.problems().stream().noneMatch(p -> p.message().contains("evil")));
    }

    @Test
    void unsafe_sources_are_a_warning_and_a_refusal_where_they_are_forbidden() {
        Map<String, String> loose = Map.of("CSP", "script-src 'self' 'unsafe-eval'");
        assertFalse(report(loose).isRefused());
        assertEquals(ProblemCode.LOOSENED, report(loose).warnings().get(0).code());
        SettingReport forbidden = report(Map.of("CSP", "script-src 'self' 'unsafe-eval'", "CSP_FORBID_UNSAFE", "true"));
        assertEquals(ProblemCode.POLICY_INVALID, forbidden.refusals().get(0).code());
        assertTrue(report(Map.of("CSP", "script-src 'unsafe-eval'", "HARDENING_STRICT", "true"))
                .isRefused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/csp-reports", "/a/b", "https://reports.example.org", "https://reports.example.org/a/b"})
    void reports_go_to_a_path_or_an_https_address(String target) {
        assertEquals(
                target,
                HeaderSettings.builder().reportTo(target).build().reportTarget().orElse(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r",
                "//evil.example",
                "http://a.example/r",
                "https:",
                "https://",
                "https:///r",
                "/a;b",
                "/a,b",
                "/a b",
                "/a\"b",
                "/a\nb",
                "/\u00e4",
                "https://a@b.example/r",
                "\\a"
            })
    void reports_go_nowhere_else(String target) {
        assertThrows(
                InvalidSettingsException.class, () -> HeaderSettings.builder().reportTo(target));
    }
}
