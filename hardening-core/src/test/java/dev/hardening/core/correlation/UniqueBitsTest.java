package dev.hardening.core.correlation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UniqueBitsTest {

    @Test
    void never_repeats_on_any_thread() throws Exception {
        int threads = 12;
        int each = 10_000;
        UniqueBits bits = new UniqueBits();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            var running = IntStream.range(0, threads)
                    .mapToObj(i -> executor.submit(() -> {
                        start.await();
                        for (int n = 0; n < each; n++) {
                            seen.add(bits.hex());
                        }
                        return null;
                    }))
                    .toList();
            start.countDown();
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
        assertEquals(threads * each, seen.size());
    }

    @Test
    void halves_do_not_repeat_either() {
        UniqueBits bits = new UniqueBits();
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        for (int n = 0; n < 10_000; n++) {
            assertTrue(seen.add(bits.half()));
        }
    }

    @Test
    void two_supplies_give_different_bits() {
        assertTrue(!new UniqueBits().hex().equals(new UniqueBits().hex()));
    }

    @Test
    void every_bit_is_set_about_half_of_the_time() {
        UniqueBits bits = new UniqueBits();
        int rounds = 20_000;
        int[] ones = new int[128];
        for (int round = 0; round < rounds; round++) {
            String hex = bits.hex();
            for (int bit = 0; bit < 128; bit++) {
                ones[bit] += (Hex.value(hex.charAt(bit / 4)) >> (bit % 4)) & 1;
            }
        }
        // Six standard deviations: a fair bit strays further once in a thousand million.
        double most = 6 * Math.sqrt(rounds) / 2;
        for (int bit = 0; bit < 128; bit++) {
            assertEquals(rounds / 2.0, ones[bit], most, "bit " + bit);
        }
    }
}
