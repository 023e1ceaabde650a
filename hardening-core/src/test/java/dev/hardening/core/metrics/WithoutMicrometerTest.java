package dev.hardening.core.metrics;

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

/** An application without metrics does not need the jar. */
class WithoutMicrometerTest {

    /** Loads our classes anew and has no Micrometer. */
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
        Class<?> settings = loader.loadClass("dev.hardening.core.metrics.MetricsSettings");
        Object source = sources.getMethod("environment", Map.class).invoke(null, environment);
        Object reader = readers.getMethod("of", sources).invoke(null, source);
        return settings.getMethod("read", readers).invoke(null, reader);
    }

    private static Object metrics(ClassLoader loader, Object settings) throws ReflectiveOperationException {
        Class<?> tickers = loader.loadClass("dev.hardening.core.time.Ticker");
        Object ticker = tickers.getMethod("system").invoke(null);
        return loader.loadClass("dev.hardening.core.metrics.Metrics")
                .getMethod("of", settings.getClass(), tickers)
                .invoke(null, settings, ticker);
    }

    @Test
    void metrics_that_are_off_are_made_and_do_nothing() throws Exception {
        ClassLoader loader = hiding();
        assertThrows(
                ClassNotFoundException.class, () -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"));
        Object metrics = metrics(loader, read(loader, Map.of()));
        Class<?> type = metrics.getClass();
        assertEquals(false, type.getMethod("isOn").invoke(metrics));
        type.getMethod("begun").invoke(metrics);
        assertEquals("", type.getMethod("prometheus").invoke(metrics));
        type.getMethod("close").invoke(metrics);
    }

    @Test
    void metrics_that_are_on_say_at_the_start_what_is_missing() throws Exception {
        ClassLoader loader = hiding();
        Object settings = read(loader, Map.of("ENABLE_METRICS", "1"));
        assertEquals(true, settings.getClass().getMethod("isOn").invoke(settings));
        InvocationTargetException missing =
                assertThrows(InvocationTargetException.class, () -> metrics(loader, settings));
        assertInstanceOf(IllegalStateException.class, missing.getCause());
        assertEquals(
                "metrics are switched on and need io.micrometer:micrometer-core on the class path",
                missing.getCause().getMessage());
    }
}
