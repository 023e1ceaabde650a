package dev.hardening.core.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.testing.OwnClasses;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service without breakers needs neither jar, one without caches of Caffeine's needs one. */
class WithoutLibrariesTest {

    private static Object breaker(OwnClasses loader) throws ReflectiveOperationException {
        Object breakers = loader.core("breaker.Breakers").getMethod("standard").invoke(null);
        Object settings = loader.settings("breaker.BreakerSettings", Map.of());
        return breakers.getClass()
                .getMethod("add", String.class, settings.getClass())
                .invoke(breakers, "prompts", settings);
    }

    @Test
    void settings_are_read_without_either_and_a_breaker_fails_at_its_start_without_failsafe() throws Exception {
        try (OwnClasses loader = OwnClasses.with("slf4j-api", "jspecify")) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("dev.failsafe.CircuitBreaker"));
            loader.settings("breaker.BreakerSettings", Map.of());
            loader.settings("breaker.StaleCacheSettings", Map.of());
            InvocationTargetException missing = assertThrows(InvocationTargetException.class, () -> breaker(loader));
            assertInstanceOf(NoClassDefFoundError.class, missing.getCause());
        }
    }

    @Test
    void the_settings_of_every_room_are_read_without_either() throws Exception {
        try (OwnClasses loader = OwnClasses.with("slf4j-api", "jspecify")) {
            Class<?> sources = loader.core("settings.SettingSource");
            Object source = sources.getMethod("environment").invoke(null);
            Object report = loader.core("HardeningSettings")
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
        try (OwnClasses loader = OwnClasses.with("slf4j-api", "jspecify", "failsafe-3")) {
            assertThrows(
                    ClassNotFoundException.class,
                    () -> loader.loadClass("com.github.benmanes.caffeine.cache.Caffeine"));
            Object breaker = breaker(loader);
            assertEquals("closed", breaker.getClass().getMethod("check").invoke(breaker));
            Class<?> cacheSettings = loader.core("breaker.StaleCacheSettings");
            Class<?> loaders = loader.core("breaker.CacheLoader");
            Object any = java.lang.reflect.Proxy.newProxyInstance(
                    loader, new Class<?>[] {loaders}, (proxy, method, arguments) -> "any");
            var cache = breaker.getClass().getMethod("cache", cacheSettings, loaders);
            InvocationTargetException missing = assertThrows(
                    InvocationTargetException.class,
                    () -> cache.invoke(breaker, loader.settings("breaker.StaleCacheSettings", Map.of()), any));
            assertInstanceOf(NoClassDefFoundError.class, missing.getCause());
            Class<?> policies = loader.core("breaker.EvictionPolicy");
            Object builder = cacheSettings.getMethod("builder").invoke(null);
            builder.getClass()
                    .getMethod("policy", policies)
                    .invoke(builder, policies.getField("LRU").get(null));
            cache.invoke(breaker, builder.getClass().getMethod("build").invoke(builder), any);
        }
    }
}
