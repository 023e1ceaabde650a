package dev.hardening.testing.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A test's own look at a server, beside what is tested. */
public final class RedisPeek implements AutoCloseable {

    private static final Pattern CALLS = Pattern.compile("(?m)^cmdstat_([a-z|]+):calls=(\\d+)");

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private RedisPeek(RedisClient client) {
        this.client = client;
        this.connection = client.connect();
    }

    /** Opens one. */
    public static RedisPeek at(String url) {
        return new RedisPeek(RedisClient.create(RedisURI.create(url)));
    }

    /** Returns all commands there are. */
    public RedisCommands<String, String> commands() {
        return connection.sync();
    }

    /** Returns the keys that begin with a prefix. */
    public List<String> keys(String prefix) {
        return commands().keys(prefix + "*");
    }

    /** Returns how often scripts and single-key commands were called since the server started or its counts were reset. */
    public long calls(String command) {
        Matcher found = CALLS.matcher(commands().info("commandstats"));
        long calls = 0;
        while (found.find()) {
            calls += found.group(1).equals(command) ? Long.parseLong(found.group(2)) : 0;
        }
        return calls;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
