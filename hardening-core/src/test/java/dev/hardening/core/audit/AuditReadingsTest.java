package dev.hardening.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.reading.Reading;
import dev.hardening.core.secret.Redactor;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AuditReadingsTest {

    private static final List<String> NAMES = List.of(
            "audit_failing{}",
            "audit_records_total{outcome=aggregated}",
            "audit_records_total{outcome=dropped}",
            "audit_records_total{outcome=written}",
            "audit_records_waiting{}",
            "audit_write_failures_total{}");

    private final FakeTicker ticker = new FakeTicker();

    private static Map<String, Double> read(List<Reading> readings) {
        return readings.stream()
                .collect(Collectors.toMap(
                        reading -> reading.name() + reading.labels(), Reading::value, (a, b) -> a, TreeMap::new));
    }

    private static void assertRead(List<Reading> readings, double... values) {
        Map<String, Double> expected = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            expected.put(NAMES.get(i), values[i]);
        }
        assertEquals(expected, read(readings));
    }

    @Test
    void all_are_there_from_the_start_and_follow_what_becomes_of_the_records() throws IOException {
        FullDisk disk = new FullDisk();
        AuditTrail trail = AuditTrail.to(
                disk, AuditSettings.builder().floodRecords(1).inMemory().build(), ticker, ticker, false);
        List<Reading> readings = trail.readings();
        assertRead(readings, 0, 0, 0, 1, 0, 0);

        trail.record(TrailFile.call("before"));
        assertRead(readings, 0, 0, 0, 1, 1, 0);
        trail.work();
        assertRead(readings, 0, 0, 0, 2, 0, 0);

        disk.full = true;
        for (int i = 0; i < AuditWriter.CAPACITY + 5; i++) {
            trail.record(TrailFile.call("r-" + i));
        }
        trail.work();
        trail.work();
        assertRead(readings, 1, 0, 5, 2, AuditWriter.CAPACITY, 2);

        disk.full = false;
        trail.work();
        // The last line says how many found no room.
        assertRead(readings, 0, 0, 5, 3 + AuditWriter.CAPACITY, 0, 2);

        SecurityEvent refused = SecurityEvent.of(SecurityEventType.AUTHENTICATION_FAILED)
                .client(IpAddress.parse("192.0.2.1"))
                .method("POST")
                .route("/convert")
                .build();
        for (int i = 0; i < 8; i++) {
            trail.on(refused);
        }
        trail.work();
        assertRead(readings, 0, 7, 5, 4 + AuditWriter.CAPACITY, 0, 2);
        trail.close();
    }

    @Test
    void in_memory_what_was_taken_is_written() throws IOException {
        try (AuditTrail trail =
                AuditTrail.open(AuditSettings.builder().inMemory().build(), ticker, ticker, new Redactor())) {
            trail.record(TrailFile.call("r-1"));
            trail.record(TrailFile.call("r-2"));
            assertRead(trail.readings(), 0, 0, 0, 2, 0, 0);
        }
    }
}
