package dev.hardening.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One script that the server knows by its hash, or learns when it has forgotten it. Immutable. */
final class RedisScript {

    private final byte[] text;
    private final String hash;
    private final ScriptClock clock;

    private RedisScript(String text, ScriptClock clock) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.hash = Base16.digest(this.text);
        this.clock = clock;
    }

    /** Loads the scripts of those names, without their ending, from beside this class, and makes one of them. */
    static RedisScript load(ScriptClock clock, String... names) {
        StringBuilder text = new StringBuilder(clock.prelude());
        for (String name : names) {
            text.append(read(name));
        }
        return new RedisScript(text.toString(), clock);
    }

    private static String read(String name) {
        try (InputStream in = RedisScript.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it: one round trip, or two when the server does not know it. Numbers come back as {@link Long}. */
    CompletionStage<List<Object>> run(
            RedisClusterAsyncCommands<byte[], byte[]> commands, List<byte[]> keys, List<byte[]> arguments) {
        byte[][] named = keys.toArray(new byte[0][]);
        byte[][] all = new byte[arguments.size() + clock.arguments().size()][];
        int at = 0;
        for (byte[] argument : arguments) {
            all[at++] = argument;
        }
        for (byte[] argument : clock.arguments()) {
            all[at++] = argument;
        }
        CompletableFuture<List<Object>> answer = commands.<List<Object>>evalsha(
                        hash, ScriptOutputType.MULTI, named, all)
                .toCompletableFuture();
        CompletableFuture<List<Object>> whole =
                answer.exceptionallyCompose(failed -> Failures.cause(failed) instanceof RedisNoScriptException
                        ? commands.eval(text, ScriptOutputType.MULTI, named, all)
                        : CompletableFuture.failedStage(failed));
        return whole.copy(); // whoever cancels it has no part of it undone
    }

    /** Returns a number as scripts read it. */
    static byte[] number(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns a text as scripts read it. */
    static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
