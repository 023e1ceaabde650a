package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What eight threads that ask without end notice of a server that fails: nothing. */
@Tag("alone")
class OutageUnderLoadTest {

    private static final Duration LONGEST = Duration.ofMillis(500);

    private final RedisServer server = RedisServer.start();
    private final Chaos chaos = Chaos.open(server.url(), FailurePolicy.LOCAL);

    @AfterEach
    void close() {
        chaos.close();
        server.close();
    }

    @Test
    void a_server_that_is_killed_leaves_every_instance_counting_alone_and_is_used_as_soon_as_it_is_back() {
        Eventually.until(chaos::isShared);
        RateLimitKey spent = Chaos.fresh();
        RateLimitKey begun = Chaos.fresh();
        RateLimitKey refused = Chaos.fresh();
        assertEquals(5, Chaos.grants(chaos.five(), spent, 5));
        assertEquals(3, Chaos.grants(chaos.five(), begun, 3));
        assertEquals(5, Chaos.grants(chaos.five(), refused, 9));
        try (Load load = Load.on(chaos.plenty())) {
            server.kill();
            Eventually.until(() -> !chaos.failures().isEmpty());
            assertEquals(0, Chaos.grants(chaos.five(), spent, 5), "he has used his limit up");
            assertEquals(2, Chaos.grants(chaos.five(), begun, 5), "what the server counted is not forgotten");
            assertEquals(0, Chaos.grants(chaos.five(), refused, 5));
            assertEquals(5, Chaos.grants(chaos.five(), Chaos.fresh(), 9), "a new client has his limit once");
            load.await(5000);
            long since = System.nanoTime();
            server.restart();
            chaos.awaitReturn("killed and started", since);
            load.await(2000);
            isFast(load, "killed and started");
        }
        chaos.saidOnce();
    }

    @Test
    void a_server_that_is_back_is_found_without_any_request() {
        Eventually.until(chaos::isShared);
        server.kill();
        chaos.awaitOutage();
        long since = System.nanoTime();
        server.restart();
        try (RedisPeek peek = server.peek()) {
            Eventually.until(() -> peek.commands().clientList().lines().count() > 1);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        Figures.say("killed and started: found without a request after " + took.toMillis() + " ms");
        assertTrue(took.compareTo(Chaos.LONGEST_RETURN) < 0, took.toString());
        chaos.awaitReturn("killed and started, without requests", since);
    }

    @Test
    void a_server_that_hangs_costs_a_decision_s_time_until_the_breaker_opens_and_then_none() {
        Eventually.until(chaos::isShared);
        try (Load load = Load.on(chaos.plenty())) {
            server.pause();
            chaos.awaitNoWait();
            long began = System.nanoTime();
            Chaos.grants(chaos.plenty(), Chaos.fresh(), 5000);
            Duration open = Duration.ofNanos(System.nanoTime() - began);
            Figures.say("hanging: 5,000 decisions of one of nine threads took " + open.toMillis() + " ms");
            assertTrue(open.compareTo(Duration.ofSeconds(10)) < 0, open.toString());
            long since = System.nanoTime();
            server.resume();
            chaos.awaitReturn("hanging", since);
            load.await(2000);
            isFast(load, "hanging");
        }
        chaos.saidOnce();
    }

    @Test
    void a_server_that_hangs_for_long_is_left_and_found_again() {
        try (FaultyProxy proxy = new FaultyProxy(server.port());
                Chaos behind = Chaos.open(proxy.url(), FailurePolicy.LOCAL)) {
            Eventually.until(behind::isShared);
            try (Load load = Load.on(behind.plenty())) {
                server.pause();
                Eventually.until(() -> proxy.accepted() > 1);
                behind.awaitNoWait();
                long since = System.nanoTime();
                server.resume();
                behind.awaitReturn("hanging for long", since);
                isFast(load, "hanging for long");
            }
            behind.saidOnce();
        }
    }

    @Test
    void connections_that_are_reset_are_made_again_and_nobody_notices() {
        Eventually.until(chaos::isShared);
        try (RedisPeek peek = server.peek();
                Load load = Load.on(chaos.plenty())) {
            for (int i = 0; i < 5; i++) {
                long since = System.nanoTime();
                peek.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
                chaos.awaitReturn("reset", since);
                load.await(1000);
            }
            isFast(load, "reset");
        }
        assertTrue(chaos.failures().size() <= 1, chaos.failures().toString());
    }

    @Test
    void a_proxy_that_resets_and_refuses_is_no_worse_than_a_server_that_does() {
        try (FaultyProxy proxy = new FaultyProxy(server.port());
                Chaos behind = Chaos.open(proxy.url(), FailurePolicy.LOCAL)) {
            Eventually.until(behind::isShared);
            try (Load load = Load.on(behind.plenty())) {
                for (int i = 0; i < 3; i++) {
                    proxy.resetAll();
                    behind.awaitReturn("reset by a proxy", System.nanoTime());
                    load.await(500);
                }
                proxy.resetEach(true);
                proxy.resetAll();
                behind.awaitOutage();
                int accepted = proxy.accepted();
                load.await(3000);
                long since = System.nanoTime();
                proxy.resetEach(false);
                behind.awaitReturn("every connection reset", since);
                assertTrue(proxy.accepted() - accepted < 100, "tried in peace: " + (proxy.accepted() - accepted));
                isFast(load, "reset by a proxy");
            }
        }
    }

    private static void isFast(Load load, String what) {
        Figures.say(what + ": the slowest of all answers took " + load.slowest().toMillis() + " ms");
        assertTrue(load.slowest().compareTo(LONGEST) <= 0, load.slowest().toString());
    }
}
