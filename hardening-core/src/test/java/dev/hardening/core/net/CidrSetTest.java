package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrSetTest {

    private final Samples samples = new Samples();

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.0/24",
        "10.1.3.3, 10.1.0.0/16",
        "10.2.0.0, 10.0.0.0/8",
        "10.1.2.255, 10.1.2.255/32",
        "10.1.255.255, 10.1.0.0/16",
        "10.255.255.255, 10.0.0.0/8",
        "11.0.0.0, ''",
        "9.255.255.255, ''",
        "255.255.255.255, 255.255.255.255/32",
        "255.255.255.254, ''",
        "0.0.0.0, 0.0.0.0/32",
        "0.0.0.1, ''",
        "::ffff:10.2.0.0, 10.0.0.0/8",
        "a00::1, ''",
        "::a02:0, ''",
        "2001:db8::1, 2001:db8::/64",
        "2001:db8:0:1::, 2001:db8::/32",
        "2001:db9::, ''",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff::/16",
        "8000::, ''"
    })
    void finds_the_narrowest_network(String address, String network) {
        CidrSet set = CidrSet.parse("10.1.2.0/24, 10.0.0.0/8, 10.1.0.0/16, 10.1.2.255, 255.255.255.255, 0.0.0.0,"
                + "2001:db8::/32, 2001:db8::/64, ffff::/16");
        IpAddress parsed = IpAddress.parse(address);
        assertEquals(network.isEmpty() ? null : Cidr.parse(network), set.match(parsed));
        assertEquals(!network.isEmpty(), set.contains(parsed));
    }

    @Test
    void agrees_with_a_scan_of_all_networks() {
        int hits = 0;
        for (int round = 0; round < 400; round++) {
            List<Cidr> cidrs = new ArrayList<>();
            for (int i = samples.below(round % 10 == 0 ? 1000 : 30); i > 0; i--) {
                cidrs.add(samples.cidr(i % 3 == 0 ? samples.address() : samples.crowded()));
            }
            CidrSet set = CidrSet.of(cidrs);
            List<IpAddress> asked = new ArrayList<>();
            for (Cidr cidr : cidrs.subList(0, Math.min(cidrs.size(), 40))) {
                asked.add(cidr.network());
                asked.add(cidr.last());
                asked.add(neighbour(cidr.last(), 1));
                asked.add(neighbour(cidr.network(), -1));
            }
            for (int i = 0; i < 60; i++) {
                asked.add(i % 2 == 0 ? samples.address() : samples.crowded());
            }
            for (IpAddress address : asked) {
                Cidr expected = scan(cidrs, address);
                hits += expected == null ? 0 : 1;
                assertEquals(expected, set.match(address), () -> address + " in " + set + ", " + samples);
                assertEquals(expected != null, set.contains(address));
            }
        }
        assertTrue(hits > 10_000, "the samples hit: " + hits);
    }

    private static @Nullable Cidr scan(List<Cidr> cidrs, IpAddress address) {
        Cidr best = null;
        for (Cidr cidr : cidrs) {
            if (cidr.contains(address) && (best == null || cidr.prefixLength() > best.prefixLength())) {
                best = cidr;
            }
        }
        return best;
    }

    private static IpAddress neighbour(IpAddress address, int step) {
        byte[] bytes = address.toBytes();
        int carry = step;
        for (int i = bytes.length - 1; i >= 0 && carry != 0; i--) {
            int sum = (bytes[i] & 0xff) + carry;
            bytes[i] = (byte) sum;
            carry = sum >> 8;
        }
        return IpAddress.ofBytes(bytes);
    }

    @Test
    void everything_of_one_family_is_nothing_of_the_other() {
        CidrSet v4 = CidrSet.parse("0.0.0.0/0");
        CidrSet v6 = CidrSet.parse("::/0");
        for (int i = 0; i < 1000; i++) {
            assertTrue(v4.contains(samples.v4()), samples::toString);
            assertFalse(v4.contains(samples.v6()), samples::toString);
            assertTrue(v6.contains(samples.v6()), samples::toString);
            assertFalse(v6.contains(samples.v4()), samples::toString);
        }
    }

    @Test
    void has_named_sets() {
        assertTrue(CidrSet.empty().isEmpty());
        assertNull(CidrSet.empty().match(IpAddress.parse("0.0.0.0")));
        assertNull(CidrSet.empty().match(IpAddress.parse("::")));
        assertEquals("127.0.0.0/8, ::1/128", CidrSet.loopback().toString());
        assertEquals(
                "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7",
                CidrSet.privateRanges().toString());
        for (int i = 0; i < 5000; i++) {
            IpAddress address = i % 2 == 0 ? samples.crowded() : samples.address();
            assertEquals(address.isLoopback(), CidrSet.loopback().contains(address), address::toString);
            assertEquals(address.isPrivate(), CidrSet.privateRanges().contains(address), address::toString);
        }
    }

    @Test
    void reads_a_comma_list_and_writes_it_sorted_without_doubles() {
        CidrSet set = CidrSet.parse(" ::1 ,10.0.0.0/8,\t192.0.2.1, 10.0.0.0/8, ::ffff:10.0.0.0/104");
        assertEquals("10.0.0.0/8, 192.0.2.1/32, ::1/128", set.toString());
        assertEquals(set, CidrSet.parse(set.toString()));
        assertEquals(set.hashCode(), CidrSet.parse(set.toString()).hashCode());
        assertEquals(3, set.cidrs().size());
        assertSame(CidrSet.empty(), CidrSet.parse(""));
        assertSame(CidrSet.empty(), CidrSet.parse("  "));
        assertSame(CidrSet.empty(), CidrSet.of(List.of()));
        assertFalse(set.equals((Object) "10.0.0.0/8"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "10.0.0.0/8,",
                ",10.0.0.0/8",
                "10.0.0.0/8,,::1",
                "10.0.0.0/8 ::1",
                "10.0.0.0/8;::1",
                "10.0.0.1/8",
                "*",
                "10.0.0.0/8, localhost",
                "10.0.0.0/8\n::1",
                "[::1]"
            })
    void refuses_a_list_with_one_bad_entry(String list) {
        InvalidAddressException refusal = assertThrows(InvalidAddressException.class, () -> CidrSet.parse(list));
        assertTrue(Samples.isSafe(Objects.requireNonNull(refusal.getMessage())), refusal.getMessage());
    }

    @Test
    void adds_sets() {
        CidrSet both = CidrSet.loopback().plus(CidrSet.parse("10.0.0.0/8, ::1"));
        assertEquals("10.0.0.0/8, 127.0.0.0/8, ::1/128", both.toString());
        assertTrue(both.contains(IpAddress.parse("127.0.0.1")) && both.contains(IpAddress.parse("10.0.0.1")));
        assertEquals(CidrSet.loopback(), CidrSet.loopback().plus(CidrSet.empty()));
    }

    @Test
    void does_not_change_with_the_collection_it_was_made_of() {
        List<Cidr> cidrs = new ArrayList<>(List.of(Cidr.parse("10.0.0.0/8")));
        CidrSet set = CidrSet.of(cidrs);
        cidrs.set(0, Cidr.parse("0.0.0.0/0"));
        assertFalse(set.contains(IpAddress.parse("192.0.2.1")));
        assertThrows(UnsupportedOperationException.class, () -> set.cidrs().clear());
    }
}
