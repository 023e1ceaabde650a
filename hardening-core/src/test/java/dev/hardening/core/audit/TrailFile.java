package dev.hardening.core.audit;

import dev.hardening.core.secret.Secret;
import dev.hardening.testing.FakeTicker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A trail in a file that a test writes without a thread, and may then do to what it likes. */
final class TrailFile {

    static final Secret SECRET = Secret.ofUtf8("AUDIT_SECRET", "Zk3vT8qLw0aXnY5rBcPd2hJ7mQ9sUe4G");

    final FakeTicker ticker = new FakeTicker();
    final Path path;
    private final AuditSettings settings;

    TrailFile(Path path, AuditSettings.Builder settings) {
        this.path = path;
        this.settings = settings.file(path).build();
    }

    AuditTrail open() throws IOException {
        AuditSink sink = new AuditFile(path, settings.maxBytes(), settings.maxFiles());
        return AuditTrail.to(sink, settings, ticker, ticker, false);
    }

    /** Runs a process that records so many calls and ends. */
    TrailFile process(int records) throws IOException {
        try (AuditTrail trail = open()) {
            for (int i = 0; i < records; i++) {
                trail.record(call("r-" + i));
                trail.work();
            }
        }
        return this;
    }

    static AuditRecord call(String id) {
        return AuditRecord.of(AuditRecord.CALL, "POST /convert")
                .actor("API_KEY_1")
                .requestId(id)
                .status(200)
                .nanos(1_234_567)
                .build();
    }

    List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(path, StandardCharsets.UTF_8));
    }

    void write(List<String> lines) throws IOException {
        Files.writeString(path, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }

    static String field(String line, String name) {
        return line.replaceFirst(".*\"" + name + "\":\"?([^\",}]*).*", "$1");
    }
}
