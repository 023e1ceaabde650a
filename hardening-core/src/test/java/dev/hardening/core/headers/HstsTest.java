package dev.hardening.core.headers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hardening.core.settings.InvalidSettingsException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HstsTest {

    @Test
    void writes_what_was_asked_for() {
        assertEquals("max-age=1", Hsts.of(Duration.ofSeconds(1)).toString());
        assertEquals(
                "max-age=63072000; includeSubDomains",
                Hsts.of(730).includeSubDomains().toString());
        assertEquals(
                "max-age=31536000; includeSubDomains; preload",
                Hsts.of(365).includeSubDomains().preload().toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 3_650L * 86_400 + 1})
    void never_switches_the_protection_off_nor_on_for_ever(long seconds) {
        assertThrows(InvalidSettingsException.class, () -> Hsts.of(Duration.ofSeconds(seconds)));
    }

    @Test
    void less_than_a_second_is_no_span() {
        assertThrows(InvalidSettingsException.class, () -> Hsts.of(Duration.ofMillis(999)));
    }

    @Test
    void preload_needs_subdomains_and_a_year() {
        assertThrows(InvalidSettingsException.class, () -> Hsts.of(730).preload());
        Hsts short1 = Hsts.of(364).includeSubDomains();
        assertThrows(InvalidSettingsException.class, short1::preload);
    }
}
