package dev.hardening.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditSettingsTest {

    @TempDir
    private Path directory;

    private static SettingReader reader(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return SettingReader.of(SettingSource.environment(values));
    }

    @Test
    void is_off_without_a_file_unless_records_are_kept_in_memory() {
        SettingReader reader = reader();
        assertFalse(AuditSettings.read(reader).isOn());
        assertTrue(
                AuditSettings.read(reader, AuditSettings.builder().inMemory()).isOn());
        assertEquals(List.of(), reader.finish().problems());
        assertEquals("off: no audit trail", AuditSettings.builder().build().summary());
    }

    @Test
    void the_defaults_are_these() {
        AuditSettings settings = AuditSettings.read(
                reader("AUDIT_LOG_FILE", directory.resolve("a/b").toString()));
        assertTrue(settings.isOn());
        assertEquals(AuditFailurePolicy.DROP_AND_COUNT, settings.failurePolicy());
        assertFalse(settings.truncateAddresses());
        assertEquals(1_000, settings.anchorRecords());
        assertEquals(Duration.ofSeconds(60), settings.anchorInterval());
        assertEquals(1_000, settings.ringSize());
        assertEquals(64L << 20, settings.maxBytes());
        assertEquals(15, settings.maxFiles());
        assertEquals(100, settings.floodRecords());
        assertFalse(Files.exists(directory.resolve("a")), "nothing is made to find out");
        assertEquals(
                "to a file, sealed without a secret, counting what cannot be recorded; the newest 1000 records in memory",
                settings.summary());
    }

    @Test
    void reads_every_name() {
        AuditSettings settings = AuditSettings.read(reader(
                "AUDIT_LOG_FILE", directory.resolve("a").toString(),
                "AUDIT_ANCHOR_FILE", directory.resolve("b").toString(),
                "AUDIT_SECRET", "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G",
                "AUDIT_FAILURE_POLICY", "Block",
                "AUDIT_TRUNCATE_ADDRESSES", "yes",
                "AUDIT_ANCHOR_RECORDS", "5",
                "AUDIT_ANCHOR_SECONDS", "6",
                "AUDIT_RING_SIZE", "7",
                "AUDIT_MAX_BYTES", "65536",
                "AUDIT_MAX_FILES", "8",
                "AUDIT_FLOOD_RECORDS", "9"));
        assertEquals(AuditFailurePolicy.BLOCK, settings.failurePolicy());
        assertTrue(settings.truncateAddresses());
        assertEquals(
                "5 PT6S 7 65536 8 9",
                settings.anchorRecords() + " " + settings.anchorInterval() + " " + settings.ringSize() + " "
                        + settings.maxBytes() + " " + settings.maxFiles() + " " + settings.floodRecords());
        assertEquals(directory.resolve("b"), settings.anchorFile().orElseThrow());
        assertFalse(settings.toString().contains("Zk3v"), settings::toString);
        assertTrue(settings.summary().contains("sealed by AUDIT_SECRET, refusing"), settings::summary);
    }

    @ParameterizedTest
    @CsvSource({
        "AUDIT_LOG_FILE, /proc/1/nowhere/audit, FILE_UNUSABLE",
        "AUDIT_LOG_FILE, /, FILE_UNUSABLE",
        "AUDIT_ANCHOR_FILE, /, FILE_UNUSABLE",
        "AUDIT_FAILURE_POLICY, open, UNKNOWN_WORD",
        "AUDIT_RING_SIZE, 0, OUT_OF_RANGE",
        "AUDIT_RING_SIZE, 100001, OUT_OF_RANGE",
        "AUDIT_MAX_BYTES, 65535, OUT_OF_RANGE",
        "AUDIT_MAX_FILES, 0, OUT_OF_RANGE",
        "AUDIT_ANCHOR_SECONDS, 0, OUT_OF_RANGE",
        "AUDIT_ANCHOR_RECORDS, 0, OUT_OF_RANGE",
        "AUDIT_FLOOD_RECORDS, 0, OUT_OF_RANGE",
        "AUDIT_SECRET, short, SECRET_SHORT",
    })
    void refuses_what_cannot_be(String name, String value, ProblemCode code) {
        SettingReader reader = reader(name, value);
        AuditSettings unused = AuditSettings.read(reader);
        List<Problem> refusals = reader.finish().refusals();
        assertEquals(1, refusals.size(), refusals::toString);
        assertEquals(name, refusals.get(0).name());
        assertEquals(code, refusals.get(0).code());
    }

    @Test
    void the_anchors_do_not_go_where_the_trail_goes() {
        AuditSettings.Builder same =
                AuditSettings.builder().file(directory.resolve("x/../a")).anchorFile(directory.resolve("a"));
        assertThrows(InvalidSettingsException.class, same::build);
    }

    @Test
    void what_was_built_does_not_change_with_its_builder() {
        AuditSettings.Builder builder = AuditSettings.builder().ringSize(5);
        AuditSettings settings = builder.build();
        builder.ringSize(6).inMemory();
        assertEquals(5, settings.ringSize());
        assertFalse(settings.isOn());
    }
}
