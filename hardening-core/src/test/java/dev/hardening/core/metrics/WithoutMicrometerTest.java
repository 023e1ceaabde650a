package dev.hardening.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.testing.OwnClasses;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An application without metrics does not need the jar. */
class WithoutMicrometerTest {

    /** Has no Micrometer. */
    private static OwnClasses hiding() throws IOException {
        return OwnClasses.with("slf4j", "bucket4j", "jspecify");
    }

    private static Object metrics(OwnClasses loader, Object settings) throws ReflectiveOperationException {
        Class<?> tickers = loader.core("time.Ticker");
        Object ticker = tickers.getMethod("system").invoke(null);
        return loader.core("metrics.Metrics")
                .getMethod("of", settings.getClass(), tickers)
                .invoke(null, settings, ticker);
    }

    @Test
    void metrics_that_are_off_are_made_and_do_nothing() throws Exception {
        OwnClasses loader = hiding();
        assertThrows(
                ClassNotFoundException.class, () -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"));
        Object metrics = metrics(loader, loader.settings("metrics.MetricsSettings", Map.of()));
        Class<?> type = metrics.getClass();
        assertEquals(false, type.getMethod("isOn").invoke(metrics));
        type.getMethod("begun").invoke(metrics);
        assertEquals("", type.getMethod("prometheus").invoke(metrics));
        type.getMethod("close").invoke(metrics);
    }

    @Test
    void metrics_that_are_on_say_at_the_start_what_is_missing() throws Exception {
        OwnClasses loader = hiding();
        Object settings = loader.settings("metrics.MetricsSettings", Map.of("ENABLE_METRICS", "1"));
        assertEquals(true, settings.getClass().getMethod("isOn").invoke(settings));
        InvocationTargetException missing =
                assertThrows(InvocationTargetException.class, () -> metrics(loader, settings));
        assertInstanceOf(IllegalStateException.class, missing.getCause());
        assertEquals(
                "metrics are switched on and need io.micrometer:micrometer-core on the class path",
                missing.getCause().getMessage());
    }
}
