package dev.hardening.core.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The exact bytes of both profiles, in order. A change here changes the headers of every user. */
class HeaderProfileTest {

    private static final String PERMISSIONS = "Permissions-Policy: accelerometer=(), autoplay=(), camera=(),"
            + " cross-origin-isolated=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(),"
            + " gyroscope=(), keyboard-map=(), magnetometer=(), microphone=(), midi=(), payment=(),"
            + " picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), sync-xhr=(self), usb=(),"
            + " web-share=(), xr-spatial-tracking=(), clipboard-read=(), clipboard-write=(), gamepad=(), hid=(),"
            + " idle-detection=(), interest-cohort=(), serial=(), unload=()\n";

    private static final String API_POLICY = "Content-Security-Policy: default-src 'none'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'\n";

    private static final String API_REST = """
            X-Content-Type-Options: nosniff
            X-Frame-Options: DENY
            Referrer-Policy: no-referrer
            """ + PERMISSIONS + """
            Cross-Origin-Opener-Policy: same-origin
            Cross-Origin-Resource-Policy: same-origin
            Cross-Origin-Embedder-Policy: require-corp
            Cache-Control: no-store
            """;

    private static final String WEB_POLICY = "Content-Security-Policy: default-src 'none';"
            + " script-src 'nonce-N' 'strict-dynamic'; style-src 'self' 'nonce-N'; img-src 'self'; font-src 'self';"
            + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String WEB_REST = """
            X-Content-Type-Options: nosniff
            X-Frame-Options: DENY
            Referrer-Policy: no-referrer
            """ + PERMISSIONS + """
            Cross-Origin-Opener-Policy: same-origin
            Cross-Origin-Resource-Policy: same-origin
            Origin-Agent-Cluster: ?1
            Cache-Control: no-store
            """;

    private static final String HSTS = "Strict-Transport-Security: max-age=63072000; includeSubDomains\n";

    private static HeaderBlock block(HeaderProfile profile, boolean secure) {
        return SecurityHeaders.of(HeaderSettings.builder().profile(profile).build())
                .block(secure, "/");
    }

    private static String text(HeaderBlock block) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < block.size(); i++) {
            text.append(block.name(i)).append(": ").append(block.value(i, "N")).append('\n');
        }
        return text.toString();
    }

    @Test
    void the_api_profile_over_http() {
        assertEquals(API_POLICY + API_REST, text(block(HeaderProfile.API, false)));
        assertFalse(block(HeaderProfile.API, false).usesNonce());
    }

    @Test
    void the_api_profile_over_https() {
        assertEquals(API_POLICY + HSTS + API_REST, text(block(HeaderProfile.API, true)));
    }

    @Test
    void the_web_profile_over_http_upgrades_nothing() {
        assertEquals(WEB_POLICY + "\n" + WEB_REST, text(block(HeaderProfile.WEB, false)));
        assertTrue(block(HeaderProfile.WEB, false).usesNonce());
    }

    @Test
    void the_web_profile_over_https() {
        assertEquals(
                WEB_POLICY + "; upgrade-insecure-requests\n" + HSTS + WEB_REST, text(block(HeaderProfile.WEB, true)));
    }

    @Test
    void profiles_go_by_their_names_with_or_without_the_date() {
        assertSame(HeaderProfile.API, HeaderProfile.named("api"));
        assertSame(HeaderProfile.API, HeaderProfile.named("API-2026-11"));
        assertSame(HeaderProfile.WEB, HeaderProfile.named("web-2026-11"));
        assertEquals("web-2026-11", HeaderProfile.WEB.toString());
        assertThrows(IllegalArgumentException.class, () -> HeaderProfile.named("web-2020-01"));
        assertThrows(IllegalArgumentException.class, () -> HeaderProfile.named(""));
    }
}
