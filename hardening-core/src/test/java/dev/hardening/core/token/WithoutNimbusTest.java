package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.testing.OwnClasses;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An application without tokens does not need the jar. */
class WithoutNimbusTest {

    /** Has no Nimbus. */
    private static OwnClasses hiding() throws IOException {
        return OwnClasses.with("slf4j", "bucket4j", "jspecify");
    }

    @Test
    void settings_without_tokens_are_read_and_the_room_says_that_it_is_off() throws Exception {
        OwnClasses loader = hiding();
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("com.nimbusds.jose.JWSHeader"));
        Object settings = loader.settings("token.TokenSettings", Map.of());
        assertEquals(false, settings.getClass().getMethod("isOn").invoke(settings));
        Object off = loader.settings("token.TokenSettings", Map.of("TOKEN_MODE", "off"));
        Class<?> rooms = loader.core("token.Tokens");
        Object builder = rooms.getMethod("builder", off.getClass()).invoke(null, off);
        Object room = builder.getClass().getMethod("build").invoke(builder);
        rooms.getMethod("close").invoke(room);
    }

    @Test
    void settings_with_tokens_are_read_as_well_and_a_room_that_is_on_fails_at_its_start_without_the_jar()
            throws Exception {
        OwnClasses loader = hiding();
        Object settings = loader.settings(
                "token.TokenSettings",
                Map.of("JWT_SECRET", "3f9a1c7e5b2d8046a9e1f3c5b7d90284e6a8c0f2143657b9", "JWT_ISSUER", "https://a"));
        assertEquals(true, settings.getClass().getMethod("isOn").invoke(settings));
        Class<?> rooms = loader.core("token.Tokens");
        Object builder = rooms.getMethod("builder", settings.getClass()).invoke(null, settings);
        InvocationTargetException missing = assertThrows(
                InvocationTargetException.class,
                () -> builder.getClass().getMethod("build").invoke(builder));
        assertInstanceOf(NoClassDefFoundError.class, missing.getCause());
    }
}
