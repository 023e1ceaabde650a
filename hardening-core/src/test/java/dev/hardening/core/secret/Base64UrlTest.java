package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class Base64UrlTest {

    private static final long SEED = 20260101;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Base64.Encoder RUNTIME = Base64.getUrlEncoder().withoutPadding();

    @Test
    void agrees_with_the_runtime_at_every_length() {
        Random random = new Random(SEED);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String text = RUNTIME.encodeToString(bytes);
            assertEquals(text, Base64Url.encode(bytes));
            assertArrayEquals(bytes, Base64Url.decode(text));
            assertArrayEquals(bytes, Base64Url.decode("?!" + text + "=", 2, 2 + text.length()));
        }
    }

    @Test
    void of_all_texts_of_one_to_three_characters_exactly_the_canonical_ones_decode() {
        Set<String> seen = new HashSet<>();
        for (int a = 0; a < 64; a++) {
            assertNull(Base64Url.decode(text(a)));
            for (int b = 0; b < 64; b++) {
                count(seen, text(a, b));
                for (int c = 0; c < 64; c++) {
                    count(seen, text(a, b, c));
                }
            }
        }
        assertEquals(256 + 65_536, seen.size());
    }

    private static String text(int... values) {
        StringBuilder text = new StringBuilder();
        for (int value : values) {
            text.append(ALPHABET.charAt(value));
        }
        return text.toString();
    }

    private static void count(Set<String> seen, String text) {
        byte[] bytes = Base64Url.decode(text);
        if (bytes != null) {
            assertTrue(seen.add(new String(bytes, StandardCharsets.ISO_8859_1)), text);
            assertEquals(text, RUNTIME.encodeToString(bytes));
        }
    }

    @Test
    void every_character_outside_of_the_alphabet_is_refused_at_every_place() {
        for (char c = 0; c < 0x180; c++) {
            boolean inAlphabet = ALPHABET.indexOf(c) >= 0;
            for (int length : new int[] {2, 3, 4, 8}) {
                for (int at = 0; at < length; at++) {
                    StringBuilder text = new StringBuilder("AAAAAAAA".substring(0, length));
                    text.setCharAt(at, c);
                    // The last of two or three characters has bits that must be zero.
                    boolean canonical = length % 4 == 0 || at < length - 1 || c == 'A' || isCanonicalEnd(c, length);
                    boolean decodes = Base64Url.decode(text.toString()) != null;
                    assertEquals(inAlphabet && canonical, decodes, (int) c + " at " + at + " of " + length);
                }
            }
        }
    }

    private static boolean isCanonicalEnd(char c, int length) {
        int unused = length % 4 == 2 ? 16 : 4;
        return ALPHABET.indexOf(c) % unused == 0;
    }

    @Test
    void whatever_decodes_is_what_encoding_writes() {
        Random random = new Random(SEED);
        for (int run = 0; run < 20_000; run++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(9);
            for (int i = 0; i < length; i++) {
                text.append(run % 2 == 0 ? ALPHABET.charAt(random.nextInt(64)) : (char) random.nextInt(300));
            }
            byte[] decoded = Base64Url.decode(text.toString());
            if (decoded != null) {
                assertEquals(text.toString(), Base64Url.encode(decoded), "seed " + SEED);
            }
        }
    }
}
