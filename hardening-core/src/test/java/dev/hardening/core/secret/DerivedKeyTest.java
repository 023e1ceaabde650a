package dev.hardening.core.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DerivedKeyTest {

    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);
    private final Secret secret = Secret.ofUtf8("SESSION_SECRET", "0123456789abcdef0123456789abcdef");

    /** RFC 5869 appendix A.3: no salt, no info, 42 bytes. */
    @Test
    void derives_what_the_rfc_derives() {
        byte[] key = new byte[22];
        Arrays.fill(key, (byte) 0x0b);
        assertEquals(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
                HexFormat.of().formatHex(DerivedKey.derive(Secret.ofBytes("IKM", key), "", 42)));
    }

    /** RFC 5869 appendix A.1, its second step. */
    @Test
    void expands_with_info_as_the_rfc_does() {
        byte[] pseudoRandom =
                HexFormat.of().parseHex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        byte[] info = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9");
        assertEquals(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
                HexFormat.of().formatHex(DerivedKey.expand(pseudoRandom, info, 42)));
    }

    @Test
    void a_purpose_has_a_key_and_a_name_of_its_own() {
        DerivedKey cookie = DerivedKey.of(secret, "hardening/cookie/v1");
        DerivedKey device = DerivedKey.of(secret, "hardening/device/v1");
        assertNotEquals(cookie.id(), device.id());
        assertFalse(device.verifies(MESSAGE, cookie.mac(MESSAGE)));
        assertTrue(DerivedKey.of(secret, "hardening/cookie/v1").verifies(MESSAGE, cookie.mac(MESSAGE)));
        assertEquals(11, cookie.id().length());
        assertArrayEquals(
                DerivedKey.derive(secret, "p", 32),
                DerivedKey.secretFor(secret, "p").exposeBytes(byte[]::clone));
    }

    @Test
    void any_other_mac_and_any_other_message_is_refused() {
        DerivedKey key = DerivedKey.of(secret, "p");
        byte[] mac = key.mac(MESSAGE);
        for (int bit = 0; bit < mac.length * 8; bit++) {
            byte[] changed = mac.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertFalse(key.verifies(MESSAGE, changed), "bit " + bit);
        }
        assertFalse(key.verifies(MESSAGE, new byte[0]));
        assertFalse(key.verifies(MESSAGE, Arrays.copyOf(mac, 16)));
        assertFalse(key.verifies(MESSAGE, Arrays.copyOf(mac, 64)));
        assertFalse(key.verifies("a message.".getBytes(StandardCharsets.UTF_8), mac));
    }

    @Test
    void many_threads_share_one_key() {
        DerivedKey key = DerivedKey.of(secret, "p");
        byte[] mac = key.mac(MESSAGE);
        assertTrue(IntStream.range(0, 20_000).parallel().allMatch(i -> key.verifies(MESSAGE, mac)));
    }

    @Test
    void its_text_is_its_name_only() {
        DerivedKey key = DerivedKey.of(secret, "p");
        assertEquals("DerivedKey[" + key.id() + "]", key.toString());
    }
}
