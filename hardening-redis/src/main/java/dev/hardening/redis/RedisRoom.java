package dev.hardening.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What a store needs: the way to its server, the names of its keys, the clock of its scripts and its counts.
 *
 * @param link the way to the server
 * @param keys the names of keys
 * @param clock what time it is in a script
 * @param counts how decisions were made, and what happens without the server
 */
record RedisRoom(RedisLink link, RedisKeys keys, ScriptClock clock, RoomCounts counts) {

    /** Loads a script; of several names, one that begins with the first. */
    RedisScript script(String... names) {
        return RedisScript.load(clock, names);
    }

    /** Runs a script on keys of one slot, in one round trip, and counts the decision. */
    List<Object> run(RedisScript script, List<byte[]> named, byte[]... arguments) throws Unanswered {
        return run(script, named, List.of(arguments));
    }

    /** Does the same. */
    List<Object> run(RedisScript script, List<byte[]> named, List<byte[]> arguments) throws Unanswered {
        return ask(commands -> script.run(commands, named, arguments));
    }

    /** Runs a script that decides nothing, in one round trip. */
    void tell(RedisScript script, List<byte[]> named, List<byte[]> arguments) throws Unanswered {
        List<Object> unused = link.ask(commands -> script.run(commands, named, arguments));
    }

    /** Sends a script that decides nothing, and waits for nothing. */
    void post(RedisScript script, List<byte[]> named, List<byte[]> arguments) {
        link.post(commands -> {
            CompletionStage<List<Object>> unused = script.run(commands, named, arguments);
        });
    }

    /** Sends a command, and counts the decision. */
    <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) throws Unanswered {
        T answer = link.ask(command);
        counts.shared();
        return answer;
    }

    /** Reads a number that a script has returned. */
    static long number(List<Object> answer, int at) throws Unanswered {
        if (at < answer.size() && answer.get(at) instanceof Long number) {
            return number;
        }
        throw new Unanswered("a script has returned something else");
    }
}
