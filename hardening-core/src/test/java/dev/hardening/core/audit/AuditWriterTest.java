package dev.hardening.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.event.SecurityEventType;
import dev.hardening.core.net.IpAddress;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full, and floods. */
class AuditWriterTest {

    private final FakeTicker ticker = new FakeTicker();
    private final FullDisk disk = new FullDisk();

    @TempDir
    private Path directory;

    private AuditTrail trail(AuditSettings.Builder settings) throws IOException {
        return AuditTrail.to(disk, settings.inMemory().build(), ticker, ticker, false);
    }

    private AuditVerdict verdict() throws IOException {
        Path path = directory.resolve("written");
        Files.writeString(path, String.join("", disk.text()));
        return AuditVerifier.plain().verify(path);
    }

    @ParameterizedTest
    @EnumSource
    void A5_what_happens_while_the_disk_is_full_is_written_afterwards_in_its_order(AuditFailurePolicy policy)
            throws IOException {
        AuditTrail trail = trail(AuditSettings.builder().failurePolicy(policy));
        trail.record(TrailFile.call("before"));
        trail.work();
        assertNull(trail.check());
        assertFalse(trail.isBlocking());

        disk.full = true;
        trail.record(TrailFile.call("during-1"));
        trail.work();
        trail.record(TrailFile.call("during-2"));
        trail.work();
        assertEquals(new AuditCounts(2, 0, 0, 2, 2, true), trail.counts());
        assertThrows(IOException.class, trail::check);
        assertEquals(policy == AuditFailurePolicy.BLOCK, trail.isBlocking());
        assertEquals(2, disk.lines.size());

        disk.full = false;
        trail.record(TrailFile.call("after"));
        trail.work();
        trail.close();
        assertEquals(
                List.of("null", "before", "during-1", "during-2", "after", "null"),
                disk.text().stream()
                        .map(line -> TrailFile.field(line.strip(), "request_id"))
                        .toList());
        assertEquals(new AuditCounts(6, 0, 0, 2, 0, false), trail.counts());
        assertFalse(trail.isBlocking());
        assertTrue(verdict().isIntact() && verdict().isEnded());
        assertTrue(disk.closed);
    }

    @Test
    void A5_what_found_no_room_is_counted_and_the_number_is_written() throws IOException {
        AuditTrail trail = trail(AuditSettings.builder().failurePolicy(AuditFailurePolicy.BLOCK));
        disk.full = true;
        for (int i = 0; i < AuditWriter.CAPACITY + 123; i++) {
            trail.record(TrailFile.call("r-" + i));
        }
        assertTrue(trail.isBlocking(), "before anything has failed, because so many wait");
        trail.work();
        assertEquals(AuditWriter.CAPACITY, trail.counts().waiting());
        assertEquals(123, trail.counts().dropped());
        ticker.advance(Duration.ofSeconds(5));

        disk.full = false;
        trail.work();
        assertEquals(AuditWriter.CAPACITY + 2, disk.lines.size());
        String told = disk.text().get(disk.lines.size() - 1);
        assertTrue(told.contains("\"event\":\"sys_audit_dropped\""), told);
        assertTrue(told.contains("\"count\":123,\"since\":\"2026-01-01T00:00:00.000Z\""), told);
        trail.work();
        assertEquals(AuditWriter.CAPACITY + 2, disk.lines.size(), "the number is told once");
        assertTrue(verdict().isIntact());
    }

    @Test
    void a_trail_that_cannot_begin_does_not_open() {
        disk.full = true;
        assertThrows(IOException.class, () -> trail(AuditSettings.builder()));
    }

    @Test
    void a_disk_that_stays_full_does_not_keep_the_process_from_its_end() throws IOException {
        AuditTrail trail = trail(AuditSettings.builder());
        disk.full = true;
        trail.record(TrailFile.call("lost"));
        trail.close();
        assertTrue(disk.closed);
        assertEquals(List.of("sys_startup"), disk.events());

        trail.record(TrailFile.call("later"));
        assertEquals(1, trail.counts().dropped(), "after the end nothing is recorded, and that is counted");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void A6_a_hundred_thousand_alike_refusals_leave_as_many_lines_as_are_told_and_one_with_the_number(int told)
            throws IOException {
        AuditTrail trail = trail(AuditSettings.builder().floodRecords(told));
        SecurityEvent refused = SecurityEvent.of(SecurityEventType.AUTHENTICATION_FAILED)
                .client(IpAddress.parse("192.0.2.1"))
                .method("POST")
                .route("/convert")
                .build();
        for (int i = 0; i < 100_000; i++) {
            trail.on(refused);
        }
        trail.record(TrailFile.call("a success all the same"));
        trail.work();
        assertEquals(1 + told + 1, disk.lines.size());
        assertEquals(100_000 - told, trail.counts().aggregated());

        ticker.advance(FloodGate.WINDOW);
        trail.work();
        assertEquals(1 + told + 2, disk.lines.size());
        assertTrue(
                disk.text().get(told + 2).contains("\"count\":" + (100_000 - told) + ","),
                disk.text().get(told + 2));
        assertEquals(told + 2, trail.newest(AuditQuery.newest(1_000)).size(), "nor do they push others out of memory");

        trail.on(refused);
        trail.work();
        assertEquals(1 + told + 3, disk.lines.size(), "the next minute is another one");
    }

    @Test
    void A6_refusals_of_many_kinds_are_bounded_and_every_one_is_counted() throws IOException {
        AuditTrail trail = trail(AuditSettings.builder().floodRecords(10));
        int all = 100_000;
        for (int i = 0; i < all; i++) {
            trail.on(SecurityEvent.of(SecurityEventType.RATE_LIMITED)
                    .client(IpAddress.parse((i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + ".1"))
                    .method("GET")
                    .route("/r")
                    .build());
        }
        trail.close();
        assertTrue(disk.lines.size() <= 2 + 10 * 10 + FloodGate.MOST_KINDS + 1, "lines: " + disk.lines.size());
        long told = 0;
        for (String line : disk.text()) {
            if (line.contains("excess_rate")) {
                told += line.contains("\"count\":") ? Long.parseLong(TrailFile.field(line.strip(), "count")) : 1;
            }
        }
        assertEquals(all, told);
    }

    @Test
    void calls_that_succeed_are_told_one_by_one_whatever_their_number() throws IOException {
        AuditTrail trail = trail(AuditSettings.builder().floodRecords(1));
        for (int i = 0; i < 500; i++) {
            trail.record(TrailFile.call("r-" + i).toBuilder().shadow(i % 2 == 0).build());
        }
        trail.work();
        assertEquals(501, disk.lines.size());
    }

    @Test
    void what_was_only_watched_is_bounded_too() throws IOException {
        AuditTrail trail = trail(AuditSettings.builder().floodRecords(3));
        for (int i = 0; i < 500; i++) {
            trail.on(SecurityEvent.of(SecurityEventType.RATE_LIMITED)
                    .shadow(true)
                    .build());
        }
        trail.work();
        assertEquals(4, disk.lines.size());
        assertTrue(disk.text().get(1).contains("\"shadow\":true"));
    }

    @Test
    void in_memory_only_the_numbers_are_told_with_the_next_record() throws IOException {
        try (AuditTrail trail = AuditTrail.open(
                AuditSettings.builder().inMemory().floodRecords(2).build(),
                ticker,
                ticker,
                new dev.hardening.core.secret.Redactor())) {
            for (int i = 0; i < 10; i++) {
                trail.on(SecurityEvent.of(SecurityEventType.RATE_LIMITED).build());
            }
            ticker.advance(FloodGate.WINDOW);
            trail.record(TrailFile.call("next"));
            assertEquals(
                    List.of(1L, 8L, 1L, 1L),
                    trail.newest(AuditQuery.newest(9)).stream()
                            .map(AuditRecord::count)
                            .toList());
            assertEquals(new AuditCounts(4, 8, 0, 0, 0, false), trail.counts());
        }
    }

    @Test
    void anchors_come_after_a_time_only_when_something_was_written() throws IOException {
        Path anchors = directory.resolve("anchors");
        AuditTrail trail = trail(AuditSettings.builder().anchorFile(anchors).anchorRecords(1_000));
        trail.record(TrailFile.call("r"));
        trail.work();
        assertEquals(0, Files.readAllLines(anchors).size());
        ticker.advance(Duration.ofSeconds(60));
        trail.work();
        ticker.advance(Duration.ofSeconds(60));
        trail.work();
        assertEquals(1, Files.readAllLines(anchors).size());
        assertEquals("1", TrailFile.field(Files.readString(anchors).strip(), "anchor_seq"));
        assertEquals(1, disk.forced);
        assertEquals(
                TrailFile.field(disk.text().get(1).strip(), "mac"),
                TrailFile.field(Files.readString(anchors).strip(), "anchor_seal"));
    }
}
