package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    private final Samples samples = new Samples();

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8, 10.255.255.255",
        "192.0.2.1, 192.0.2.1/32, 192.0.2.1",
        "192.0.2.1/32, 192.0.2.1/32, 192.0.2.1",
        "0.0.0.0/0, 0.0.0.0/0, 255.255.255.255",
        "128.0.0.0/1, 128.0.0.0/1, 255.255.255.255",
        "::1, ::1/128, ::1",
        "::/0, ::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:DB8:0::/32, 2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::/63, 2001:db8::/63, 2001:db8:0:1:ffff:ffff:ffff:ffff",
        "2001:db8::/64, 2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff",
        "2001:db8::/65, 2001:db8::/65, 2001:db8::7fff:ffff:ffff:ffff",
        "::ffff:0:0/96, 0.0.0.0/0, 255.255.255.255",
        "::ffff:10.0.0.0/104, 10.0.0.0/8, 10.255.255.255",
        "::ffff:10.0.0.1/128, 10.0.0.1/32, 10.0.0.1",
        "::ffff:10.0.0.1, 10.0.0.1/32, 10.0.0.1",
    })
    void reads_networks_and_plain_addresses(String text, String canonical, String last) {
        Cidr cidr = Cidr.parse(text);
        assertEquals(canonical, cidr.toString());
        assertEquals(last, cidr.last().toString());
        assertEquals(cidr, Cidr.parse(canonical));
        assertEquals(cidr.hashCode(), Cidr.parse(canonical).hashCode());
        assertEquals(cidr, Cidr.of(cidr.network(), cidr.prefixLength()));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, 10.0.0.0/8",
        "192.168.1.1/24, 192.168.1.0/24",
        "0.0.0.1/0, 0.0.0.0/0",
        "255.255.255.255/31, 255.255.255.254/31",
        "2001:db8::1/32, 2001:db8::/32",
        "2001:db8:0:1::/63, 2001:db8::/63",
        "::1/0, ::/0",
        "::ffff:10.0.0.1/104, 10.0.0.0/8",
    })
    void refuses_host_bits_and_names_the_network_that_was_meant(String text, String meant) {
        InvalidAddressException refusal = assertThrows(InvalidAddressException.class, () -> Cidr.parse(text));
        assertEquals("'" + text + "' has host bits set; write " + meant, refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/128",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/00",
                "10.0.0.0/8 ",
                " 10.0.0.0/8",
                "10.0.0.0 /8",
                "10.0.0.0/ 8",
                "10.0.0.0//8",
                "10.0.0.0/8/8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0/0x8",
                "10/8",
                "10.0/16",
                "10.0.0.0\\8",
                "10.0.0.0/a",
                "10.0.0.0/4294967304",
                "10.0.0.0/99999999999999999999",
                "::/129",
                "::/999",
                "::/1000",
                "::/-0",
                "::1%lo/128",
                "[::]/0",
                "example.org/8",
                "*",
                "10.*",
                "10.0.0.0-10.0.0.9",
                "10.0.0.0/\u0668",
                "10.0.0.0/8\n",
                "all",
                "localhost",
                "::ffff:10.0.0.0/8",
                "::ffff:0:0/95",
                "::ffff:0:0/0",
                "::ffff:10.0.0.0/129"
            })
    void refuses_malformed_networks(String text) {
        InvalidAddressException refusal = assertThrows(InvalidAddressException.class, () -> Cidr.parse(text));
        assertTrue(Samples.isSafe(Objects.requireNonNull(refusal.getMessage())), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.0.0.0/8", "::ffff:0:0/95", "::ffff:0:0/0"})
    void says_how_to_write_the_prefix_of_a_mapped_network(String text) {
        InvalidAddressException refusal = assertThrows(InvalidAddressException.class, () -> Cidr.parse(text));
        assertTrue(Objects.requireNonNull(refusal.getMessage()).contains("96 to 128"), refusal.getMessage());
    }

    @Test
    void refuses_impossible_prefix_lengths_from_code_too() {
        IpAddress v4 = IpAddress.parse("10.0.0.0");
        for (int prefix : List.of(-1, 33, 128, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
            assertThrows(InvalidAddressException.class, () -> Cidr.of(v4, prefix));
        }
        assertThrows(InvalidAddressException.class, () -> Cidr.of(IpAddress.parse("::"), 129));
        assertThrows(InvalidAddressException.class, () -> Cidr.of(IpAddress.parse("10.0.0.1"), 8));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 9.255.255.255, false",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, a00::1, false",
        "10.0.0.0/8, a00::, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, ::10.1.2.3, false",
        "10.0.0.0/8, ::a01:203, false",
        "0.0.0.0/0, ::, false",
        "0.0.0.0/0, ::1, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "::/0, 0.0.0.0, false",
        "::/0, ::ffff:1.2.3.4, false",
        "::/0, ::1, true",
        "::/64, 1.2.3.4, false",
        "::/80, 1.2.3.4, false",
        "::ffff:0:0/96, 1.2.3.4, true",
        "::ffff:0:0/96, ::1, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "127.0.0.1, ::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/127, 2001:db8::1, true",
        "2001:db8::/127, 2001:db8::2, false",
        "::/80, ::fffe:ffff:ffff, true",
        "::/80, ::1:0:0:0, false",
        "::fffe:0:0/95, ::ffff:255.255.255.255, false",
    })
    void holds_addresses_of_its_family_only(String cidr, String address, boolean held) {
        assertEquals(held, Cidr.parse(cidr).contains(IpAddress.parse(address)));
    }

    @Test
    void knows_when_it_holds_everything() {
        assertTrue(Cidr.parse("0.0.0.0/0").isEverything());
        assertTrue(Cidr.parse("::/0").isEverything());
        assertTrue(Cidr.parse("::ffff:0:0/96").isEverything());
        assertFalse(Cidr.parse("0.0.0.0/1").isEverything());
        assertFalse(Cidr.parse("::/1").isEverything());
    }

    @Test
    void agrees_with_arithmetic_on_big_integers() {
        for (int i = 0; i < 30_000; i++) {
            Cidr cidr = samples.cidr(i % 2 == 0 ? samples.crowded() : samples.address());
            IpAddress address = i % 3 == 0 ? samples.address() : samples.crowded();
            int shift = cidr.network().bits() - cidr.prefixLength();
            boolean held = cidr.network().isV4() == address.isV4()
                    && number(address)
                            .shiftRight(shift)
                            .equals(number(cidr.network()).shiftRight(shift));
            assertEquals(held, cidr.contains(address), () -> cidr + " " + address + ", " + samples);
            assertTrue(cidr.contains(cidr.network()), () -> cidr + ", " + samples);
            assertEquals(cidr, Cidr.parse(cidr.toString()), samples::toString);
        }
    }

    @Test
    void returns_or_throws_its_one_exception() {
        List<String> bases = List.of("10.0.0.0/8", "2001:db8::/32", "::ffff:10.0.0.0/104", "192.0.2.1", "0.0.0.0/0");
        for (int i = 0; i < 30_000; i++) {
            String text = i % 8 == 0 ? samples.noise() : samples.mutated(bases);
            try {
                Cidr cidr = Cidr.parse(text);
                assertEquals(cidr, Cidr.parse(cidr.toString()), () -> text + ", " + samples);
            } catch (InvalidAddressException e) {
                assertTrue(Samples.isSafe(Objects.requireNonNull(e.getMessage())), e.getMessage());
            }
        }
    }

    @Test
    void equals_only_the_same_network() {
        assertNotEquals(Cidr.parse("10.0.0.0/8"), Cidr.parse("10.0.0.0/9"));
        assertNotEquals(Cidr.parse("10.0.0.0/8"), Cidr.parse("11.0.0.0/8"));
        assertNotEquals(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0"));
        assertFalse(Cidr.parse("10.0.0.0/8").equals((Object) "10.0.0.0/8"));
    }

    private static BigInteger number(IpAddress address) {
        return new BigInteger(1, address.toBytes());
    }
}
