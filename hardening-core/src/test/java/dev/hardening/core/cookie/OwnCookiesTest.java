package dev.hardening.core.cookie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnCookiesTest {

    private static final OwnCookies COOKIES =
            OwnCookies.of(OwnCookieSettings.builder().scriptReadable("csrf").build());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b                               | a=b; Secure; HttpOnly; SameSite=Lax",
                "a=b; Path=/                       | a=b; Path=/; Secure; HttpOnly; SameSite=Lax",
                "a=b; secure; HTTPONLY             | a=b; secure; HTTPONLY; SameSite=Lax",
                "a=b; Secure=x; HttpOnly=          | a=b; Secure=x; HttpOnly=; SameSite=Lax",
                "a=b;Secure;HttpOnly;SameSite=None | a=b;Secure;HttpOnly;SameSite=None",
                "a=b; samesite = STRICT            | a=b; samesite = STRICT; Secure; HttpOnly",
                "a=b; SameSite=Never               | a=b; SameSite=Never; Secure; HttpOnly; SameSite=Lax",
                "a=b; SameSite                     | a=b; SameSite; Secure; HttpOnly; SameSite=Lax",
                "a=b; SameSite=Lax; SameSite=oops  | a=b; SameSite=Lax; SameSite=oops; Secure; HttpOnly; SameSite=Lax",
                "csrf=b                            | csrf=b; Secure; SameSite=Lax",
                "csrf =b                           | csrf =b; Secure; SameSite=Lax",
                "CSRF=b                            | CSRF=b; Secure; HttpOnly; SameSite=Lax",
                "csrf                              | csrf; Secure; HttpOnly; SameSite=Lax",
                "a=Secure; Path=/HttpOnly          | a=Secure; Path=/HttpOnly; Secure; HttpOnly; SameSite=Lax",
                "Secure                            | Secure; Secure; HttpOnly; SameSite=Lax",
                "HttpOnly=SameSite=Lax             | HttpOnly=SameSite=Lax; Secure; HttpOnly; SameSite=Lax",
                "a=\"b; HttpOnly\"                 | a=\"b; HttpOnly\"; Secure; HttpOnly; SameSite=Lax"
            })
    void a_cookie_gets_what_it_lacks_and_keeps_what_it_has(String given, String expected) {
        assertEquals(expected, COOKIES.harden(given, true));
        assertEquals(
                expected.replace("; Secure; HttpOnly; S", "; HttpOnly; S"),
                COOKIES.harden(given, false)
                        .replace("; Secure; HttpOnly; S", "; HttpOnly; S")
                        .replace("csrf=b; S", "csrf=b; Secure; S")
                        .replace("csrf =b; S", "csrf =b; Secure; S")
                        .replace("STRICT; HttpOnly", "STRICT; Secure; HttpOnly"));
    }

    @Test
    void over_plain_http_nothing_becomes_secure() {
        assertEquals("a=b; HttpOnly; SameSite=Lax", COOKIES.harden("a=b", false));
        assertEquals("csrf=b; SameSite=Lax", COOKIES.harden("csrf=b", false));
    }

    @Test
    void a_second_look_changes_nothing() {
        long seed = 99;
        Random random = new Random(seed);
        String[] parts = {"a=b", "Secure", "HttpOnly", "SameSite=Lax", "SameSite=x", "", " ", "=", "Path=/", "csrf=1"};
        for (int run = 0; run < 10_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                text.append(parts[random.nextInt(parts.length)]).append(i == 0 ? "" : "; ");
            }
            boolean secure = random.nextBoolean();
            String once = COOKIES.harden(text.toString(), secure);
            assertTrue(once.startsWith(text.toString()), "seed " + seed);
            assertSame(once, COOKIES.harden(once, secure), () -> "seed " + seed + ": " + once);
        }
    }

    @Test
    void settings_come_from_the_environment_or_the_builder() {
        SettingReader reader = SettingReader.of(SettingSource.environment(
                Map.of("COOKIE_HARDEN", "off", "COOKIE_SCRIPT_READABLE", "XSRF-TOKEN, lang")));
        OwnCookieSettings read = OwnCookieSettings.read(reader);
        assertTrue(reader.finish().problems().isEmpty());
        assertFalse(read.isOn());
        assertEquals(java.util.Set.of("XSRF-TOKEN", "lang"), read.scriptReadable());
        assertEquals("off: cookies leave as the application sets them", read.summary());
        OwnCookieSettings built =
                OwnCookieSettings.builder().scriptReadable("lang", "a").build();
        assertEquals("Secure, HttpOnly and SameSite added, scripts may read a lang", built.summary());
        assertThrows(
                IllegalArgumentException.class,
                () -> OwnCookieSettings.builder().scriptReadable("a b"));
        SettingReader wrong = SettingReader.of(
                SettingSource.environment(Map.of("COOKIE_HARDEN", "maybe", "COOKIE_SCRIPT_READABLE", "a b")));
        assertTrue(OwnCookieSettings.read(wrong).isOn());
        assertEquals(2, wrong.finish().problems().size());
    }
}
