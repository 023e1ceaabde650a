package dev.hardening.core.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NonceSourceTest {

    @Test
    void a_nonce_is_128_bits_in_url_safe_base64_without_padding() {
        NonceSource source = NonceSource.create();
        for (int i = 0; i < 2_000; i++) {
            String nonce = source.next();
            assertEquals(22, nonce.length());
            byte[] bits = Base64.getUrlDecoder().decode(nonce);
            assertEquals(16, bits.length);
            // Strict encoders leave the two bits beyond 128 zero; this one writes what it would.
            assertEquals(nonce, Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
        }
    }

    @Test
    void no_nonce_comes_twice_from_many_threads_and_sources() {
        NonceSource shared = NonceSource.create();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 8).parallel().forEach(thread -> {
            NonceSource own = NonceSource.create();
            for (int i = 0; i < 5_000; i++) {
                assertTrue(seen.add(shared.next()));
                assertTrue(seen.add(own.next()));
            }
        });
        assertEquals(80_000, seen.size());
    }

    @Test
    void every_bit_is_as_often_one_as_zero() {
        NonceSource source = NonceSource.create();
        int[] ones = new int[128];
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            byte[] bits = Base64.getUrlDecoder().decode(source.next());
            for (int bit = 0; bit < 128; bit++) {
                ones[bit] += (bits[bit / 8] >> (bit % 8)) & 1;
            }
        }
        for (int bit = 0; bit < 128; bit++) {
            // Seven standard deviations: a fair bit fails once in some hundred thousand million runs.
            assertEquals(count / 2.0, ones[bit], 7 * Math.sqrt(count) / 2, "bit " + bit);
        }
    }
}
