package dev.hardening.core.headers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.headers.HeaderBlock.Verdict;
import dev.hardening.testing.Allocations;
import org.junit.jupiter.api.Test;

/** What the hot path may allocate: nothing for a block without nonce, 200 bytes for a nonce. */
class HeaderCostTest {

    private static final int CALLS = 20_000;

    private int found;

    @Test
    void reading_a_block_and_guarding_it_allocates_nothing() {
        SecurityHeaders headers = SecurityHeaders.of(HeaderSettings.builder().build());
        assertAllocates(0, () -> {
            for (int i = 0; i < CALLS; i++) {
                HeaderBlock block = headers.block(i % 2 == 0, "/api/items");
                for (int field = 0; field < block.size(); field++) {
                    found += block.name(field).length()
                            + block.value(field, null).length();
                }
                found += block.onApplicationField("Content-Type", "text/plain", null, null) == Verdict.DROP ? 1 : 0;
                found += block.onApplicationField("x-frame-options", "DENY", "DENY", null) == Verdict.DROP ? 1 : 0;
                found += block.onApplicationField("Cache-Control", "max-age=1", "no-store", null) == Verdict.DROP
                        ? 1
                        : 0;
            }
        });
    }

    @Test
    void a_nonce_allocates_200_bytes_at_most() {
        NonceSource source = NonceSource.create();
        assertAllocates(200, () -> {
            for (int i = 0; i < CALLS; i++) {
                found += source.next().length();
            }
        });
    }

    private void assertAllocates(long bytesPerCall, Runnable calls) {
        long least = Allocations.least(calls);
        assertTrue(least <= bytesPerCall * CALLS + CALLS / 10, "bytes per call: " + (double) least / CALLS);
        assertTrue(found > 0);
    }
}
