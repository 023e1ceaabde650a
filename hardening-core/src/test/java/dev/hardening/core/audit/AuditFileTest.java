package dev.hardening.core.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.KeyRing;
import dev.hardening.core.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

    private static final KeyRing KEYS = KeyRing.of(TrailFile.SECRET);

    @TempDir
    private Path directory;

    private TrailFile trail(AuditSettings.Builder settings) {
        return new TrailFile(directory.resolve("made/for/it/audit.log"), settings);
    }

    @Test
    void a_process_says_that_it_begins_and_ends_and_the_next_one_goes_on_behind_it() throws IOException {
        TrailFile file = trail(AuditSettings.builder().secret(TrailFile.SECRET))
                .process(1)
                .process(1);

        List<String> lines = file.lines();
        assertEquals(
                List.of("sys_startup", "call", "sys_shutdown", "sys_startup", "call", "sys_shutdown"),
                lines.stream().map(line -> TrailFile.field(line, "event")).toList());
        assertEquals("file", TrailFile.field(lines.get(0), "begins"));
        assertEquals("process", TrailFile.field(lines.get(3), "begins"));
        assertEquals("0".repeat(64), TrailFile.field(lines.get(0), "prev"));
        assertEquals(TrailFile.field(lines.get(2), "mac"), TrailFile.field(lines.get(3), "prev"));
        assertFalse(TrailFile.field(lines.get(0), "chain").equals(TrailFile.field(lines.get(3), "chain")));
        AuditVerdict verdict = AuditVerifier.keyedBy(KEYS).verify(file.path);
        assertEquals(2, verdict.processes());
        assertTrue(verdict.isEnded());
    }

    @Test
    void only_its_owner_reads_the_file() throws IOException {
        TrailFile file = trail(AuditSettings.builder()).process(0);

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path)));
    }

    @Test
    void one_process_writes_at_a_time() throws IOException {
        TrailFile file = trail(AuditSettings.builder());
        try (AuditTrail first = file.open()) {
            assertThrows(IOException.class, file::open);
            first.record(TrailFile.call("r"));
        }
        assertTrue(AuditVerifier.plain().verify(file.process(1).path).isIntact());
    }

    @Test
    void a_file_that_holds_something_else_is_left_alone() throws IOException {
        for (String other : new String[] {"root:x:0:0\n", "{}\n", "{\"chain\":"}) {
            Path path = directory.resolve("other");
            Files.writeString(path, other);
            assertThrows(IOException.class, () -> new TrailFile(path, AuditSettings.builder()).open(), other);
            assertEquals(other, Files.readString(path));
            assertEquals(List.of(), new AuditArchive(path, 9).files());
        }
    }

    @Test
    void a_line_that_a_crash_has_cut_is_kept_as_it_is_and_another_file_begins() throws IOException {
        TrailFile file = trail(AuditSettings.builder().secret(TrailFile.SECRET)).process(3);
        byte[] whole = Files.readAllBytes(file.path);
        Files.write(file.path, "{\"chain\":\"77".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        byte[] torn = Files.readAllBytes(file.path);
        assertTrue(torn.length > whole.length);

        file.process(2);

        assertArrayEquals(torn, Files.readAllBytes(file.path.resolveSibling("audit.log.1")));
        assertTrue(AuditVerifier.keyedBy(KEYS).verify(file.path).isIntact());
        assertFalse(AuditVerifier.keyedBy(KEYS).verifyAll(file.path).isIntact());
    }

    @Test
    void another_secret_begins_another_file_which_goes_on_behind_the_one_before() throws IOException {
        TrailFile plain = trail(AuditSettings.builder()).process(1);
        TrailFile keyed =
                trail(AuditSettings.builder().secret(TrailFile.SECRET)).process(1);
        Secret other = Secret.ofUtf8("AUDIT_SECRET", "Qm7xW2nRt5vKz8bJc4dLf6gHs3pYa9Ue");
        TrailFile again = trail(AuditSettings.builder().secret(other)).process(1);

        assertEquals(2, new AuditArchive(again.path, 9).files().size());
        assertTrue(AuditVerifier.plain()
                .verify(plain.path.resolveSibling("audit.log.1"))
                .isIntact());
        assertTrue(AuditVerifier.keyedBy(KEYS)
                .verify(keyed.path.resolveSibling("audit.log.2"))
                .isIntact());
        assertTrue(AuditVerifier.keyedBy(KeyRing.of(other)).verify(again.path).isIntact());
        String last = Files.readString(again.path.resolveSibling("audit.log.2")).strip();
        assertEquals(
                TrailFile.field(last.substring(last.lastIndexOf('\n') + 1), "mac"),
                TrailFile.field(again.lines().get(0), "prev"));
    }

    @Test
    void no_file_is_larger_than_it_may_be_and_no_more_are_kept_than_may_be() throws IOException {
        TrailFile file =
                trail(AuditSettings.builder().maxBytes(65_536).maxFiles(2)).process(1_500);

        List<Path> aside = new AuditArchive(file.path, 99).files();
        assertEquals(2, aside.size());
        assertTrue(Integer.parseInt(aside.get(1).toString().replaceFirst(".*\\.", "")) > 3, aside::toString);
        for (Path one : aside) {
            assertTrue(Files.size(one) > 60_000 && Files.size(one) <= 65_536, one + " has " + Files.size(one));
        }
        assertTrue(Files.size(file.path) <= 65_536);
        AuditVerdict verdict = AuditVerifier.plain().verifyAll(file.path);
        assertTrue(verdict.isIntact(), verdict::toString);
        assertTrue(file.lines().get(0).contains("sys_audit_continued"));
    }

    @Test
    void another_file_that_cannot_begin_begins_as_soon_as_it_can() throws IOException {
        TrailFile file = trail(AuditSettings.builder().maxBytes(65_536));
        Path folder = file.path.resolveSibling("");
        try (AuditTrail trail = file.open()) {
            Files.delete(file.path);
            Files.delete(folder);
            Files.writeString(folder, "in the way");
            for (int i = 0; i < 400; i++) {
                trail.record(TrailFile.call("r-" + i));
            }
            for (int i = 0; i < 3; i++) {
                trail.work();
                assertTrue(trail.counts().failing());
            }
            Files.delete(folder);
            trail.work();
            assertFalse(trail.counts().failing());
        }
        assertTrue(file.lines().get(0).contains("sys_audit_continued"));
        assertTrue(AuditVerifier.plain().verify(file.path).isEnded());
    }

    @Test
    void other_files_beside_it_are_not_its_own() throws IOException {
        TrailFile file = trail(AuditSettings.builder().maxFiles(1)).process(1);
        for (String name :
                new String[] {"audit.log.bak", "audit.log.01", "audit.log.", "audit.log.1x", "audit.log.99999999999"}) {
            Files.writeString(file.path.resolveSibling(name), "mine");
        }
        AuditFile sink = new AuditFile(file.path, 65_536, 1);
        sink.rotate();
        sink.close();

        assertEquals(List.of(file.path.resolveSibling("audit.log.1")), new AuditArchive(file.path, 9).files());
        assertEquals("mine", Files.readString(file.path.resolveSibling("audit.log.01")));
    }

    @Test
    void an_interrupt_does_not_end_the_file() throws IOException {
        TrailFile file = trail(AuditSettings.builder());
        try (AuditTrail trail = file.open()) {
            trail.record(TrailFile.call("before"));
            trail.work();
            trail.record(TrailFile.call("interrupted"));
            Thread.currentThread().interrupt();
            trail.work();
            assertTrue(Thread.interrupted());
            assertTrue(trail.counts().failing(), "an interrupt closes the channel");
            trail.work();
            assertFalse(trail.counts().failing());
        }
        assertEquals(4, file.lines().size());
        assertTrue(AuditVerifier.plain().verify(file.path).isEnded());
        assertEquals(List.of(), new AuditArchive(file.path, 9).files());
    }

    @Test
    void what_an_interrupt_has_left_of_a_line_is_taken_away_and_what_others_wrote_is_not() throws IOException {
        for (String left : new String[] {"{\"chain\":", "{}\n"}) {
            TrailFile file = new TrailFile(directory.resolve("left-" + left.length()), AuditSettings.builder());
            try (AuditTrail trail = file.open()) {
                trail.record(TrailFile.call("interrupted"));
                Thread.currentThread().interrupt();
                trail.work();
                assertTrue(Thread.interrupted());
                Files.writeString(file.path, left, StandardOpenOption.APPEND);
                trail.work();
                trail.work();
                assertFalse(trail.counts().failing());
            }
            AuditVerdict verdict = AuditVerifier.plain().verify(file.path);
            assertTrue(verdict.isIntact() && verdict.isEnded(), verdict::toString);
            int aside = new AuditArchive(file.path, 9).files().size();
            assertEquals(left.endsWith("\n") ? 1 : 0, aside, left);
        }
    }

    @Test
    void a_file_that_is_gone_after_an_interrupt_begins_anew() throws IOException {
        TrailFile file = trail(AuditSettings.builder());
        try (AuditTrail trail = file.open()) {
            trail.record(TrailFile.call("interrupted"));
            Thread.currentThread().interrupt();
            trail.work();
            assertTrue(Thread.interrupted());
            Files.delete(file.path);
            trail.work();
            trail.work();
        }
        assertTrue(file.lines().get(0).contains("sys_audit_continued"));
        assertTrue(AuditVerifier.plain().verify(file.path).isEnded());
    }

    @Test
    void a_file_with_the_highest_number_does_not_make_the_trail_overwrite_itself() throws IOException {
        Path path = directory.resolve("audit.log");
        AuditArchive archive = new AuditArchive(path, 9);
        Files.writeString(path.resolveSibling("audit.log.999999998"), "");
        assertEquals(path.resolveSibling("audit.log.999999999"), archive.next());
        Files.writeString(archive.next(), "");
        assertThrows(IOException.class, archive::next);
    }

    @Test
    void behind_a_line_that_a_crash_has_cut_the_next_file_goes_on_where_the_last_whole_line_ends() throws IOException {
        TrailFile file = trail(AuditSettings.builder()).process(3);
        String last = file.lines().get(4);
        Files.writeString(file.path, "{\"chain\":\"77", StandardOpenOption.APPEND);

        file.process(0);

        assertEquals(TrailFile.field(last, "mac"), TrailFile.field(file.lines().get(0), "prev"));
    }

    @Test
    void anchors_go_into_no_file_that_holds_something_else_and_only_the_owner_reads_them() throws IOException {
        Path other = Files.writeString(directory.resolve("app.conf"), "key=value\n");
        Path anchors = directory.resolve("anchors");
        TrailFile file = trail(AuditSettings.builder().anchorFile(anchors)).process(1);
        file.process(1);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(anchors)));
        assertEquals(2, Files.readAllLines(anchors).size());
        TrailFile wrong = new TrailFile(
                directory.resolve("wrong.log"), AuditSettings.builder().anchorFile(other));
        assertThrows(IOException.class, wrong::open);
        assertEquals("key=value\n", Files.readString(other));
    }
}
