package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Allocations;
import dev.hardening.testing.HandMadeToken;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompactTokenTest {

    private static final long SEED = 20260101;
    private static final String GOOD =
            HandMadeToken.hs256("k".repeat(32), "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"sub\":\"a\"}");

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
