package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnsentRevocationsTest {

    private final FakeTicker ticker = new FakeTicker();
    private final RedisRevocations shared = new RedisRevocations(Rooms.empty(SharedRoom.REVOCATION, ticker), ticker);
    private final UnsentRevocations unsent = new UnsentRevocations(shared, ticker);

    private Instant in(long seconds) {
        return ticker.instant().plusSeconds(seconds);
    }

    private void add(byte[] key, long seconds) {
        assertTrue(unsent.add(key, RedisRevocations.EVERY_SECOND, in(seconds)));
    }

    private boolean isStored(String token) throws Unanswered {
        return shared.isRevoked(token, null, "alice", 0);
    }

    @Test
    void takes_ten_thousand_and_no_more_until_some_are_sent() {
        byte[] key = shared.token("same");
        for (int i = 0; i < UnsentRevocations.MOST; i++) {
            add(key, 60);
        }
        assertFalse(unsent.add(key, 0, in(60)));
        assertEquals(UnsentRevocations.MOST, unsent.size());
        unsent.sendSome();
        assertEquals(UnsentRevocations.MOST - 4, unsent.size());
        add(key, 60);
    }

    @Test
    void sends_four_at_a_time_the_oldest_first() throws Unanswered {
        for (int i = 0; i < 6; i++) {
            add(shared.token("t" + i), 60);
        }
        unsent.sendSome();
        assertTrue(isStored("t3"));
        assertFalse(isStored("t4"));
        unsent.sendSome();
        assertTrue(isStored("t5"));
        assertEquals(0, unsent.size());
        unsent.sendSome();
    }

    @Test
    void one_that_the_server_refuses_is_in_nobody_s_way_and_is_dropped_at_its_end() throws Unanswered {
        byte[] bad = shared.token("bad");
        String name = new String(bad, StandardCharsets.US_ASCII);
        try (RedisPeek peek = RedisPeek.at(TestRedis.url())) {
            peek.commands().lpush(name, "something else");
            peek.commands().expire(name, 60);
            add(bad, 10);
            add(shared.token("good"), 60);
            unsent.sendSome();
            unsent.sendSome();
            assertFalse(isStored("good"), "not again within a second");
            ticker.advance(Duration.ofSeconds(1));
            unsent.sendSome();
            assertTrue(isStored("good"));
            assertEquals(1, unsent.size());
            ticker.advance(Duration.ofSeconds(10));
            unsent.sendSome();
            assertEquals(0, unsent.size());
        }
    }
}
