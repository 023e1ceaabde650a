package dev.hardening.core.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IpAddressPropertyTest {

    private static final int ROUNDS = 50_000;
    private static final List<String> BASES = List.of(
            "192.0.2.1",
            "255.255.255.255",
            "0.0.0.0",
            "::",
            "::1",
            "2001:db8::8:800:200c:417a",
            "1:2:3:4:5:6:7:8",
            "1::8",
            "::ffff:192.0.2.1",
            "64:ff9b::192.0.2.33",
            "0000:0000:0000:0000:0000:ffff:255.255.255.255",
            "fe80::1%eth0");

    private final Samples samples = new Samples();

    @Test
    void reads_back_what_it_writes() {
        for (int i = 0; i < ROUNDS; i++) {
            IpAddress address = samples.address();
            String text = address.canonicalText();
            assertEquals(address, IpAddress.parse(text), () -> text + ", " + samples);
            assertEquals(address, IpAddress.parse(text.toUpperCase(Locale.ROOT)), () -> text + ", " + samples);
            assertEquals(address, IpAddress.ofBytes(address.toBytes()), () -> text + ", " + samples);
        }
    }

    @Test
    void writes_the_shortest_text_without_a_double_gap() {
        for (int i = 0; i < ROUNDS; i++) {
            IpAddress address = samples.v6();
            String text = address.canonicalText();
            String full = full(address);
            assertEquals(address, IpAddress.parse(full), () -> full + ", " + samples);
            assertTrue(text.length() <= full.length(), () -> text + ", " + samples);
            assertEquals(text.indexOf("::"), text.lastIndexOf("::"), () -> text + ", " + samples);
            assertTrue(text.contains("::") || !("/" + full + ":").contains(":0:0:"), () -> text + ", " + samples);
        }
    }

    @Test
    void agrees_with_the_jdk_about_bytes_and_kinds() throws UnknownHostException {
        for (int i = 0; i < ROUNDS; i++) {
            IpAddress address = samples.address();
            InetAddress jdk = InetAddress.getByAddress(address.toBytes());
            // The JDK writes IPv6 in full, so its text is one more spelling to read; it is not the canonical one.
            assertEquals(address, IpAddress.parse(jdk.getHostAddress()), () -> address + ", " + samples);
            if (address.isV4()) {
                assertEquals(jdk.getHostAddress(), address.canonicalText(), samples::toString);
            }
            assertEquals(address, IpAddress.of(jdk));
            assertArrayEquals(jdk.getAddress(), address.toBytes());
            assertEquals(jdk.isLoopbackAddress(), address.isLoopback());
            assertEquals(jdk.isAnyLocalAddress(), address.isUnspecified());
            assertEquals(jdk.isLinkLocalAddress(), address.isLinkLocal());
        }
    }

    @Test
    void returns_or_throws_its_one_exception_and_both_parsers_agree() {
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = i % 4 == 0 ? samples.noise() : samples.mutated(BASES);
            IpAddress tried = IpAddress.tryParse(text, 0, text.length());
            IpAddress parsed = parseOrNull(text);
            assertEquals(parsed, tried, () -> text + ", " + samples);
            String framed = "[" + text + "]";
            assertEquals(parsed, IpAddress.tryParse(framed, 1, framed.length() - 1), () -> text + ", " + samples);
            if (parsed != null) {
                accepted++;
                assertEquals(parsed, IpAddress.parse(parsed.canonicalText()), () -> text + ", " + samples);
                assertTrue(text.chars()
                        .allMatch(c -> c == ':' || c == '.' || (Character.digit(c, 16) >= 0 && c < 128)));
            }
        }
        assertTrue(accepted > ROUNDS / 10, "the mutations reach valid texts too: " + accepted);
    }

    @Test
    void spreads_neighbours_over_hash_buckets() {
        Set<Integer> low = new HashSet<>();
        Set<Integer> high = new HashSet<>();
        for (int i = 0; i < 4096; i++) {
            low.add(IpAddress.ofV4(0x0a00_0000L + i).hashCode() & 0xffff);
            high.add(IpAddress.ofBits(0x2001_0db8_0000_0000L + i, 0).hashCode() & 0xffff);
        }
        assertTrue(low.size() > 3500, "IPv4: " + low.size());
        assertTrue(high.size() > 3500, "IPv6: " + high.size());
    }

    private static @Nullable IpAddress parseOrNull(String text) {
        try {
            return IpAddress.parse(text);
        } catch (InvalidAddressException e) {
            assertTrue(Samples.isSafe(Objects.requireNonNull(e.getMessage())), e.getMessage());
            return null;
        }
    }

    private static String full(IpAddress address) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = address.toBytes();
        for (int i = 0; i < 16; i += 2) {
            text.append(i == 0 ? "" : ":")
                    .append(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)));
        }
        return text.toString();
    }
}
