package dev.hardening.core.audit;

import dev.hardening.core.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
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

    private final @Nullable Path file;
    private boolean failed;

    /**
     * Makes the directories of the second file.
     *
     * @throws IOException when it cannot be written
     */
    Anchors(@Nullable Path file) throws IOException {
        this.file = file == null ? null : file.toAbsolutePath();
        Path parent = this.file == null ? null : this.file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (this.file != null) {
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

    private static void append(Path file, String text) throws IOException {
        Files.write(
                file,
                text.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
    }
}
