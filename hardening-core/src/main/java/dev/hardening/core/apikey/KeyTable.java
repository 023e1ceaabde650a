package dev.hardening.core.apikey;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds a key by its digest in a time that depends neither on how many keys there are nor on which one it is: one probe
 * of a hash table by eight bytes of the digest under a random multiplier of this table, then exactly one comparison of
 * whole digests, with a dummy when the probe found nothing. Where a probe ends could tell at most which slots of the
 * table are taken, and the multiplier is different in each process.
 */
final class KeyTable {

    private static final int DIGEST = 32;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long[] tags;
    private final byte[][] digests;
    private final @Nullable ApiKey[] keys;
    private final byte[] dummy = new byte[DIGEST];
    private final long multiplier;
    private final long offset;
    private final int mask;

    KeyTable(List<ApiKey> all, SplittableRandom random) {
        int size = Math.max(4, Integer.highestOneBit(Math.max(1, all.size())) << 2);
        this.mask = size - 1;
        this.tags = new long[size];
        this.digests = new byte[size][];
        this.keys = new @Nullable ApiKey[size];
        this.multiplier = random.nextLong() | 1;
        this.offset = random.nextLong();
        for (ApiKey key : all) {
            byte[] digest = key.digest();
            long tag = tag(digest);
            int slot = home(tag);
            while (keys[slot] != null) {
                slot = (slot + 1) & mask;
            }
            tags[slot] = tag;
            digests[slot] = digest;
            keys[slot] = key;
        }
    }

    @Nullable
    ApiKey find(byte[] digest) {
        long tag = tag(digest);
        int slot = home(tag);
        // At least half of the slots are free, so this ends.
        while (keys[slot] != null && tags[slot] != tag) {
            slot = (slot + 1) & mask;
        }
        ApiKey candidate = keys[slot];
        boolean equal = MessageDigest.isEqual(digest, candidate == null ? dummy : digests[slot]);
        return equal ? candidate : null;
    }

    private long tag(byte[] digest) {
        return (long) LONG.get(digest, 0) * multiplier + offset;
    }

    private int home(long tag) {
        return (int) (tag >>> 32) & mask;
    }
}
