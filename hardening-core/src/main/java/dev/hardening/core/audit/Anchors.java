package dev.hardening.core.audit;

import dev.hardening.core.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells others how far the file has come, so that lines that are missing at its end are missed: the log, and a second file
 * where one is named. For one thread.
 */
final class Anchors {

    static final String LOGGER = "dev.hardening.audit";
    static final String CHAIN = "anchor_chain";
    static final String SEQ = "anchor_seq";
    static final String SEAL = "anchor_seal";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private static final byte[] START = "{\"timestamp\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final @Nullable Path file;
    private boolean failed;

    /**
     * Makes the directories of the second file.
     *
     * @throws IOException when it cannot be written, or holds something else
     */
    Anchors(@Nullable Path file) throws IOException {
        this.file = file == null ? null : file.toAbsolutePath();
        Path parent = this.file == null ? null : this.file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (this.file != null) {
            if (isOther(this.file)) {
                throw new IOException("AUDIT_ANCHOR_FILE names a file that holds no anchors; name another one");
            }
            append(this.file, "");
        }
    }

    void set(Instant time, AuditChain chain) {
        LOG.atInfo()
                .addKeyValue(CHAIN, chain.id())
                .addKeyValue(SEQ, chain.lastNumber())
                .addKeyValue(SEAL, chain.lastSeal())
                .log("audit anchor");
        Path target = file;
        if (target == null) {
            return;
        }
        StringBuilder out = new StringBuilder(192);
        JsonWriter.to(out)
                .beginObject()
                .name("timestamp")
                .value(AuditLine.time(time))
                .name(CHAIN)
                .value(chain.id())
                .name(SEQ)
                .value(chain.lastNumber())
                .name(SEAL)
                .value(chain.lastSeal())
                .endObject();
        try {
            append(target, out.append('\n').toString());
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warn("The anchors of the audit trail cannot be written; the log has them", e);
            }
            failed = true;
        }
    }

    private static boolean isOther(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(START.length);
            return start.length > 0 && !Arrays.equals(START, start);
        }
    }

    private static void append(Path file, String text) throws IOException {
        try (SeekableByteChannel out = Files.newByteChannel(file, OPTIONS, AuditFile.owned())) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                int unused = out.write(bytes);
            }
        }
    }
}
