package dev.hardening.core.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextFingerprintTest {

    private static final long SEED = 20_261_126L;

    @Test
    void equal_texts_have_one_fingerprint_and_others_have_another() {
        Random random = new Random(SEED);
        Set<String> texts =
                new HashSet<>(Set.of("", "\0", "\0\0", "a", "aa", "Aa", "BB", "AaAa", "AaBB", "BBAa", "BBBB"));
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append((char) (random.nextBoolean() ? 'a' + random.nextInt(3) : random.nextInt(0x10000)));
            }
            texts.add(text.toString());
        }
        Set<Long> fingerprints = new HashSet<>();
        for (String text : texts) {
            long fingerprint = TextFingerprint.of(text);
            assertEquals(fingerprint, TextFingerprint.of(String.valueOf(text.toCharArray())));
            assertTrue(fingerprint >= 0 && fingerprint < (1L << 61) - 1, () -> "seed " + SEED);
            fingerprints.add(fingerprint);
        }
        assertEquals(texts.size(), fingerprints.size(), "seed " + SEED);
    }
}
