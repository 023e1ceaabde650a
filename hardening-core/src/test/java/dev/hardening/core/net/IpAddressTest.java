package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, loopback",
        "127.255.255.255, loopback",
        "126.255.255.255, none",
        "128.0.0.0, none",
        "::1, loopback",
        "::2, none",
        "1::1, none",
        "::ffff:127.0.0.1, loopback",
        "::127.0.0.1, none",
        "10.0.0.0, private",
        "10.255.255.255, private",
        "9.255.255.255, none",
        "11.0.0.0, none",
        "172.15.255.255, none",
        "172.16.0.0, private",
        "172.31.255.255, private",
        "172.32.0.0, none",
        "192.167.255.255, none",
        "192.168.0.0, private",
        "192.168.255.255, private",
        "192.169.0.0, none",
        "fbff::, none",
        "fc00::, private",
        "fdff:ffff::1, private",
        "fe00::, none",
        "100.64.0.1, none",
        "169.253.255.255, none",
        "169.254.0.0, link-local",
        "169.254.169.254, link-local",
        "169.255.0.0, none",
        "fe7f::, none",
        "fe80::, link-local",
        "febf:ffff::1, link-local",
        "fec0::, none",
        "0.0.0.0, unspecified",
        "::, unspecified",
        "0.0.0.1, none",
        "1::, none",
        "::ffff:0:0, unspecified"
    })
    void knows_the_special_ranges_by_their_borders(String text, String kind) {
        IpAddress address = IpAddress.parse(text);
        assertEquals(kind.equals("loopback"), address.isLoopback());
        assertEquals(kind.equals("private"), address.isPrivate());
        assertEquals(kind.equals("link-local"), address.isLinkLocal());
        assertEquals(kind.equals("unspecified"), address.isUnspecified());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::",
        "2001:db8:1:2:ffff:ffff:ffff:ffff, 2001:db8:1:2::",
        "2001:db8:1:3::1, 2001:db8:1:3::",
        "2001:db8::, 2001:db8::",
        "::1, ::",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
        "64:ff9b:0:0:1:0:c000:201, 64:ff9b::",
        "64:ff9c::192.0.2.1, 64:ff9c::"
    })
    void counts_ipv4_whole_and_ipv6_by_its_64(String text, String key) {
        assertEquals(IpAddress.parse(key), IpAddress.parse(text).limitKey());
    }

    @Test
    void makes_no_new_key_where_nothing_is_cut() {
        for (String text : List.of("192.0.2.1", "2001:db8::", "64:ff9b::1")) {
            IpAddress address = IpAddress.parse(text);
            assertSame(address, address.limitKey());
        }
    }

    @Test
    void tells_ipv4_and_ipv6_apart_by_the_two_numbers_alone() {
        IpAddress v4 = IpAddress.parse("10.0.0.1");
        IpAddress v6 = IpAddress.parse("::10.0.0.1");
        assertEquals(0, v4.high());
        assertEquals(0x0000_ffff_0a00_0001L, v4.low());
        assertEquals(0x0a00_0001L, v6.low());
        assertNotEquals(v4, v6);
    }

    @Test
    void reads_bytes_and_inet_addresses() throws UnknownHostException {
        byte[] mapped = IpAddress.parse("64:ff9b::1").toBytes();
        assertEquals(16, mapped.length);
        assertEquals("64:ff9b::1", IpAddress.ofBytes(mapped).toString());
        assertEquals(
                "255.0.128.1", IpAddress.ofBytes(new byte[] {-1, 0, -128, 1}).toString());
        byte[] scoped = IpAddress.parse("fe80::1").toBytes();
        assertEquals(
                "fe80::1",
                IpAddress.of(Inet6Address.getByAddress(null, scoped, 3)).toString());
        assertEquals(
                "192.0.2.1",
                IpAddress.of(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}))
                        .toString());
        for (int length : new int[] {0, 1, 3, 5, 15, 17}) {
            assertThrows(InvalidAddressException.class, () -> IpAddress.ofBytes(new byte[length]));
        }
    }

    @Test
    void does_not_share_its_bytes() {
        byte[] bytes = {10, 0, 0, 1};
        IpAddress address = IpAddress.ofBytes(bytes);
        bytes[0] = 11;
        address.toBytes()[0] = 12;
        assertEquals("10.0.0.1", address.toString());
    }

    @Test
    void sorts_ipv4_first_and_each_family_by_unsigned_number() {
        List<String> sorted = List.of(
                "0.0.0.0",
                "9.0.0.0",
                "10.0.0.0",
                "127.0.0.1",
                "128.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::8000:0:0:0",
                "0:0:0:1::",
                "7fff::",
                "8000::",
                "ffff::");
        List<IpAddress> addresses =
                new ArrayList<>(sorted.stream().map(IpAddress::parse).toList());
        Collections.shuffle(addresses, new java.util.Random(Samples.SEED));
        Collections.sort(addresses);
        assertEquals(sorted, addresses.stream().map(IpAddress::toString).toList());
        assertEquals(0, IpAddress.parse("::ffff:1.2.3.4").compareTo(IpAddress.parse("1.2.3.4")));
    }

    @Test
    void equals_only_the_same_address() {
        IpAddress address = IpAddress.parse("2001:db8::1");
        assertNotNull(address);
        assertNotEquals(address, IpAddress.parse("2001:db8::2"));
        assertNotEquals(address, IpAddress.parse("2001:db9::1"));
        assertFalse(address.equals((Object) "2001:db8::1"));
    }
}
