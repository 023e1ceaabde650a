package dev.hardening.core.cookie;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.DerivedKey;
import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCookiesTest {

    private static final String PURPOSE = "hardening/cookie/v1";
    private static final String NAME = "__Host-session";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant EXPIRES = ISSUED.plusSeconds(3600);
    private static final Secret FIRST = Secret.ofUtf8("SESSION_SECRET", "b71f0e5d9c3a482e61d7f40a95c8e23b");
    private static final Secret SECOND = Secret.ofUtf8("SESSION_SECRET", "0c94d1e7a2f85b36c0d4e9f17a6b8253");

    private final SignedCookies cookies = new SignedCookies(KeyRing.of(FIRST), PURPOSE);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String sign(String payload) {
        return cookies.sign(NAME, ISSUED, EXPIRES, bytes(payload));
    }

    private static void assertBad(CookieFault fault, CookieReading reading) {
        assertEquals(new CookieReading.Bad(fault), reading);
    }

    @Test
    void a_value_has_the_documented_form_and_a_mac_that_anybody_can_compute_who_has_the_key() {
        String value = sign("hello");
        String[] parts = value.split("\\.", -1);
        DerivedKey key = DerivedKey.of(FIRST, PURPOSE);
        assertEquals(
                List.of("1", key.id(), "1767225600", "1767229200", "aGVsbG8"),
                List.of(parts).subList(0, 5));
        String message =
                "\0\u00011" + "\0\u000e" + NAME + "\0\u000b" + key.id() + "\0\n1767225600\0\n1767229200\0\u0007aGVsbG8";
        byte[] mac = key.mac(message.getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(Base64.getUrlEncoder().withoutPadding().encodeToString(mac), parts[5]);
        SignedCookie read = assertInstanceOf(SignedCookie.class, cookies.read(NAME, value, ISSUED));
        assertArrayEquals(bytes("hello"), read.payload());
        assertEquals(List.of(ISSUED, EXPIRES, false), List.of(read.issued(), read.expires(), read.isOfOldKey()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "{\"sid\":\"a\"}"})
    void C1_no_character_can_be_changed_dropped_or_doubled(String payload) {
        String value = sign(payload);
        String signs = ALPHABET + ".=+/ %\u00e9\u0100";
        int tried = 0;
        for (int at = 0; at < value.length(); at++) {
            for (int i = 0; i < signs.length(); i++) {
                if (value.charAt(at) != signs.charAt(i)) {
                    assertRefused(value.substring(0, at) + signs.charAt(i) + value.substring(at + 1));
                    tried++;
                }
                assertRefused(value.substring(0, at) + signs.charAt(i) + value.substring(at));
            }
            assertRefused(value.substring(0, at) + value.substring(at + 1));
            assertRefused(value.substring(0, at));
        }
        assertTrue(tried > 5000, tried + " changes");
        assertInstanceOf(SignedCookie.class, cookies.read(NAME, value, ISSUED));
    }

    private void assertRefused(String value) {
        assertInstanceOf(CookieReading.Bad.class, cookies.read(NAME, value, ISSUED), value);
    }

    @Test
    void C2_other_spellings_of_the_same_bytes_are_none() {
        for (String payload : List.of("x", "xy", "xyz", "\u00fb\u00ff?>")) {
            String value = sign(payload);
            int macFrom = value.lastIndexOf('.') + 1;
            String mac = value.substring(macFrom);
            byte[] right = Base64.getUrlDecoder().decode(mac);
            int same = 0;
            for (int i = 0; i < ALPHABET.length(); i++) {
                String other = mac.substring(0, mac.length() - 1) + ALPHABET.charAt(i);
                if (!other.equals(mac)
                        && java.util.Arrays.equals(right, Base64.getUrlDecoder().decode(other))) {
                    same++;
                    assertRefused(value.substring(0, macFrom) + other);
                }
            }
            assertEquals(3, same, "spellings that a lenient decoder takes");
            assertRefused(value + "=");
            assertRefused(value.substring(0, macFrom)
                    + Base64.getEncoder().withoutPadding().encodeToString(right) + "=");
            assertRefused(value.replace(".17672", ".017672"));
            assertRefused(value.replace(".17672", ".+17672"));
            assertRefused(" " + value);
            assertRefused(value + " ");
            assertRefused("\"" + value + "\"");
        }
    }

    @Test
    void C3_a_value_counts_under_its_own_name_and_secret_and_purpose_only() {
        String value = sign("hello");
        assertBad(CookieFault.FORGED, cookies.read("session", value, ISSUED));
        assertBad(CookieFault.FORGED, cookies.read("__Host-sessio", value, ISSUED));
        assertBad(CookieFault.KEY_UNKNOWN, new SignedCookies(KeyRing.of(SECOND), PURPOSE).read(NAME, value, ISSUED));
        assertBad(
                CookieFault.KEY_UNKNOWN,
                new SignedCookies(KeyRing.of(FIRST), "hardening/device/v1").read(NAME, value, ISSUED));
    }

    @Test
    void parts_cannot_be_moved_from_one_into_the_next() {
        Set<String> values = new HashSet<>();
        values.add(cookies.sign("ab", ISSUED, EXPIRES, bytes("")));
        values.add(cookies.sign("a", ISSUED, EXPIRES, bytes("")));
        for (String value : values) {
            int found = 0;
            for (String name : List.of("a", "ab", "b", "")) {
                found += cookies.read(name, value, ISSUED) instanceof SignedCookie ? 1 : 0;
            }
            assertEquals(1, found);
        }
    }

    @ParameterizedTest
    @CsvSource({"-61, NOT_YET", "-60, ", "0, ", "3599, ", "3600, EXPIRED", "3601, EXPIRED", "99999999, EXPIRED"})
    void C4_it_counts_from_a_minute_before_its_issue_until_the_second_of_its_end(long second, CookieFault fault) {
        CookieReading reading = cookies.read(NAME, sign("x"), ISSUED.plusSeconds(second));
        if (fault == null) {
            assertInstanceOf(SignedCookie.class, reading);
        } else {
            assertBad(fault, reading);
        }
    }

    @Test
    void C4_a_time_that_a_client_edits_is_a_forgery() {
        assertBad(CookieFault.FORGED, cookies.read(NAME, sign("x").replace("1767229200", "1867229200"), ISSUED));
        assertBad(CookieFault.MALFORMED, cookies.read(NAME, sign("x").replace("1767229200", "1767225600"), ISSUED));
        assertThrows(IllegalArgumentException.class, () -> cookies.sign(NAME, ISSUED, ISSUED, bytes("x")));
    }

    @Test
    void C5_an_old_key_still_verifies_and_says_so_and_a_dropped_one_does_not() {
        String old = sign("hello");
        SignedCookies rotated = new SignedCookies(KeyRing.of(SECOND, List.of(FIRST)), PURPOSE);
        SignedCookie read = assertInstanceOf(SignedCookie.class, rotated.read(NAME, old, ISSUED));
        assertTrue(read.isOfOldKey());
        String renewed = rotated.sign(NAME, read.issued(), read.expires(), read.payload());
        SignedCookies dropped = new SignedCookies(KeyRing.of(SECOND), PURPOSE);
        SignedCookie again = assertInstanceOf(SignedCookie.class, dropped.read(NAME, renewed, ISSUED));
        assertFalse(again.isOfOldKey());
        assertBad(CookieFault.KEY_UNKNOWN, dropped.read(NAME, old, ISSUED));
    }

    @Test
    void C5_only_the_key_that_a_value_names_is_tried() {
        SignedCookies both = new SignedCookies(KeyRing.of(SECOND, List.of(FIRST)), PURPOSE);
        String firstId = DerivedKey.of(FIRST, PURPOSE).id();
        String secondId = DerivedKey.of(SECOND, PURPOSE).id();
        assertNotEquals(firstId, secondId);
        // Signed by a key of the ring, but under the name of the other, or of none.
        assertBad(CookieFault.FORGED, both.read(NAME, sign("x").replace(firstId, secondId), ISSUED));
        assertBad(CookieFault.KEY_UNKNOWN, both.read(NAME, sign("x").replace(firstId, "AAAAAAAAAAA"), ISSUED));
        assertBad(CookieFault.KEY_UNKNOWN, both.read(NAME, sign("x").replace(firstId, ""), ISSUED));
    }

    @Test
    void C6_name_and_value_have_at_most_4096_bytes() {
        int overhead = sign("").length() + NAME.length();
        byte[] fits = new byte[(SignedCookies.LARGEST - overhead) * 3 / 4];
        String value = cookies.sign(NAME, ISSUED, EXPIRES, fits);
        assertTrue(value.length() + NAME.length() > 4092 && value.length() + NAME.length() <= 4096);
        assertInstanceOf(SignedCookie.class, cookies.read(NAME, value, ISSUED));
        String longer = "x".repeat(4096 - NAME.length() - value.length() + 1);
        assertThrows(
                IllegalArgumentException.class, () -> cookies.sign(NAME, ISSUED, EXPIRES, new byte[fits.length + 3]));
        assertBad(CookieFault.MALFORMED, cookies.read(NAME, value + longer, ISSUED));
        assertBad(CookieFault.MALFORMED, cookies.read(NAME, "1.".repeat(1 << 20), ISSUED));
    }

    @Test
    void the_smallest_name_and_value_of_exactly_4096_bytes_is_taken_and_of_4097_is_not() {
        int overhead = sign("").length();
        // Base64 of n bytes has no length of 4k+1, so the name makes up for the rest.
        byte[] payload = new byte[2700];
        int left = 4096 - overhead - 3600;
        String name = "n".repeat(left);
        assertEquals(
                4096,
                name.length() + cookies.sign(name, ISSUED, EXPIRES, payload).length());
        assertThrows(IllegalArgumentException.class, () -> cookies.sign(name + "n", ISSUED, EXPIRES, payload));
    }

    @Test
    void whatever_a_client_sends_is_read_without_an_exception() {
        long seed = 4711;
        Random random = new Random(seed);
        String good = sign("{\"sid\":\"x\"}");
        for (int run = 0; run < 50_000; run++) {
            StringBuilder value = new StringBuilder(good);
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                int at = random.nextInt(value.length());
                switch (random.nextInt(3)) {
                    case 0 -> value.setCharAt(at, (char) random.nextInt(0x180));
                    case 1 -> value.insert(at, "..1".charAt(random.nextInt(3)));
                    default -> value.delete(at, Math.min(value.length() - 1, at + random.nextInt(30)));
                }
            }
            CookieReading reading = cookies.read(NAME, value.toString(), ISSUED);
            assertTrue(
                    reading instanceof CookieReading.Bad || value.toString().equals(good),
                    () -> "seed " + seed + ": " + value);
        }
    }
}
