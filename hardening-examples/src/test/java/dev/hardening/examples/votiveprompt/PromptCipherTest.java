package dev.hardening.examples.votiveprompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.secret.Secret;
import dev.hardening.examples.votiveprompt.PromptCipher.DamagedException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptCipherTest {

    private static final String TEXT = "Tell what you see: \u20ac \uD83D\uDE00";
    private static final Secret SECRET = Secret.ofUtf8("DATABASE_KEY", "7c1f0e5d9c3a482e61d7f40a95c8e23b");

    private final PromptCipher cipher = PromptCipher.under(SECRET);

    @ParameterizedTest
    @ValueSource(strings = {"", "a", TEXT, "{\"json\":\"\u0000\"}"})
    void what_was_sealed_opens_again_for_whoever_has_the_key(String text) throws DamagedException {
        assertEquals(text, cipher.open("NAME", cipher.seal("NAME", text)));
        assertEquals(text, PromptCipher.under(SECRET).open("NAME", cipher.seal("NAME", text)));
    }

    @Test
    void one_text_is_sealed_differently_each_time() {
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            sealed.add(cipher.seal("NAME", TEXT).substring(0, 16));
        }
        assertEquals(1000, sealed.size());
    }

    @Test
    void V_39_every_flipped_bit_is_found() {
        byte[] sealed = Base64.getDecoder().decode(cipher.seal("NAME", TEXT));
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            String text = Base64.getEncoder().encodeToString(changed);
            assertThrows(DamagedException.class, () -> cipher.open("NAME", text), "bit " + bit);
        }
    }

    @Test
    void V_39_every_cut_is_found() {
        byte[] sealed = Base64.getDecoder().decode(cipher.seal("NAME", TEXT));
        for (int length = 0; length < sealed.length; length++) {
            String text = Base64.getEncoder().encodeToString(Arrays.copyOf(sealed, length));
            assertThrows(DamagedException.class, () -> cipher.open("NAME", text), "length " + length);
        }
    }

    @Test
    void one_content_has_one_spelling() {
        String sealed = cipher.seal("NAME", "ab");
        assertFalse(sealed.endsWith("="), "30 bytes end without padding");
        String padded = cipher.seal("NAME", "abc");
        assertEquals("==", padded.substring(padded.length() - 2));
        char last = padded.charAt(padded.length() - 3);
        String other = padded.substring(0, padded.length() - 3) + (char) (last + 1) + "==";
        for (String text : new String[] {other, padded.replace("=", ""), padded + "\n", " " + padded, "?" + padded}) {
            assertThrows(DamagedException.class, () -> cipher.open("NAME", text), text);
        }
    }

    @Test
    void V_39_another_key_opens_nothing() {
        String sealed = cipher.seal("NAME", TEXT);
        PromptCipher other = PromptCipher.under(Secret.ofUtf8("DATABASE_KEY", "7c1f0e5d9c3a482e61d7f40a95c8e23c"));
        assertThrows(DamagedException.class, () -> other.open("NAME", sealed));
        assertNotEquals(cipher.keyId(), other.keyId());
        assertEquals(cipher.keyId(), PromptCipher.under(SECRET).keyId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NAM", "NAMES", "name", "OTHER"})
    void V_39_a_content_opens_under_its_own_name_only(String other) {
        String sealed = cipher.seal("NAME", TEXT);
        assertThrows(DamagedException.class, () -> cipher.open(other, sealed));
    }

    @Test
    void V_40_a_cipher_names_its_key_and_does_not_tell_it() {
        assertEquals("PromptCipher[" + cipher.keyId() + "]", cipher.toString());
        assertEquals(11, cipher.keyId().length());
    }
}
