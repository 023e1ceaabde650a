package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.Allocations;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the hot path may allocate: nothing for a lookup, one small object for a parse. */
class AllocationTest {

    private static final int CALLS = 20_000;

    private int found;

    @Test
    void a_lookup_allocates_nothing() {
        Samples samples = new Samples();
        List<Cidr> cidrs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            cidrs.add(samples.cidr(samples.crowded()));
        }
        CidrSet set = CidrSet.of(cidrs);
        IpAddress[] addresses = new IpAddress[64];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = i % 2 == 0 ? samples.address() : samples.crowded();
        }
        assertAllocates(0, () -> {
            for (int i = 0; i < CALLS; i++) {
                IpAddress address = addresses[i & 63];
                found += set.contains(address) ? 1 : 0;
                found += cidrs.get(i & 63).contains(address) ? 1 : 0;
            }
        });
    }

    @Test
    void a_parse_allocates_the_address_only() {
        String header = "for=192.0.2.1, 2001:db8::8:800:200c:417a, fe80::1%eth0, <script>";
        assertAllocates(32 * 2, () -> {
            for (int i = 0; i < CALLS; i++) {
                found += IpAddress.tryParse(header, 4, 13) == null ? 0 : 1;
                found += IpAddress.tryParse(header, 15, 40) == null ? 0 : 1;
                found += IpAddress.tryParse(header, 42, 54) == null ? 0 : 1;
                found += IpAddress.tryParse(header, 56, 64) == null ? 0 : 1;
            }
        });
    }

    @Test
    void matching_a_host_allocates_nothing() {
        HostPattern pattern = HostPattern.parse("*.example.org:443");
        HostPort host = HostPort.parse("api.example.org");
        assertAllocates(0, () -> {
            for (int i = 0; i < CALLS; i++) {
                found += pattern.matches(host, 443) ? 1 : 0;
            }
        });
    }

    private void assertAllocates(long bytesPerCall, Runnable calls) {
        long least = Allocations.least(calls);
        assertTrue(least <= bytesPerCall * CALLS + CALLS / 10, "bytes per call: " + (double) least / CALLS);
        assertTrue(found > 0);
    }
}
