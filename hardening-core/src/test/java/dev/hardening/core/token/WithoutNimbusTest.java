package dev.hardening.core.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.testing.House;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An application without tokens does not need the jar. */
class WithoutNimbusTest {

    /** Loads our classes anew and has no Nimbus. */
    private static ClassLoader hiding() throws MalformedURLException {
        URL classes =
                House.root().resolve("hardening-core/target/classes/").toUri().toURL();
        URL[] others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.contains("slf4j") || path.contains("bucket4j") || path.contains("jspecify"))
                .map(path -> {
                    try {
                        return new File(path).toURI().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray(URL[]::new);
        URL[] all = Arrays.copyOf(others, others.length + 1);
        all[others.length] = classes;
        return new URLClassLoader(all, ClassLoader.getPlatformClassLoader());
    }

    private static Object read(ClassLoader loader, Map<String, String> environment)
            throws ReflectiveOperationException {
        Class<?> sources = loader.loadClass("dev.hardening.core.settings.SettingSource");
        Class<?> readers = loader.loadClass("dev.hardening.core.settings.SettingReader");
        Class<?> settings = loader.loadClass("dev.hardening.core.token.TokenSettings");
        Object source = sources.getMethod("environment", Map.class).invoke(null, environment);
        Object reader = readers.getMethod("of", sources).invoke(null, source);
        return settings.getMethod("read", readers).invoke(null, reader);
    }

    @Test
    void settings_without_tokens_are_read_and_the_room_says_that_it_is_off() throws Exception {
        ClassLoader loader = hiding();
        assertThrows(ClassNotFoundException.class, () -> loader.loadClass("com.nimbusds.jose.JWSHeader"));
        Object settings = read(loader, Map.of());
        assertEquals(false, settings.getClass().getMethod("isOn").invoke(settings));
        Object off = read(loader, Map.of("TOKEN_MODE", "off"));
        Class<?> rooms = loader.loadClass("dev.hardening.core.token.Tokens");
        Object builder = rooms.getMethod("builder", off.getClass()).invoke(null, off);
        Object room = builder.getClass().getMethod("build").invoke(builder);
        rooms.getMethod("close").invoke(room);
    }

    @Test
    void settings_with_tokens_are_read_as_well_and_a_room_that_is_on_fails_at_its_start_without_the_jar()
            throws Exception {
        ClassLoader loader = hiding();
        Object settings = read(
                loader,
                Map.of("JWT_SECRET", "3f9a1c7e5b2d8046a9e1f3c5b7d90284e6a8c0f2143657b9", "JWT_ISSUER", "https://a"));
        assertEquals(true, settings.getClass().getMethod("isOn").invoke(settings));
        Class<?> rooms = loader.loadClass("dev.hardening.core.token.Tokens");
        Object builder = rooms.getMethod("builder", settings.getClass()).invoke(null, settings);
        InvocationTargetException missing = assertThrows(
                InvocationTargetException.class,
                () -> builder.getClass().getMethod("build").invoke(builder));
        assertInstanceOf(NoClassDefFoundError.class, missing.getCause());
    }
}
