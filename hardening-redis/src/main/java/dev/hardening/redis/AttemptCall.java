package dev.hardening.redis;

import dev.hardening.core.lockout.AttemptCount;
import dev.hardening.core.lockout.AttemptKey;
import dev.hardening.core.lockout.AttemptLimit;
import dev.hardening.core.secret.Base64Url;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a script is told of the counts that a try touches. All keys lie in one slot, because a try touches several counts at
 * once; and so all of them lie on one node of a cluster.
 *
 * @param names of the counts, which hold keyed hashes of accounts and places, and nothing else of a client
 * @param keys of the counts, and then of the marks that unlocks leave
 * @param arguments as the scripts expect them
 */
record AttemptCall(List<String> names, List<byte[]> keys, List<byte[]> arguments) {

    private static final String KIND = "{attempts}";
    private static final int ID_BYTES = 16;

    /** Returns the key of the mark that an unlock leaves. */
    static byte[] mark(RedisKeys keys, AttemptKey unlocked) {
        return keys.plain(KIND, mark(account(unlocked), place(unlocked)));
    }

    private static String mark(String account, String place) {
        return "UNLOCKED:" + account + ':' + place;
    }

    /** Returns a call about those counts. */
    static AttemptCall of(RedisRoom room, List<AttemptCount> counts, long stamp, Predicate<AttemptCount> cleared) {
        List<String> names = new ArrayList<>();
        for (AttemptCount count : counts) {
            names.add(name(count));
        }
        List<String> all = new ArrayList<>(names);
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(RedisScript.number(counts.size()));
        arguments.add(RedisScript.number(stamp));
        for (AttemptCount count : counts) {
            AttemptLimit limit = count.limit();
            arguments.add(RedisScript.number(limit.max()));
            arguments.add(ticks(room, limit.window()));
            arguments.add(ticks(room, limit.lock()));
            arguments.add(flag(limit.consecutive()));
            arguments.add(flag(cleared.test(count)));
            String account = account(count.key());
            String place = place(count.key());
            // Those of which AttemptKey.isPartOf says that the key is a part.
            for (String mark : List.of(mark("", ""), mark(account, ""), mark("", place), mark(account, place))) {
                arguments.add(RedisScript.number(indexOf(mark, all)));
            }
        }
        List<byte[]> keys =
                all.stream().map(name -> room.keys().plain(KIND, name)).toList();
        return new AttemptCall(names, keys, arguments);
    }

    /** Returns the same call about the time at which the try was counted. */
    AttemptCall stamped(long stamp) {
        List<byte[]> others = new ArrayList<>(arguments);
        others.set(1, RedisScript.number(stamp));
        return new AttemptCall(names, keys, others);
    }

    /** Failures that are counted in another way are counted apart; other numbers of a limit hold for what is there. */
    private static String name(AttemptCount count) {
        AttemptKey key = count.key();
        return key.dimension().name()
                + (count.limit().consecutive() ? ":row:" : ":window:")
                + account(key)
                + ':'
                + place(key);
    }

    private static String account(AttemptKey key) {
        return id(key.accountHigh(), key.accountLow());
    }

    private static String place(AttemptKey key) {
        return id(key.placeHigh(), key.placeLow());
    }

    private static String id(long high, long low) {
        if ((high | low) == 0) {
            return "";
        }
        byte[] bytes = ByteBuffer.allocate(ID_BYTES).putLong(high).putLong(low).array();
        return Base64Url.encode(bytes);
    }

    /** Returns where the mark stands, counted from one, and puts it at the end if it is new. */
    private static int indexOf(String mark, List<String> all) {
        if (!all.contains(mark)) {
            all.add(mark);
        }
        return all.indexOf(mark) + 1;
    }

    private static byte[] ticks(RedisRoom room, Duration span) {
        int nanosPerTick = room.clock().nanosPerTick();
        return RedisScript.number((span.toNanos() + nanosPerTick - 1) / nanosPerTick);
    }

    private static byte[] flag(boolean value) {
        return RedisScript.number(value ? 1 : 0);
    }
}
