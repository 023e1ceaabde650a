package dev.hardening.core.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextFormatTest {

    private static final long SEED = 20_261_126L;

    /** What a backtracking engine may be asked about short texts in a test, for the formats that are simple enough. */
    private static final Map<TextFormat, Pattern> SAME = Map.of(
            TextFormat.UPPER_SNAKE_CASE, Pattern.compile("[A-Z][A-Z0-9_]*"),
            TextFormat.LOWER_SNAKE_CASE, Pattern.compile("[a-z_]+"),
            TextFormat.IDENTIFIER, Pattern.compile("[A-Za-z0-9_-]{1,64}"),
            TextFormat.DIGITS, Pattern.compile("[0-9]+"),
            TextFormat.HEX, Pattern.compile("([0-9A-Fa-f]{2})+"),
            TextFormat.TOKEN, Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+"),
            TextFormat.UUID, Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"));

    @ParameterizedTest
    @CsvSource({
        "IDENTITY_ANALYSIS, true",
        "A, true",
        "A1_, true",
        "A__B, true",
        "identity, false",
        "2KEY, false",
        "KEY-1, false",
        "'', false",
        "_KEY, false",
        "KEY KEY, false",
        "ÄKEY, false",
        "KEY٣, false",
        "KEYı, false"
    })
    void V_35_knows_upper_snake_case(String text, boolean matches) {
        assertEquals(matches, TextFormat.UPPER_SNAKE_CASE.matches(text));
    }

    @Test
    void simple_formats_agree_with_their_expressions() {
        Random random = new Random(SEED);
        String signs = "AZaz09_-fF!|~.@ \n\u00e9\u0663\u212a";
        for (int i = 0; i < 40_000; i++) {
            StringBuilder built = new StringBuilder();
            int kinds = 1 + random.nextInt(signs.length());
            for (int j = random.nextInt(random.nextInt(10) == 0 ? 70 : 6); j > 0; j--) {
                built.append(signs.charAt(random.nextInt(kinds)));
            }
            String text = built.toString();
            SAME.forEach((format, pattern) ->
                    assertEquals(pattern.matcher(text).matches(), format.matches(text), () -> format + " " + text));
        }
    }

    @Test
    void knows_uuids_and_every_change_that_makes_them_none() {
        String uuid = "123e4567-e89b-12d3-A456-426614174000";
        Pattern pattern = SAME.get(TextFormat.UUID);
        for (int i = 0; i < uuid.length(); i++) {
            for (char c : "0aF-gG \u0660".toCharArray()) {
                String changed = uuid.substring(0, i) + c + uuid.substring(i + 1);
                assertEquals(pattern != null && pattern.matcher(changed).matches(), TextFormat.UUID.matches(changed));
            }
            assertFalse(TextFormat.UUID.matches(uuid.substring(0, i)));
        }
        assertFalse(TextFormat.UUID.matches(uuid + "0"));
        assertFalse(TextFormat.UUID.matches("{" + uuid + "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "a@b.example, true",
        "first.last+tag@mail.example.org, true",
        "o'neil@example.org, true",
        "x@xn--bcher-kva.example, true",
        "a@b, false",
        "@b.example, false",
        "a@, false",
        "a.example, false",
        ".a@b.example, false",
        "a.@b.example, false",
        "a..b@c.example, false",
        "a b@c.example, false",
        "a@b@c.example, false",
        "a@-b.example, false",
        "a@b..example, false",
        "a@b.example., false",
        "a@[127.0.0.1], false",
        "a@127.0.0.1, false",
        "ä@b.example, false",
        "a@bücher.example, false",
        "'\"a b\"@c.example', false",
        "'a@b.example\n', false",
        "'a@b.example,c@d.example', false",
        "'a@b.example>', false",
        "'', false"
    })
    void knows_addresses_for_mail(String text, boolean matches) {
        assertEquals(matches, TextFormat.EMAIL.matches(text));
    }

    @Test
    void bounds_addresses_for_mail() {
        String domain = "@" + "d".repeat(60) + "." + "d".repeat(60) + "." + "d".repeat(60) + ".example";
        assertTrue(TextFormat.EMAIL.matches("a".repeat(63) + domain), "254");
        assertFalse(TextFormat.EMAIL.matches("a".repeat(64) + domain), "255");
        assertTrue(TextFormat.EMAIL.matches("a".repeat(64) + "@b.example"));
        assertFalse(TextFormat.EMAIL.matches("a".repeat(65) + "@b.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org, true",
        "HTTPS://EXAMPLE.org/, true",
        "https://example.org:8443/a/b?x=%20&y#z, true",
        "https://[2001:db8::1]/, true",
        "https://192.0.2.1, true",
        "https://example.org/a@b:c, true",
        "http://example.org, false",
        "https:/example.org, false",
        "https://, false",
        "https:///a, false",
        "https://user@example.org/, false",
        "https://user:pw@example.org/, false",
        "https://example.org\\@evil, false",
        "https://example.org:0/, false",
        "https://example.org:/, false",
        "https://exa_mple.org/, false",
        "https://example.org/%, false",
        "https://example.org/%2, false",
        "https://example.org/%zz, false",
        "https://example.org/%2f, true",
        "https://example.org/ä, false",
        "'https://example.org/a b', false",
        "'https://example.org/\n', false",
        "' https://example.org/', false",
        "'https://example.org/<x>', false",
        "javascript:alert(1), false",
        "//example.org, false",
        "'', false",
        "https://127.1/, false"
    })
    void knows_https_urls(String text, boolean matches) {
        assertEquals(matches, TextFormat.HTTPS_URL.matches(text));
        if (matches) {
            assertTrue(URI.create(text).isAbsolute());
        }
    }

    @Test
    void bounds_urls() {
        String url = "https://example.org/";
        assertTrue(TextFormat.HTTPS_URL.matches(url + "a".repeat(2_048 - url.length())));
        assertFalse(TextFormat.HTTPS_URL.matches(url + "a".repeat(2_049 - url.length())));
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.org, true", "localhost, true", "A.example, true", "127.0.0.1, false", "[::1], false",
        "a_b.example, false", "a.example:80, false", "-a.example, false", "'', false", "'a.example ', false"
    })
    void knows_host_names(String text, boolean matches) {
        assertEquals(matches, TextFormat.HOSTNAME.matches(text));
    }

    @Test
    void dates_are_days_that_exist() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            String text = String.format(
                    Locale.ROOT, "%04d-%02d-%02d", random.nextInt(10_000), random.nextInt(14), random.nextInt(33));
            assertEquals(isDay(text), TextFormat.ISO_DATE.matches(text), text);
            String changed = changed(text, random);
            assertEquals(isDay(changed), TextFormat.ISO_DATE.matches(changed), changed);
        }
        assertTrue(TextFormat.ISO_DATE.matches("2028-02-29"));
        assertFalse(TextFormat.ISO_DATE.matches("2026-02-29"));
        assertFalse(TextFormat.ISO_DATE.matches("2026-02-28T"));
        assertFalse(TextFormat.ISO_DATE.matches("+12026-02-28"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-28T09:30:00Z, true", "2026-02-28T09:30:00.123456789Z, true", "2026-02-28T23:59:59+14:00, true",
        "2026-02-28T00:00:00-00:30, true", "2026-02-28T24:00:00Z, false", "2026-02-28T09:60:00Z, false",
        "2026-02-28T09:30:60Z, false", "2026-02-28T09:30Z, false", "2026-02-28T09:30:00, false",
        "2026-02-28t09:30:00Z, false", "2026-02-28T09:30:00z, false", "2026-02-28 09:30:00Z, false",
        "2026-02-28T09:30:00.Z, false", "2026-02-28T09:30:00.1234567890Z, false", "2026-02-28T09:30:00+0100, false",
        "2026-02-28T09:30:00+01, false", "2026-02-28T09:30:00+24:00, false", "2026-02-28T09:30:00ZZ, false",
        "2026-02-30T09:30:00Z, false", "2026-02-28T09:30:00٣Z, false", "'', false"
    })
    void knows_moments(String text, boolean matches) {
        assertEquals(matches, TextFormat.ISO_INSTANT.matches(text));
    }

    @Test
    void what_is_a_moment_java_reads_too() {
        Random random = new Random(SEED);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = "2026-02-28T09:30:00.5+01:00";
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                text = changed(text, random);
            }
            if (TextFormat.ISO_INSTANT.matches(text) && text.indexOf("+", 19) != text.length() - 6) {
                read++;
                OffsetDateTime.parse(text);
            }
        }
        assertTrue(read > 0);
    }

    @ParameterizedTest
    @EnumSource
    void every_format_is_decided_fast_whatever_the_text_is(TextFormat format) {
        assertFalse(format.matches(""));
        for (String unit :
                new String[] {"a", "A", "0", "_", "-", ".", "a.", "a@", "%", "%41", "https://a", "é", "\n"}) {
            String text = unit.repeat(1_000_000 / unit.length());
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                format.matches(text);
                format.matches("A" + text + "!");
                format.matches("https://a/" + text);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_format_says_what_it_wants_after_a_field_s_name(TextFormat format) {
        assertTrue(format.detail().startsWith("must "), format.detail());
        assertFalse(format.detail().endsWith("."), format.detail());
    }

    private static boolean isDay(String text) {
        try {
            LocalDate.parse(text);
            return text.length() == 10;
        } catch (DateTimeException noDay) {
            return false;
        }
    }

    private static String changed(String text, Random random) {
        int at = random.nextInt(text.length());
        char c = "0123456789-+:.TZ \u0663".charAt(random.nextInt(18));
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + c + text.substring(at + 1);
            case 1 -> text.substring(0, at) + c + text.substring(at);
            default -> text.length() == 1 ? text : text.substring(0, at) + text.substring(at + 1);
        };
    }
}
