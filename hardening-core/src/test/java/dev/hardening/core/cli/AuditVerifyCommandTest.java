package dev.hardening.core.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hardening.core.audit.AuditRecord;
import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifyCommandTest {

    private static final String SECRET = "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G";
    private static final String OTHER = "Qm7xW2nRt5vKz8bJc4dLf6gHs3pYa9Ue";

    @TempDir
    private Path folder;

    private Path trail(boolean keyed) throws IOException {
        Path file = folder.resolve("audit.log");
        AuditSettings.Builder settings = AuditSettings.builder().file(file).anchorFile(folder.resolve("anchors"));
        if (keyed) {
            settings.secret(Secret.ofUtf8("AUDIT_SECRET", SECRET));
        }
        FakeTicker ticker = new FakeTicker();
        try (AuditTrail trail = AuditTrail.open(settings.build(), ticker, ticker, new Redactor())) {
            for (int i = 0; i < 5; i++) {
                trail.record(AuditRecord.of(AuditRecord.CALL, "act-" + i).build());
            }
        }
        return file;
    }

    private Path env(String lines) throws IOException {
        return Files.writeString(folder.resolve("x.env"), lines + "\n");
    }

    private CommandLine verify(Path file, Object... more) {
        List<Object> words = new ArrayList<>(List.of("audit-verify", file));
        words.addAll(List.of(more));
        return CommandLine.run(words.toArray()).hides(SECRET, OTHER);
    }

    @Test
    void C_51_a_plain_trail_needs_the_file_alone() throws IOException {
        Path file = trail(false);
        verify(file, "--env-file", env("")).exits(0).says("INTACT  7 records of 1 processes", "No secret seals it");

        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(3, lines.get(3).replace("act-2", "act-9"));
        Files.writeString(file, String.join("\n", lines) + "\n");
        verify(file, "--env-file", env("")).exits(1).says("CHANGED", "line 4: ", "was changed", "3 records before it");

        lines.remove(3);
        Files.writeString(file, String.join("\n", lines) + "\n");
        verify(file, "--env-file", env("")).exits(1).says("line 4: ", "removed");
    }

    @Test
    void a_keyed_trail_needs_its_secret_the_present_one_or_one_before() throws IOException {
        Path file = trail(true);
        verify(file, "--env-file", env("AUDIT_SECRET=" + SECRET)).exits(0).says("INTACT");
        verify(file, "--env-file", env("AUDIT_SECRET=" + OTHER + "\nAUDIT_SECRET_PREVIOUS=x, " + SECRET + ","))
                .exits(0);
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        verify(file, "--env-file", env("AUDIT_SECRET_FILE=" + secret)).exits(0);
        verify(file, "--env-file", env("AUDIT_SECRET=" + OTHER)).exits(1).says("line 1: ", "not the one that is set");
        verify(file, "--env-file", env("")).exits(1).says("line 1: ");
        verify(file, "--env-file", env("AUDIT_SECRET=short")).exits(1).says("line 1: ");
        verify(file, "--env-file", env("AUDIT_SECRET_FILE=/nowhere/secret"))
                .exits(1)
                .says("AUDIT_SECRET_FILE");
    }

    @Test
    void lines_that_are_missing_at_the_end_are_found_by_anchors() throws IOException {
        Path file = trail(false);
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, String.join("\n", lines.subList(0, 4)) + "\n");
        Path none = env("");
        verify(file, "--env-file", none).exits(0).says("has not written its end");
        verify(file, "--env-file", none, "--anchors", folder.resolve("anchors"))
                .exits(1)
                .says("line 4: ", "missing");
    }

    @Test
    void what_cannot_be_read_is_not_intact() {
        verify(folder.resolve("nowhere")).exits(1).says("cannot be read");
        verify(folder.resolve("nowhere"), "--all").exits(1);
        assertEquals(2, CommandLine.run("audit-verify").code());
        assertEquals(2, CommandLine.run("audit-verify", "a", "b").code());
    }

    @Test
    void a_process_that_has_not_written_its_end_is_told_of_wherever_it_stands() throws IOException {
        Path file = trail(false);
        Path none = env("");
        trail(false);
        verify(file, "--env-file", none)
                .exits(0)
                .says("INTACT  14 records of 2 processes")
                .hides("written their end");

        Files.delete(file);
        trail(false);
        Files.writeString(file, String.join("\n", Files.readAllLines(file).subList(0, 3)) + "\n");
        trail(false);
        verify(file, "--env-file", none)
                .exits(0)
                .says("INTACT  10 records of 2 processes", "have not written their end: 1");
    }
}
