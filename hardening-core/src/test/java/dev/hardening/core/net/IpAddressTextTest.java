package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.CharBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "1.2.3.4",
                "10.0.0.1",
                "127.0.0.1",
                "192.0.2.1",
                "255.255.255.255",
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "1:2:3:4:5:6:7:8",
                "fe80::1",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "64:ff9b::c000:201"
            })
    void reads_and_writes_canonical_text_unchanged(String text) {
        assertEquals(text, IpAddress.parse(text).canonicalText());
        assertEquals(text, IpAddress.parse(text).toString());
    }

    /** Sections 1, 2 and 4 of RFC 5952, section 2.2 of RFC 4291, and the corners between them. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:0000:0:1::1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8:aaaa:bbbb:cccc:dddd::1, 2001:db8:aaaa:bbbb:cccc:dddd:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:0:1, 2001:db8:aaaa:bbbb:cccc:dddd:0:1",
        "2001:db8:0:0:0::1, 2001:db8::1",
        "2001:db8:0:0::1, 2001:db8::1",
        "2001:db8::aaaa:0:0:1, 2001:db8::aaaa:0:0:1",
        "2001:db8:0:0:aaaa::1, 2001:db8::aaaa:0:0:1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789, abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
        "FF01:0:0:0:0:0:0:101, ff01::101",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "0000:0000:0000:0000:0000:0000:0000:0000, ::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "0:0:3:4:5:6:0:0, ::3:4:5:6:0:0",
        "1:0:0:4:5:6:0:0, 1::4:5:6:0:0",
        "::13.1.68.3, ::d01:4403",
        "0:0:0:0:0:0:13.1.68.3, ::d01:4403",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
        "1::6:1.2.3.4, 1::6:102:304",
        "::ffff:0:192.0.2.1, ::ffff:0:c000:201",
    })
    void writes_every_spelling_as_rfc_5952_text(String text, String canonical) {
        assertEquals(canonical, IpAddress.parse(text).canonicalText());
        assertEquals(IpAddress.parse(canonical), IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:192.0.2.1",
                "::FFFF:192.0.2.1",
                "::ffff:c000:201",
                "0:0:0:0:0:ffff:192.0.2.1",
                "0000:0000:0000:0000:0000:ffff:192.0.2.1",
                "0:0:0:0:0:FFFF:C000:0201",
                "0::ffff:192.0.2.1"
            })
    void folds_ipv4_mapped_addresses_to_ipv4(String text) {
        IpAddress address = IpAddress.parse(text);
        assertEquals(address, IpAddress.tryParse(text));
        assertEquals("192.0.2.1", address.canonicalText());
        assertEquals(IpAddress.parse("192.0.2.1"), address);
        assertEquals(IpAddress.parse("192.0.2.1").hashCode(), address.hashCode());
        assertTrue(address.isV4());
        assertEquals(4, address.toBytes().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::192.0.2.1",
                "::ffff:0:c000:201",
                "::fffe:c000:201",
                "1::ffff:c000:201",
                "0:0:0:0:1:ffff:c000:201"
            })
    void keeps_other_embeddings_of_ipv4_apart_from_ipv4(String text) {
        assertFalse(IpAddress.parse(text).isV4());
        assertNotEquals(IpAddress.parse("192.0.2.1"), IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                ":",
                "...",
                ":::",
                "::::",
                "unknown",
                "_hidden",
                "<script>",
                "localhost",
                "example.org",
                "null",
                // IPv4 that other parsers accept
                "1",
                "1.2",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.04",
                "00.0.0.0",
                "1.2.3.256",
                "1.2.3.999",
                "1.2.3.1000",
                "256.0.0.0",
                "0x7f.0.0.1",
                "0x7f000001",
                "0177.0.0.1",
                "017700000001",
                "2130706433",
                "127.1",
                "-1.2.3.4",
                "+1.2.3.4",
                "1.2.3.-4",
                "1.2.3.4a",
                "a.b.c.d",
                "1,2,3,4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.4\n",
                "1.2.3.4\0",
                "\t1.2.3.4",
                "1.2.3.4:4711",
                "1.2.3.4/32",
                "\"1.2.3.4\"",
                "[1.2.3.4]",
                "1.2.3.4%eth0",
                "1\u3002" + "2.3.4",
                "\u0661.2.3.4",
                "\uff11.2.3.4",
                "1.2.3.\u0664",
                // IPv6
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8:",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1::2:3:4:5:6:7:8",
                "1::2::3",
                "::1::",
                "1:::2",
                ":::1",
                "1:::",
                "1:",
                ":1",
                "1:2",
                "12345::",
                "::12345",
                "00001::",
                "::g",
                "::-1",
                "::+1",
                "::0x1",
                "fe80::1%eth0",
                "fe80::1%25eth0",
                "fe80::1%",
                "::1%1",
                "[::1]",
                "[::1]:80",
                "[::1",
                "::1]",
                "::1/128",
                "::1 ",
                " ::1",
                "::1\r\n",
                "\u0661::",
                "::\uff11",
                "::\uff41",
                "::1.2.3",
                "::1.2.3.4.5",
                "::1.2.3.256",
                "::01.2.3.4",
                "::1.2.3.4:1",
                "1.2.3.4::",
                "::1.2.3.4::",
                "::a.2.3.4",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:1.2.3.4",
                "1:2:3:4:5:6::1.2.3.4:",
                "1:2:3:4:5:6:7::1.2.3.4",
                ":1.2.3.4",
                "::ffff:1.2.3",
                "::ffff:1.2.3.4:80",
                "::ffff:0x7f.0.0.1",
                "0000:0000:0000:0000:0000:ffff:255.255.255.2550",
                "00000:0000:0000:0000:0000:0000:0000:0000",
                "fe80:0:0:0:0:0:0:1%lo",
                "//::1",
                "::1#",
                "::1,::2"
            })
    void refuses_everything_else(String text) {
        assertNull(IpAddress.tryParse(text));
        InvalidAddressException refusal = assertThrows(InvalidAddressException.class, () -> IpAddress.parse(text));
        assertTrue(Samples.isSafe(String.valueOf(refusal.getMessage())), refusal.getMessage());
    }

    @Test
    void accepts_a_gap_that_stands_for_one_group_and_six_groups_before_ipv4() {
        assertEquals(
                "1:2:3:4:5:0:102:304", IpAddress.parse("1:2:3:4:5::1.2.3.4").canonicalText());
        assertEquals(
                "1:2:3:4:5:6:102:304", IpAddress.parse("1:2:3:4:5:6:1.2.3.4").canonicalText());
        assertNull(IpAddress.tryParse("1:2:3:4:5:6::1.2.3.4"));
    }

    @Test
    void reads_a_part_of_a_text() {
        String field = "for=[2001:db8::1]:80, 192.0.2.1:4711";
        assertEquals(IpAddress.parse("2001:db8::1"), IpAddress.tryParse(field, 5, 16));
        assertEquals(IpAddress.parse("192.0.2.1"), IpAddress.tryParse(field, 22, 31));
        assertEquals(IpAddress.parse("192.0.2.1"), IpAddress.tryParse(CharBuffer.wrap(field), 22, 31));
        assertNull(IpAddress.tryParse(field, 22, 33));
        assertNull(IpAddress.tryParse(field, 5, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> IpAddress.tryParse(field, 30, 99));
        assertThrows(IndexOutOfBoundsException.class, () -> IpAddress.tryParse(field, 6, 5));
    }

    @ParameterizedTest
    @CsvSource({
        "fe80::1%eth0, zone",
        "[::1]:80, brackets",
        "10.0.0.0/8, network",
        "'', empty",
        "' 1.2.3.4', blanks",
        "010.0.0.1, leading zeros"
    })
    void names_the_cure_in_the_message(String text, String cure) {
        InvalidAddressException refusal = assertThrows(InvalidAddressException.class, () -> IpAddress.parse(text));
        assertTrue(String.valueOf(refusal.getMessage()).contains(cure), refusal.getMessage());
    }

    @Test
    void never_echoes_control_characters_nor_long_input() {
        String text = "1\r\nSet-Cookie: a\u001b[2J\u2028\u202e" + "x".repeat(5000);
        String message = String.valueOf(assertThrows(InvalidAddressException.class, () -> IpAddress.parse(text))
                .getMessage());
        assertTrue(message.startsWith("'1??Set-Cookie: a?[2J??xxx"), message);
        assertTrue(message.contains("x'...") && Samples.isSafe(message), message);
        assertEquals(64, message.lastIndexOf('\'') - 1);
    }
}
