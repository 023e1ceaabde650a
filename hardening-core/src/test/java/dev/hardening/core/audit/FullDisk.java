package dev.hardening.core.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines in memory, until it is full. */
final class FullDisk implements AuditSink {
    final List<byte[]> lines = new ArrayList<>();
    boolean full;
    boolean closed;
    int forced;

    @Override
    public byte @Nullable [] lastLine() {
        return null;
    }

    @Override
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    @Override
    public boolean isContinuedBy(String algorithm) {
        return true;
    }

    @Override
    public boolean isFullFor(int bytes) {
        return false;
    }

    @Override
    public void rotate() {
        lines.clear();
    }

    @Override
    public void append(byte[] line) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        lines.add(line);
    }

    @Override
    public void force() {
        forced++;
    }

    @Override
    public void close() {
        closed = true;
    }

    List<String> text() {
        return lines.stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .toList();
    }

    List<String> events() {
        return text().stream()
                .map(line -> TrailFile.field(line.strip(), "event"))
                .toList();
    }
}
