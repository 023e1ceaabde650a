package dev.hardening.core.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.request.Route;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.FakeTicker;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineSettingsTest {

    private static DeadlineSettings read(Map<String, String> values) {
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        DeadlineSettings settings = DeadlineSettings.read(reader);
        assertFalse(reader.finish().isRefused());
        return settings;
    }

    @Test
    void without_settings_an_answer_begins_within_30_seconds() {
        DeadlineSettings settings = read(Map.of());
        assertEquals(Duration.ofSeconds(30), settings.timeout());
        assertEquals(TimeoutWay.INTERRUPT, settings.way());
        assertEquals(503, settings.status());
        assertEquals(Enforcement.ENFORCE, settings.enforcement());
        assertEquals("answers begin within 30000 ms, or 503; handlers are interrupted, enforced", settings.summary());
    }

    @Test
    void every_value_can_be_set() {
        DeadlineSettings settings = read(Map.of(
                "REQUEST_TIMEOUT_MS", "500",
                "REQUEST_TIMEOUT_WAY", "hand-off",
                "REQUEST_TIMEOUT_STATUS", "504",
                "REQUEST_TIMEOUT_THREADS", "7",
                "REQUEST_TIMEOUT_MODE", "shadow"));
        assertEquals(
                "answers begin within 500 ms, or 504; handlers are handed off to at most 7 threads, shadow",
                settings.summary());
        assertEquals(
                "answers begin within 30000 ms, or 503; handlers are interrupted, off",
                read(Map.of("REQUEST_TIMEOUT_MODE", "off")).summary());
    }

    @ParameterizedTest
    @CsvSource({
        "REQUEST_TIMEOUT_MS,0",
        "REQUEST_TIMEOUT_MS,-1",
        "REQUEST_TIMEOUT_MS,10s",
        "REQUEST_TIMEOUT_MS,3600001",
        "REQUEST_TIMEOUT_WAY,kill",
        "REQUEST_TIMEOUT_STATUS,200",
        "REQUEST_TIMEOUT_STATUS,500",
        "REQUEST_TIMEOUT_THREADS,0",
        "REQUEST_TIMEOUT_THREADS,10001",
        "REQUEST_TIMEOUT_MODE,on",
    })
    void a_wrong_value_is_a_problem_that_names_the_setting(String name, String value) {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(name, value)));
        DeadlineSettings.read(reader);
        SettingReport report = reader.finish();
        assertTrue(report.isRefused());
        assertTrue(report.refusals().get(0).toString().contains(name));
    }

    @Test
    void code_obeys_the_same_rules() {
        DeadlineSettings.Builder builder = DeadlineSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.timeout(Duration.ZERO));
        assertThrows(InvalidSettingsException.class, () -> builder.timeout(Duration.ofHours(2)));
        assertThrows(InvalidSettingsException.class, () -> builder.status(200));
        assertThrows(InvalidSettingsException.class, () -> builder.threads(0));
    }

    @Test
    void a_route_may_have_a_bound_of_its_own_or_none() {
        DeadlineSettings settings =
                DeadlineSettings.builder().timeout(Duration.ofSeconds(1)).build();
        try (RequestDeadlines room = new RequestDeadlines(settings, new FakeTicker())) {
            assertEquals(Duration.ofSeconds(1), room.limit(Route.open("/a")));
            assertEquals(Duration.ofSeconds(9), room.limit(Route.open("/a").deadline(Duration.ofSeconds(9))));
            assertNull(room.limit(Route.open("/a").deadline(Duration.ZERO)));
        }
        DeadlineSettings off =
                DeadlineSettings.builder().enforcement(Enforcement.OFF).build();
        try (RequestDeadlines room = new RequestDeadlines(off, new FakeTicker())) {
            assertNull(room.limit(Route.open("/a").deadline(Duration.ofSeconds(9))));
        }
        assertThrows(IllegalArgumentException.class, () -> Route.open("/a").deadline(Duration.ofSeconds(-1)));
    }

    @Test
    void a_deadline_tells_what_is_left() {
        FakeTicker ticker = new FakeTicker();
        Deadline deadline = Deadline.in(Duration.ofSeconds(3), ticker);
        ticker.advance(Duration.ofSeconds(1));
        assertEquals(Duration.ofSeconds(2), deadline.remaining());
        assertFalse(deadline.isOver());
        ticker.advance(Duration.ofSeconds(2));
        assertEquals(Duration.ZERO, deadline.remaining());
        assertTrue(deadline.isOver());
        ticker.advance(Duration.ofSeconds(2));
        assertEquals(Duration.ZERO, deadline.remaining());
        assertFalse(Deadline.none().isOver());
        assertEquals(Duration.ofNanos(Long.MAX_VALUE), Deadline.none().remaining());
    }
}
