package dev.hardening.core.audit;

import dev.hardening.core.secret.KeyRing;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether an audit trail is as it was written: no line changed, removed, added or moved. Lines that are missing at
 * the very end are found by anchors only. Reads a line at a time, in a time that is linear in the files. Immutable.
 */
public final class AuditVerifier {

    private final List<ChainKey> keys;
    private final @Nullable Path anchors;

    private AuditVerifier(List<ChainKey> keys, @Nullable Path anchors) {
        this.keys = keys;
        this.anchors = anchors;
    }

    /** Verifies trails that no secret seals; one that a secret seals is a problem. */
    public static AuditVerifier plain() {
        return new AuditVerifier(List.of(ChainKey.of(null)), null);
    }

    /** Verifies trails that one of these secrets seals; one that none seals is a problem. */
    public static AuditVerifier keyedBy(KeyRing secrets) {
        return new AuditVerifier(secrets.all().stream().map(ChainKey::of).toList(), null);
    }

    /** Asks for every anchor in this file, too: the one of the anchors, or a log that holds them as JSON lines. */
    public AuditVerifier withAnchors(Path file) {
        return new AuditVerifier(keys, file);
    }

    /**
     * Verifies one file. One that goes on where another one ended is verified from there on.
     *
     * @throws IOException when it cannot be read
     */
    public AuditVerdict verify(Path file) throws IOException {
        return verify(List.of(file));
    }

    /**
     * Verifies a file and all that were put aside before it, each of which must begin where the one before ended.
     *
     * @throws IOException when one cannot be read
     */
    public AuditVerdict verifyAll(Path file) throws IOException {
        List<Path> files = new ArrayList<>(new AuditArchive(file, Integer.MAX_VALUE).files());
        files.add(file);
        return verify(files);
    }

    private AuditVerdict verify(List<Path> files) throws IOException {
        @Nullable AnchorList expected = anchors == null ? null : AnchorList.read(anchors);
        AuditWalk walk = new AuditWalk(keys, expected);
        Path last = files.get(0);
        long line = 0;
        String problem = null;
        for (Path file : files) {
            last = file;
            line = 0;
            walk.beginFile();
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                for (byte[] next = line(in); next != null && problem == null; next = line(in)) {
                    line++;
                    problem = walk.next(next);
                }
            }
            if (problem == null && line == 0) {
                problem = "the file is empty";
            }
            if (problem != null) {
                return AuditVerdict.broken(walk.records(), walk.processes(), last, line, problem);
            }
        }
        problem = expected == null ? null : expected.missing();
        return problem == null
                ? AuditVerdict.intact(walk.records(), walk.processes(), walk.unended(), walk.isEnded(), walk.isPlain())
                : AuditVerdict.broken(walk.records(), walk.processes(), last, line, problem);
    }

    /** Returns the next line with its line feed, at most a byte more than the longest, or null at the end. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (next == '\n' || line.size() > AuditLine.LONGEST) {
                break;
            }
        }
        return line.size() == 0 ? null : line.toByteArray();
    }
}
