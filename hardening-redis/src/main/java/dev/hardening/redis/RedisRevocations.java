package dev.hardening.redis;

import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Revocations on the server, a key each: until when it counts, in milliseconds, and up to which second, both nominal. When it
 * is over is told by how long it has left by this instance's clock, and the key lives longer by what clocks may differ.
 *
 * <p>What is not a string under a key of this kind counts as nothing; no end that was stored is one.
 */
final class RedisRevocations {

    /** The last second of what ends tokens whenever they were given; the largest number that scripts tell from its neighbours. */
    static final long EVERY_SECOND = (1L << 53) - 1;

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
    private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();
    private static final long NEVER = Long.MIN_VALUE;
    private static final int RADIX = 10;
    private static final int LONGEST_NUMBER = 18;

    private final RedisRoom room;
    private final InstantSource clock;
    private final RedisScript revoke;

    RedisRevocations(RedisRoom room, InstantSource clock) {
        this.room = room;
        this.clock = clock;
        this.revoke = room.script("revoke");
    }

    byte[] token(String id) {
        return room.keys().hashed("ended-token", id);
    }

    byte[] session(String id) {
        return room.keys().hashed("ended-session", id);
    }

    byte[] subject(String id) {
        return room.keys().hashed("ended-subject", id);
    }

    void revoke(byte[] key, long lastSecond, Instant until) throws Unanswered {
        long over = millis(until);
        long left = Math.min(over - clock.millis() + CLOCKS_DIFFER.toMillis(), LONGEST_MILLIS);
        List<Object> unused = room.run(
                revoke,
                List.of(key),
                RedisScript.number(left),
                RedisScript.number(over),
                RedisScript.number(Math.min(lastSecond, EVERY_SECOND)));
    }

    /** Returns the end in milliseconds, or a hundred years for one that is far. */
    private long millis(Instant until) {
        Instant far = clock.instant().plusMillis(LONGEST_MILLIS);
        return (until.isAfter(far) ? far : until).toEpochMilli();
    }

    /** Tells whether what was given in that second is over, by one question. */
    boolean isRevoked(@Nullable String tokenId, @Nullable String session, String subject, long issued)
            throws Unanswered {
        byte[][] keys = new byte[1 + (tokenId == null ? 0 : 1) + (session == null ? 0 : 1)][];
        int count = 0;
        if (tokenId != null) {
            keys[count++] = token(tokenId);
        }
        if (session != null) {
            keys[count++] = session(session);
        }
        keys[count] = subject(subject);
        boolean revoked = false;
        for (KeyValue<byte[], byte[]> found : room.ask(commands -> commands.mget(keys))) {
            revoked |= found.hasValue() && issued <= lastSecond(found.getValue());
        }
        return revoked;
    }

    /** Returns up to which second everything of the subject is over, or less than any second. */
    long lastSecond(String subject) throws Unanswered {
        byte[][] key = {subject(subject)};
        KeyValue<byte[], byte[]> found =
                room.ask(commands -> commands.mget(key)).get(0);
        return found.hasValue() ? lastSecond(found.getValue()) : NEVER;
    }

    private long lastSecond(byte[] value) throws Unanswered {
        int space = 0;
        while (space < value.length && value[space] != ' ') {
            space++;
        }
        long until = number(value, 0, space);
        long last = number(value, space + 1, value.length);
        return room.clock().isOver(until) ? NEVER : last;
    }

    private static long number(byte[] value, int from, int to) throws Unanswered {
        int at = from < to && value[from] == '-' ? from + 1 : from;
        long number = 0;
        int digits = 0;
        for (; at < to && value[at] >= '0' && value[at] <= '9'; at++) {
            number = number * RADIX + value[at] - '0';
            digits++;
        }
        if (digits == 0 || digits > LONGEST_NUMBER || at != to) {
            throw new Unanswered("an end is stored in a form that nobody knows");
        }
        return value[from] == '-' ? -number : number;
    }
}
