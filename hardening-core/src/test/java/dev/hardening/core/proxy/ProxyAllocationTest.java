package dev.hardening.core.proxy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.CidrSet;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeRequest;
import org.junit.jupiter.api.Test;

/** What the hot path may allocate. A request's own list of lines is the container's and is kept small here. */
class ProxyAllocationTest {

    private static final int CALLS = 20_000;

    private final ClientResolver resolver = ClientResolver.of(
            ProxySettings.builder().trusted(CidrSet.parse("10.0.0.0/8")).build());
    private long seen;

    @Test
    void a_direct_request_costs_one_small_object_at_most() {
        FakeRequest direct = FakeRequest.from("203.0.113.1").line("Host", "app.example");
        assertAllocates(40, () -> seen += resolver.resolve(direct).client().low());
    }

    @Test
    void long_lists_are_not_taken_apart() {
        String list = "6.6.6.6, ".repeat(500) + "203.0.113.9, 10.0.0.7";
        FakeRequest forwarded =
                FakeRequest.from("10.0.0.1").line("Host", "app.example").line("X-Forwarded-For", list);
        assertAllocates(250, () -> seen += resolver.resolve(forwarded).client().low());
    }

    private void assertAllocates(long most, Runnable call) {
        long least = Allocations.least(() -> {
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
        });
        assertTrue(least <= (most + 1) * CALLS, "bytes per call: " + (double) least / CALLS);
        assertTrue(seen != 0);
    }
}
