package dev.hardening.core.audit;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The chain of one process: numbers records and seals each behind the one before. A line counts when it is {@linkplain
 * #advance written}; one that could not be is sealed again, so that no number is missing. For one thread.
 */
final class AuditChain {

    static final byte[] NOTHING_BEFORE = new byte[ChainKey.SIZE];
    private static final int ID_SIZE = 8;

    private final ChainKey key;
    private final String id;
    private byte[] last;
    private long next;

    /** Begins behind a line that has this seal. */
    AuditChain(ChainKey key, byte[] last) {
        this.key = key;
        this.last = last;
        byte[] random = new byte[ID_SIZE];
        new SecureRandom().nextBytes(random);
        this.id = HexFormat.of().formatHex(random);
    }

    /** One line with the seal that it bears. */
    static final class Sealed {
        private final byte[] line;
        private final byte[] seal;

        private Sealed(byte[] line, byte[] seal) {
            this.line = line;
            this.seal = seal;
        }

        byte[] line() {
            return line;
        }
    }

    Sealed seal(AuditRecord record) {
        return seal(record, null);
    }

    /** Seals a record that begins a file, or a process in a file that has others. */
    Sealed begin(AuditRecord record, boolean file) {
        return seal(record, new AuditLine.Beginning(file, key.algorithm(), last));
    }

    private Sealed seal(AuditRecord record, AuditLine.@Nullable Beginning beginning) {
        byte[] body = AuditLine.body(id, next, record, beginning);
        byte[] seal = key.seal(last, body);
        return new Sealed(AuditLine.sealed(body, seal), seal);
    }

    /** Says that the line stands where it belongs. */
    void advance(Sealed line) {
        last = line.seal;
        next++;
    }

    String id() {
        return id;
    }

    /** Returns the number of the last line, or -1 before the first one. */
    long lastNumber() {
        return next - 1;
    }

    String lastSeal() {
        return HexFormat.of().formatHex(last);
    }
}
