package dev.hardening.examples;

import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.TestRedis;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.util.List;
import java.util.function.IntFunction;

/** What the tests of two instances share: a server, and a prefix for keys that nobody else has. */
public final class Together {

    /** Nobody listens there, so a connection is refused at once. */
    public static final String NOBODY = "redis://127.0.0.1:1/0";

    /** How long a decision may take, in milliseconds: these tests are about what is shared, and not about slow machines. */
    public static final String PATIENCE = "5000";

    /** The server. */
    public final String url = TestRedis.url();

    /** What the keys of this test begin with. */
    public final String prefix = TestRedis.prefix();

    /** Makes one for a test. */
    public Together() {}

    /** Returns how many of 20 requests are served; the instances take turns. */
    public static int served(IntFunction<Response> request) {
        int served = 0;
        for (int i = 0; i < 20; i++) {
            int status = request.apply(i).status();
            if (status != 200 && status != 429) {
                throw new IllegalStateException("request " + i + " is answered " + status);
            }
            served += status == 200 ? 1 : 0;
        }
        return served;
    }

    /** Returns the keys of this test; each is gone after a time. */
    public List<String> keys() {
        try (RedisPeek peek = RedisPeek.at(url)) {
            List<String> keys = peek.keys(prefix);
            for (String key : keys) {
                if (peek.commands().pttl(key) <= 0) {
                    throw new IllegalStateException(key + " stays for ever");
                }
            }
            return keys;
        }
    }
}
