package dev.hardening.core.audit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a look at an audit trail has found. Immutable. */
public final class AuditVerdict {

    private final long records;
    private final long processes;
    private final long unended;
    private final boolean ended;
    private final boolean plain;
    private final @Nullable Path file;
    private final long line;
    private final @Nullable String problem;

    private AuditVerdict(
            long records,
            long processes,
            long unended,
            boolean ended,
            boolean plain,
            @Nullable Path file,
            long line,
            @Nullable String problem) {
        this.records = records;
        this.processes = processes;
        this.unended = unended;
        this.ended = ended;
        this.plain = plain;
        this.file = file;
        this.line = line;
        this.problem = problem;
    }

    static AuditVerdict intact(long records, long processes, long unended, boolean ended, boolean plain) {
        return new AuditVerdict(records, processes, unended, ended, plain, null, 0, null);
    }

    static AuditVerdict broken(long records, long processes, Path file, long line, String problem) {
        return new AuditVerdict(records, processes, 0, false, false, file, line, problem);
    }

    /** Tells whether nothing was found. */
    public boolean isIntact() {
        return problem == null;
    }

    /** Returns how many records were found to be good. */
    public long records() {
        return records;
    }

    /** Returns how many processes have written them. */
    public long processes() {
        return processes;
    }

    /** Tells whether the last record says that its process ended; otherwise it runs, has crashed, or lines are missing. */
    public boolean isEnded() {
        return ended;
    }

    /**
     * Returns how many processes before the last one have not written their end: they have crashed, or lines behind them were
     * taken away before the next one began. 0 where something is wrong.
     */
    public long unended() {
        return unended;
    }

    /** Tells whether no secret seals the trail, so that whoever can write the file could have made it up. */
    public boolean isPlain() {
        return plain;
    }

    /** Returns the file in which something is wrong, or null. */
    public @Nullable Path file() {
        return file;
    }

    /** Returns the number of the first line that is wrong, from 1, or 0. */
    public long line() {
        return line;
    }

    /** Returns what is wrong, or null. It repeats nothing of the file. */
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public String toString() {
        return problem == null ? "intact, " + records + " records" : file + " line " + line + ": " + problem;
    }
}
