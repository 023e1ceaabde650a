package dev.hardening.core.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    private static final String VALUE = "3f9a0c57d1e84b26a75f3e90c8d2b1466b8e02f4a9d7c35110fe84726bd95ac3";

    @Test
    void shows_its_name_and_size_only() {
        Secret secret = Secret.ofUtf8("JWT_SECRET", VALUE);

        assertEquals("Secret[JWT_SECRET, 64 bytes]", secret.toString());
        assertEquals("JWT_SECRET", secret.name());
        assertEquals(64, secret.length());
        assertEquals("text: Secret[JWT_SECRET, 64 bytes]", "text: " + secret);
    }

    @Test
    void measures_utf8_bytes_and_not_characters() {
        assertEquals(6, Secret.ofUtf8("K", "äöü").length());
        assertEquals(4, Secret.ofUtf8("K", "\uD83D\uDD11").length());
        assertArrayEquals("äöü".getBytes(UTF_8), Secret.ofUtf8("K", "äöü").exposeBytes(byte[]::clone));
    }

    @Test
    void takes_the_value_byte_for_byte() {
        assertArrayEquals(" a\n".getBytes(UTF_8), Secret.ofUtf8("K", " a\n").exposeBytes(byte[]::clone));
    }

    @Test
    void keeps_its_own_copy_of_bytes() {
        byte[] given = {1, 2, 3};
        Secret secret = Secret.ofBytes("K", given);
        Arrays.fill(given, (byte) 9);

        assertArrayEquals(new byte[] {1, 2, 3}, secret.exposeBytes(byte[]::clone));
    }

    @Test
    void wipes_what_it_exposed_also_after_an_exception() {
        Secret secret = Secret.ofUtf8("K", "abc");
        List<byte[]> seen = new ArrayList<>();

        secret.exposeBytes(seen::add);
        assertThrows(
                IllegalStateException.class,
                () -> secret.exposeBytes(bytes -> {
                    seen.add(bytes);
                    throw new IllegalStateException("stop");
                }));

        assertArrayEquals(new byte[3], seen.get(0));
        assertArrayEquals(new byte[3], seen.get(1));
        assertNotSame(seen.get(0), seen.get(1));
        assertArrayEquals("abc".getBytes(UTF_8), secret.exposeBytes(byte[]::clone));
    }

    @Test
    void equals_by_value_and_not_by_name() {
        Secret one = Secret.ofUtf8("A", VALUE);

        assertEquals(one, Secret.ofUtf8("B", VALUE));
        assertEquals(one, Secret.ofBytes("C", VALUE.getBytes(UTF_8)));
        assertNotEquals(one, Secret.ofUtf8("A", VALUE + "0"));
        assertNotEquals(one, Secret.ofUtf8("A", VALUE.substring(1)));
        assertFalse(one.equals((Object) VALUE));
        assertFalse(one.equals(null));
    }

    @Test
    void differs_after_any_bit_is_flipped() {
        Secret secret = Secret.ofUtf8("A", VALUE);
        byte[] bytes = VALUE.getBytes(UTF_8);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(secret.matches(flipped), "bit " + bit);
            assertNotEquals(secret, Secret.ofBytes("A", flipped), "bit " + bit);
        }
        assertTrue(secret.matches(bytes));
        assertFalse(secret.matches(new byte[0]));
    }

    @Test
    void has_one_hash_code_for_all_values() {
        assertEquals(
                Secret.ofUtf8("A", "one").hashCode(),
                Secret.ofUtf8("B", "another").hashCode());
    }

    @Test
    void gives_a_fingerprint_of_keys_and_not_of_passwords() {
        String fingerprint = Secret.ofUtf8("K", VALUE).keyFingerprint().orElseThrow();

        assertTrue(fingerprint.matches("[0-9a-f]{8}"), fingerprint);
        assertEquals(fingerprint, Secret.ofUtf8("OTHER", VALUE).keyFingerprint().orElseThrow());
        assertNotEquals(
                fingerprint, Secret.ofUtf8("K", VALUE + "1").keyFingerprint().orElseThrow());
        assertFalse(VALUE.contains(fingerprint));
        String digest = HexFormat.of().formatHex(Digests.sha256(VALUE.getBytes(UTF_8)));
        assertFalse(digest.startsWith(fingerprint), "a part of the digest that comparisons use");
        assertTrue(Secret.ofUtf8("PASSWORD", "fifteen letters").keyFingerprint().isEmpty());
        assertTrue(
                Secret.ofUtf8("PASSWORD", "sixteen letters!").keyFingerprint().isPresent());
    }

    @Test
    void is_of_no_use_after_close() throws ReflectiveOperationException {
        Secret secret = Secret.ofUtf8("K", VALUE);
        Secret twin = Secret.ofUtf8("K", VALUE);
        secret.close();
        secret.close();

        assertThrows(IllegalStateException.class, secret::length);
        assertThrows(IllegalStateException.class, secret::keyFingerprint);
        assertThrows(IllegalStateException.class, () -> secret.matches(new byte[1]));
        assertThrows(IllegalStateException.class, () -> secret.exposeBytes(byte[]::clone));
        assertNotEquals(secret, twin);
        assertNotEquals(twin, secret);
        twin.close();
        assertNotEquals(secret, twin, "wiped secrets would all be equal");
        assertEquals(secret, secret);
        assertEquals("Secret[K, closed]", secret.toString());
        for (Field field : Secret.class.getDeclaredFields()) {
            if (field.getType() == byte[].class && !Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                byte[] held = (byte[]) field.get(secret);
                assertArrayEquals(new byte[held.length], held, field.getName());
            }
        }
    }

    @Test
    void offers_nothing_to_serialisers() {
        assertFalse(Serializable.class.isAssignableFrom(Secret.class));
        assertThrows(
                NotSerializableException.class,
                () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(Secret.ofUtf8("K", VALUE)));
        for (Field field : Secret.class.getDeclaredFields()) {
            boolean hidden = Modifier.isTransient(field.getModifiers()) || Modifier.isStatic(field.getModifiers());
            assertTrue(
                    hidden || field.getName().equals("name"), field + " would be written by reflective JSON writers");
            assertTrue(Modifier.isPrivate(field.getModifiers()), field.toString());
        }
        for (Method method : Secret.class.getMethods()) {
            boolean bean = method.getName().matches("(get|is)[A-Z].*") && method.getDeclaringClass() == Secret.class;
            assertFalse(bean, method + " would be read as a property");
        }
    }

    @Test
    void has_one_way_out_only() {
        for (Method method : Secret.class.getMethods()) {
            if (method.getDeclaringClass() == Secret.class && !Modifier.isStatic(method.getModifiers())) {
                assertFalse(method.getReturnType().isArray(), method.toString());
                assertFalse(
                        CharSequence.class.isAssignableFrom(method.getReturnType())
                                && !List.of("name", "toString").contains(method.getName()),
                        method.toString());
            }
        }
    }

    @Test
    void refuses_empty_values_and_broken_unicode_without_showing_them() {
        assertThrows(IllegalArgumentException.class, () -> Secret.ofUtf8("K", ""));
        assertThrows(IllegalArgumentException.class, () -> Secret.ofBytes("K", new byte[0]));
        IllegalArgumentException broken =
                assertThrows(IllegalArgumentException.class, () -> Secret.ofUtf8("K", "hidden\uD800"));
        assertFalse(broken.toString().contains("hidden"));
        assertTrue(broken.toString().contains("K"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "A\nB", "A\u0000", "A\u001b[31m"})
    void refuses_names_that_cannot_be_printed(String name) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Secret.ofUtf8(name, VALUE));
        assertFalse(refused.toString().contains(VALUE));
    }

    @ParameterizedTest
    @CsvSource({
        "hex:0001ff, 0001ff", "hex:0001FF, 0001ff", "base64:AAH/, 0001ff", "base64:AAH_, 0001ff",
        "base64:AAE=, 0001", "base64:AAE, 0001", "hex-0001ff, 6865782d303030316666", "0001ff, 303030316666"
    })
    void decodes_only_what_says_how_it_is_encoded(String value, String expected) {
        assertEquals(expected, Secret.ofPrefixed("K", value).exposeBytes(HexFormat.of()::formatHex));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hex:", "hex:0", "hex:xy", "hex: 00", "base64:", "base64:A", "base64:a b=", "base64:=", ""})
    void refuses_values_that_are_not_encoded_as_they_say(String value) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Secret.ofPrefixed("K", value));
        assertTrue(refused.toString().contains("K"));
    }
}
