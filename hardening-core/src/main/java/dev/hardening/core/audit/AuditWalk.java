package dev.hardening.core.audit;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes along the lines of a trail and says what is wrong with the first one that is not where it was written. For one thread. */
final class AuditWalk {

    private final List<ChainKey> keys;
    private final @Nullable AnchorList anchors;
    private final Set<String> chains = new HashSet<>();
    private @Nullable ChainKey key;
    private byte @Nullable [] last;
    private String chain = "";
    private long seq = -1;
    private boolean fileBegins = true;
    private boolean ended;
    private long unended;
    private long records;

    AuditWalk(List<ChainKey> keys, @Nullable AnchorList anchors) {
        this.keys = keys;
        this.anchors = anchors;
    }

    void beginFile() {
        fileBegins = true;
    }

    long records() {
        return records;
    }

    long processes() {
        return chains.size();
    }

    boolean isEnded() {
        return ended;
    }

    /** Returns how many processes before the last one have not written their end. */
    long unended() {
        return unended;
    }

    boolean isPlain() {
        return key != null && key.isPlain();
    }

    /** Takes a line with its line feed; returns what is wrong with it, or null. */
    @Nullable
    String next(byte[] line) {
        if (line[line.length - 1] != '\n') {
            return "the line is cut off or too long";
        }
        AuditLine.Read read = AuditLine.read(Arrays.copyOf(line, line.length - 1));
        if (read == null) {
            return "the line is no record";
        }
        String begins = read.object().string("begins");
        String problem =
                fileBegins ? beginFile(read, begins) : begins == null ? goOn(read) : beginProcess(read, begins);
        if (problem != null) {
            return problem;
        }
        byte[] before = last;
        ChainKey mine = key;
        if (mine == null || before == null || !MessageDigest.isEqual(mine.seal(before, read.body()), read.seal())) {
            return "the record was changed, or another one stood before it";
        }
        fileBegins = false;
        if (records > 0 && !ended && !read.chain().equals(chain)) {
            unended++;
        }
        chain = read.chain();
        chains.add(chain);
        seq = read.seq();
        last = read.seal();
        ended = "sys_shutdown".equals(read.object().string("event"));
        records++;
        return anchors == null ? null : anchors.met(chain, seq, read.seal(), timeOf(read));
    }

    private static Instant timeOf(AuditLine.Read read) {
        try {
            return Instant.parse(String.valueOf(read.object().string("timestamp")));
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private @Nullable String beginFile(AuditLine.Read read, @Nullable String begins) {
        if (!AuditLine.Beginning.FILE.equals(begins)) {
            return "a file does not begin like that; records before it are missing";
        }
        String algorithm = String.valueOf(read.object().string("algorithm"));
        key = null;
        for (ChainKey one : keys) {
            key = one.algorithm().equals(algorithm) ? one : key;
        }
        if (key == null) {
            return ChainKey.isPlain(algorithm)
                    ? "no secret seals the file, and one is expected"
                    : "a secret seals the file, and it is not the one that is set";
        }
        byte[] before = AuditLine.seal(read.object().string("prev"));
        if (before == null) {
            return "the line is no record";
        }
        if (last != null && !Arrays.equals(last, before)) {
            return "the file does not go on where the one before it ends";
        }
        boolean first = last == null;
        if (first && anchors != null && Arrays.equals(before, AuditChain.NOTHING_BEFORE)) {
            anchors.beginsWhole();
        }
        last = before;
        return first || isNumbered(read) ? null : "records before it are missing";
    }

    /** A process goes on counting in another file, and another process begins to count. */
    private boolean isNumbered(AuditLine.Read read) {
        return read.chain().equals(chain) ? read.seq() == seq + 1 : isNew(read);
    }

    private boolean isNew(AuditLine.Read read) {
        return read.seq() == 0 && !chains.contains(read.chain());
    }

    private @Nullable String goOn(AuditLine.Read read) {
        if (ended) {
            return "the process before it has ended, and none begins here";
        }
        return read.chain().equals(chain) && read.seq() == seq + 1
                ? null
                : "the record does not follow the one before it: one was removed, added or moved";
    }

    private @Nullable String beginProcess(AuditLine.Read read, String begins) {
        byte[] before = AuditLine.seal(read.object().string("prev"));
        boolean follows = AuditLine.Beginning.PROCESS.equals(begins)
                && isNew(read)
                && before != null
                && Arrays.equals(before, last);
        return follows
                ? null
                : "the process does not begin behind the record before it: one was removed, added or moved";
    }
}
