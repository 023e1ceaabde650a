package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Allocations;
import dev.hardening.testing.HandMadeToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompactTokenTest {

    private static final long SEED = 20260101;
    private static final String GOOD =
            HandMadeToken.hs256("k".repeat(32), "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"sub\":\"a\"}");

    @Test
    void base64_agrees_with_the_runtime_and_has_one_text_for_any_bytes() {
        Random random = new Random(SEED);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertArrayEquals(bytes, Base64Url.decode(text, 0, text.length()));
        }
    }

    @Test
    void of_all_texts_of_two_and_three_characters_exactly_the_canonical_ones_decode() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Set<String> seen = new HashSet<>();
        for (char a : alphabet.toCharArray()) {
            assertNull(Base64Url.decode("" + a, 0, 1));
            for (char b : alphabet.toCharArray()) {
                count(seen, "" + a + b);
                for (char c : alphabet.toCharArray()) {
                    count(seen, "" + a + b + c);
                }
            }
        }
        assertEquals(256 + 65_536, seen.size());
    }

    private static void count(Set<String> seen, String text) {
        byte[] bytes = Base64Url.decode(text, 0, text.length());
        if (bytes != null) {
            assertTrue(seen.add(new String(bytes, StandardCharsets.ISO_8859_1)), text);
            assertEquals(text, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
    }

    @Test
    void every_character_outside_of_the_alphabet_is_refused_at_every_place() {
        for (char c = 0; c < 0x180; c++) {
            boolean inAlphabet =
                    (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
            for (int at = 0; at < 8; at++) {
                String text = "AAAAAAAA".substring(0, at) + c + "AAAAAAAA".substring(at + 1);
                assertEquals(inAlphabet, Base64Url.decode(text, 0, 8) != null, (int) c + " at " + at);
            }
        }
    }

    @Test
    void whatever_is_done_to_a_token_it_is_taken_or_refused_and_nothing_is_thrown() {
        Random random = new Random(SEED);
        int taken = 0;
        String signs = ".=+/ _-aA0\u0000\u00ff\ud800{}\"";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length() + 1);
                switch (random.nextInt(4)) {
                    case 0 -> text.insert(at, signs.charAt(random.nextInt(signs.length())));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(10)));
                    case 2 -> text.insert(at, text.substring(0, random.nextInt(text.length() + 1)));
                    default -> text.insert(at, (char) random.nextInt(0x10000));
                }
            }
            CompactToken token = CompactToken.parse(text.toString());
            if (token != null) {
                taken++;
                assertEquals(2, text.chars().filter(c -> c == '.').count(), text.toString());
                Object unused = token.claims();
            }
        }
        assertTrue(taken > 0, "seed " + SEED + " took " + taken);
    }

    @Test
    void random_json_in_header_and_claims_is_taken_or_refused_and_nothing_is_thrown() {
        Random random = new Random(SEED);
        String[] pieces = {"{", "}", "[", "]", ",", ":", "\"alg\"", "\"HS256\"", "1e999", "null", "\"\\ud800\"", "/**/"
        };
        for (int i = 0; i < 50_000; i++) {
            StringBuilder header = new StringBuilder("{\"alg\":\"HS256\"");
            StringBuilder claims = new StringBuilder("{");
            for (int piece = random.nextInt(12); piece >= 0; piece--) {
                (random.nextBoolean() ? header : claims).append(pieces[random.nextInt(pieces.length)]);
            }
            CompactToken token =
                    CompactToken.parse(HandMadeToken.base64(header.append('}').toString()) + "."
                            + HandMadeToken.base64(claims.append('}').toString()) + ".AAAA");
            if (token != null) {
                assertEquals("HS256", token.algorithm());
                Object unused = token.claims();
            }
        }
    }

    @Test
    void eight_kib_is_the_limit_to_the_byte() {
        String rest = GOOD.substring(GOOD.indexOf('.'));
        int room = CompactToken.LONGEST - GOOD.length();
        String longer = rest + "A".repeat(room - room % 4);
        assertNotNull(CompactToken.parse(GOOD.substring(0, GOOD.indexOf('.')) + longer));
        assertNull(CompactToken.parse(GOOD.substring(0, GOOD.indexOf('.')) + longer + "AAAA"));
    }

    @Test
    void a_token_of_five_megabytes_costs_nothing() {
        String header = GOOD.substring(0, GOOD.indexOf('.'));
        String huge = header + "." + "A".repeat(5 << 20) + ".AAAA";
        long bytes = Allocations.least(() -> assertNull(CompactToken.parse(huge)));
        assertTrue(bytes < 1024, "bytes: " + bytes);
    }

    @Test
    void the_deepest_claims_that_fit_cost_a_few_kilobytes() {
        String deep = HandMadeToken.base64("{\"x\":" + "[".repeat(2900) + "]".repeat(2900) + "}");
        String token = GOOD.substring(0, GOOD.indexOf('.')) + "." + deep + ".AAAA";
        assertTrue(token.length() < CompactToken.LONGEST);
        long bytes = Allocations.least(() -> {
            CompactToken parsed = CompactToken.parse(token);
            assertNotNull(parsed);
            assertNull(parsed.claims());
        });
        assertTrue(bytes < 64 * 1024, "bytes: " + bytes);
    }
}
