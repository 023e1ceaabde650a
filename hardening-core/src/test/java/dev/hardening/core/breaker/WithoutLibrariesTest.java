package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.House;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service without breakers needs neither jar, one without caches of Caffeine's needs one. */
class WithoutLibrariesTest {

    /** Loads our classes anew, with the named libraries only. */
    private static URLClassLoader with(String... libraries) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(House.root().resolve("hardening-core/target/classes/").toUri().toURL());
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Arrays.stream(libraries).anyMatch(Path.of(path).toString()::contains)) {
                urls.add(Path.of(path).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Object settings(ClassLoader loader, String room) throws ReflectiveOperationException {
        Class<?> sources = loader.loadClass("dev.hardening.core.settings.SettingSource");
        Class<?> readers = loader.loadClass("dev.hardening.core.settings.SettingReader");
        Object source = sources.getMethod("environment").invoke(null);
        Object reader = readers.getMethod("of", sources).invoke(null, source);
        return loader.loadClass("dev.hardening.core.breaker." + room)
                .getMethod("read", readers)
                .invoke(null, reader);
    }

    private static Object breaker(ClassLoader loader) throws ReflectiveOperationException {
        Object breakers = loader.loadClass("dev.hardening.core.breaker.Breakers")
                .getMethod("standard")
                .invoke(null);
        Object settings = settings(loader, "BreakerSettings");
        return breakers.getClass()
                .getMethod("add", String.class, settings.getClass())
                .invoke(breakers, "prompts", settings);
    }

    @Test
    void settings_are_read_without_either_and_a_breaker_fails_at_its_start_without_failsafe() throws Exception {
        try (URLClassLoader loader = with("slf4j-api", "jspecify")) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("dev.failsafe.CircuitBreaker"));
            settings(loader, "BreakerSettings");
            settings(loader, "StaleCacheSettings");
            InvocationTargetException missing = assertThrows(InvocationTargetException.class, () -> breaker(loader));
            assertInstanceOf(NoClassDefFoundError.class, missing.getCause());
        }
    }

    @Test
    void the_settings_of_every_room_are_read_without_either() throws Exception {
        try (URLClassLoader loader = with("slf4j-api", "jspecify")) {
            Class<?> sources = loader.loadClass("dev.hardening.core.settings.SettingSource");
            Object source = sources.getMethod("environment").invoke(null);
            Object report = loader.loadClass("dev.hardening.core.HardeningSettings")
                    .getMethod("posture", sources)
                    .invoke(null, source);
            assertTrue(report.getClass()
                    .getMethod("text")
                    .invoke(report)
                    .toString()
                    .contains("calls take at most 10000 ms"));
        }
    }

    @Test
    void a_breaker_works_without_caffeine_and_only_a_cache_of_its_policy_does_not() throws Exception {
        try (URLClassLoader loader = with("slf4j-api", "jspecify", "failsafe-3")) {
            assertThrows(
                    ClassNotFoundException.class,
                    () -> loader.loadClass("com.github.benmanes.caffeine.cache.Caffeine"));
            Object breaker = breaker(loader);
            assertEquals("closed", breaker.getClass().getMethod("check").invoke(breaker));
            Class<?> cacheSettings = loader.loadClass("dev.hardening.core.breaker.StaleCacheSettings");
            Class<?> loaders = loader.loadClass("dev.hardening.core.breaker.CacheLoader");
            Object any = java.lang.reflect.Proxy.newProxyInstance(
                    loader, new Class<?>[] {loaders}, (proxy, method, arguments) -> "any");
            var cache = breaker.getClass().getMethod("cache", cacheSettings, loaders);
            InvocationTargetException missing = assertThrows(
                    InvocationTargetException.class,
                    () -> cache.invoke(breaker, settings(loader, "StaleCacheSettings"), any));
            assertInstanceOf(NoClassDefFoundError.class, missing.getCause());
            Class<?> policies = loader.loadClass("dev.hardening.core.breaker.EvictionPolicy");
            Object builder = cacheSettings.getMethod("builder").invoke(null);
            builder.getClass()
                    .getMethod("policy", policies)
                    .invoke(builder, policies.getField("LRU").get(null));
            cache.invoke(breaker, builder.getClass().getMethod("build").invoke(builder), any);
        }
    }
}
