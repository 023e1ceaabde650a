package dev.hardening.core.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFormatTest {

    /** The check is zlib's crc32 of everything before the last underscore, in base62 with digits first. */
    private static final String KNOWN = "hk_live_AbCdEfGh_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg_3Sf3Uz";

    private final SecretGenerator generator = new SecretGenerator();

    @Test
    void generated_keys_have_the_documented_form() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            Secret key = generator.apiKey("API_KEY_1", "live");
            String text = key.exposeBytes(bytes -> new String(bytes, US_ASCII));

            assertTrue(text.matches("hk_live_[A-Za-z0-9]{8}_[A-Za-z0-9]{43}_[A-Za-z0-9]{6}"));
            ApiKeyFormat parts = ApiKeyFormat.parse(text).orElseThrow();
            assertEquals("live", parts.environment());
            assertEquals(text.substring(8, 16), parts.id());
            assertEquals("hk_live_" + parts.id(), parts.toString());
            assertTrue(seen.add(text));
            assertEquals(List.of(), SecretRule.apiKey().check(key));
            assertTrue(SecretRule.isAcceptable(SecretRule.signing().check(key)));
        }
    }

    @Test
    void the_check_is_the_crc_32_of_what_precedes_it() {
        assertTrue(ApiKeyFormat.parse(KNOWN).isPresent());
    }

    @Test
    void any_typing_mistake_shows() {
        String key = generator.apiKey("K", "test").exposeBytes(bytes -> new String(bytes, US_ASCII));
        Random random = new Random(20260419);
        for (int i = 0; i < key.length(); i++) {
            for (int n = 0; n < 20; n++) {
                char other = (char) (' ' + random.nextInt(95));
                if (other != key.charAt(i)) {
                    String wrong = key.substring(0, i) + other + key.substring(i + 1);
                    assertTrue(ApiKeyFormat.parse(wrong).isEmpty(), "position " + i + ", " + other);
                }
            }
            assertTrue(ApiKeyFormat.parse(key.substring(0, i)).isEmpty());
            assertTrue(ApiKeyFormat.parse(key.substring(i + 1)).isEmpty());
        }
        assertTrue(ApiKeyFormat.parse(key + "0").isEmpty());
        assertTrue(ApiKeyFormat.parse(" " + key).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hk_", "hk__", "hk_live_", "sk-ant", "hk_live_AbCdEfGh_short_000000", "\uD800", "____"})
    void what_is_not_a_key_is_not_parsed(String text) {
        assertTrue(ApiKeyFormat.parse(text).isEmpty());
    }

    @Test
    void parsing_never_throws() {
        Random random = new Random(20260420);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("hk_");
            for (int n = random.nextInt(90); n > 0; n--) {
                text.append("_aZ09\u00e9\n ".charAt(random.nextInt(8)));
            }
            assertFalse(ApiKeyFormat.parse(text).isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Live", "li_ve", "li ve", "ü", "abcdefghijklmnopq"})
    void refuses_environments_that_would_not_parse(String environment) {
        assertThrows(IllegalArgumentException.class, () -> generator.apiKey("K", environment));
    }

    @Test
    void generates_hex_and_base64url_of_the_asked_size() {
        assertTrue(
                generator.hex("K", 32).exposeBytes(b -> new String(b, US_ASCII)).matches("[0-9a-f]{64}"));
        assertTrue(generator
                .base64Url("K", 32)
                .exposeBytes(b -> new String(b, US_ASCII))
                .matches("[A-Za-z0-9_-]{43}"));
        assertEquals("K", generator.hex("K", 1).name());
        assertEquals(List.of(), SecretRule.signing().check(generator.hex("K", 32)));
        assertEquals(List.of(), SecretRule.signing().check(generator.base64Url("K", 32)));
        assertThrows(IllegalArgumentException.class, () -> generator.hex("K", 0));
        assertThrows(IllegalArgumentException.class, () -> generator.base64Url("K", -1));
    }

    @Test
    void every_hex_digit_comes_up() {
        String all = generator.hex("K", 1000).exposeBytes(b -> new String(b, US_ASCII));

        assertEquals(16, all.chars().distinct().count());
    }
}
