package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.hardening.core.decision.StoreUnavailableException;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.event.SecurityEvent;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which a server fails, and what each policy makes of it. */
@Tag("alone")
class OutageTest {

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
        try (Chaos first = Chaos.patient(server.url(), FailurePolicy.LOCAL)) {
            Eventually.until(first::isShared); // the first decision of a virtual machine takes longer than any other
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        try (RedisPeek peek = server.peek()) {
            peek.commands().flushall();
        }
    }

    /** Ways to fail, how to bring each about and to an end, and the word that the one warning has. */
    private enum Trouble {
        KILLED("connect") {
            @Override
            void begin() {
                server.kill();
            }

            @Override
            void end() {
                server.restart();
            }
        },
        HANGS("the time is up") {
            @Override
            void begin() {
                server.pause();
            }

            @Override
            void end() {
                server.resume();
            }
        },
        OUT_OF_MEMORY("OOM") {
            @Override
            void begin() {
                on(server.url(), peek -> peek.commands().configSet("maxmemory", "1"));
            }

            @Override
            void end() {
                on(server.url(), peek -> peek.commands().configSet("maxmemory", "0"));
            }
        },
        REPLICA("READONLY") {
            @Override
            void begin() {
                on(server.url(), peek -> peek.commands().replicaof("127.0.0.1", 1));
            }

            @Override
            void end() {
                on(server.url(), peek -> peek.commands().replicaofNoOne());
            }
        },
        PASSWORD_CHANGED("connect") {
            @Override
            void begin() {
                on(server.url(), peek -> {
                    peek.commands().configSet("requirepass", "quite-another");
                    peek.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
                });
            }

            @Override
            void end() {
                on(
                        "redis://:quite-another@127.0.0.1:" + server.port(),
                        peek -> peek.commands().configSet("requirepass", ""));
            }
        };

        private final String word;

        Trouble(String word) {
            this.word = word;
        }

        abstract void begin();

        abstract void end();

        /** By a connection that does not outlive it, nor says anything of the outage. */
        private static void on(String url, Consumer<RedisPeek> task) {
            try (RedisPeek peek = RedisPeek.at(url)) {
                task.accept(peek);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_outage_is_answered_as_the_policy_says_and_ends_by_itself(Trouble trouble) {
        try (Chaos local = Chaos.steady(server.url(), FailurePolicy.LOCAL);
                Chaos open = Chaos.steady(server.url(), FailurePolicy.OPEN);
                Chaos closed = Chaos.steady(server.url(), FailurePolicy.CLOSED)) {
            List<Chaos> all = List.of(local, open, closed);
            all.forEach(chaos -> Eventually.until(chaos::isShared));
            all.forEach(chaos -> assertTrue(chaos.isUp()));
            RateLimitKey spent = Chaos.fresh();
            assertEquals(5, Chaos.grants(local.five(), spent, 5));
            trouble.begin();
            try {
                all.forEach(Chaos::awaitOutage);
                all.forEach(chaos -> assertFalse(chaos.isUp()));
                assertEquals(0, Chaos.grants(local.five(), spent, 3));
                assertEquals(5, Chaos.grants(local.five(), Chaos.fresh(), 9));
                assertEquals(9, Chaos.grants(open.five(), spent, 9));
                assertThrows(StoreUnavailableException.class, () -> Chaos.grants(closed.five(), Chaos.fresh(), 1));
                assertThrows(
                        StoreUnavailableException.class, () -> closed.stores().check());
            } finally {
                trouble.end();
            }
            long since = System.nanoTime();
            all.forEach(chaos -> chaos.awaitReturn(trouble + "", since));
            all.forEach(chaos -> assertTrue(chaos.isUp()));
            all.forEach(chaos ->
                    assertEquals(1, chaos.failures().size(), chaos.failures().toString()));
            all.forEach(chaos -> assertTrue(
                    chaos.failures().get(0).contains(trouble.word),
                    chaos.failures().get(0)));
            assertEquals(
                    all.size(),
                    local.lines(Level.WARN, "").size(),
                    () -> local.lines(Level.WARN, "").toString());
            assertEquals(all.size(), local.lines(Level.INFO, "answers again").size());
            assertEquals(List.of(), local.lines(Level.INFO, "quite-another"));
        }
    }

    @Test
    void a_client_who_is_refused_stays_refused_by_a_server_that_can_still_read() {
        try (RedisPeek peek = server.peek();
                Chaos one = Chaos.patient(server.url(), FailurePolicy.OPEN);
                Chaos other = Chaos.patient(server.url(), FailurePolicy.OPEN)) {
            RateLimitKey spent = Chaos.fresh();
            assertEquals(5, Chaos.grants(one.five(), spent, 5));
            peek.commands().configSet("maxmemory", "1");
            try {
                assertEquals(0, Chaos.grants(other.five(), spent, 3), "to refuse takes no memory");
            } finally {
                peek.commands().configSet("maxmemory", "0");
            }
        }
    }

    @Test
    void a_server_that_forgets_its_scripts_learns_them_again() {
        try (RedisPeek peek = server.peek();
                Chaos chaos = Chaos.patient(server.url(), FailurePolicy.CLOSED)) {
            RateLimitKey client = Chaos.fresh();
            assertEquals(3, Chaos.grants(chaos.five(), client, 3));
            peek.commands().scriptFlush();
            peek.commands().configResetstat();
            assertEquals(1, Chaos.grants(chaos.five(), client, 1));
            assertEquals(1, peek.calls("eval"));
            assertEquals(1, peek.calls("evalsha"));
            assertEquals(1, Chaos.grants(chaos.five(), client, 5));
            assertEquals(1, peek.calls("eval"));
            assertEquals(List.of(), chaos.failures());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a list", "bytes that are no state", "", "the state of another thing"})
    void something_else_under_one_key_is_the_policy_for_that_key_only(String what) {
        try (RedisPeek peek = server.peek();
                Chaos chaos = Chaos.patient(server.url(), FailurePolicy.LOCAL)) {
            RateLimitKey client = Chaos.fresh();
            assertEquals(3, Chaos.grants(chaos.five(), client, 3));
            String key = peek.keys("hardening:window:five").get(0);
            peek.commands().del(key);
            switch (what) {
                case "a list" -> peek.commands().lpush(key, "1");
                case "bytes that are no state" -> peek.commands().set(key, "\u00ff\u00d9zz");
                case "" -> peek.commands().set(key, "");
                default ->
                    peek.commands()
                            .eval(
                                    "return redis.call('SET', KEYS[1], cmsgpack.pack('words', {}, 'more'))",
                                    io.lettuce.core.ScriptOutputType.STATUS,
                                    key);
            }
            assertEquals(2, Chaos.grants(chaos.five(), client, 40), "this instance knows of three");
            assertTrue(chaos.isBreaker("closed"));
            assertTrue(chaos.isShared());
            assertEquals(5, Chaos.grants(chaos.five(), Chaos.fresh(), 9));
            assertEquals(1, chaos.failures().size(), chaos.failures().toString());
            assertTrue(
                    chaos.failures().get(0).contains("under a key"),
                    chaos.failures().get(0));
            assertEquals(List.of(), chaos.lines(Level.INFO, "answers again"));
        }
    }

    @Test
    void a_server_that_is_loading_is_one_that_does_not_answer() throws Exception {
        try (FakeRedis fake = FakeRedis.version("7.0.0");
                Chaos chaos = Chaos.patient(fake.url(), FailurePolicy.LOCAL)) {
            fake.refusesScripts("LOADING Redis is loading the dataset in memory");
            assertEquals(5, Chaos.grants(chaos.five(), Chaos.fresh(), 9));
            assertTrue(chaos.isBreaker("open"));
            assertTrue(
                    chaos.failures().get(0).contains("LOADING"),
                    chaos.failures().toString());
        }
    }

    @Test
    void a_second_outage_within_a_minute_is_said_when_it_lasts() {
        FakeTicker ticker = new FakeTicker();
        List<SecurityEvent> said = new ArrayList<>();
        Outage outage = new Outage("redis", ticker, said::add);
        outage.unanswered("first");
        ticker.advance(Duration.ofSeconds(5));
        outage.unanswered("first");
        outage.answered(ticker.nanos());
        assertEquals(1, said.size());
        ticker.advance(Duration.ofSeconds(5));
        outage.unanswered("second");
        ticker.advance(Duration.ofSeconds(49));
        outage.unanswered("second");
        assertEquals(1, said.size());
        ticker.advance(Duration.ofSeconds(1));
        outage.unanswered("second");
        outage.unanswered("second");
        assertEquals(2, said.size());
        assertFalse(said.get(1).detail().contains("first"));
    }

    @Test
    void an_answer_to_an_earlier_question_ends_no_outage() {
        FakeTicker ticker = new FakeTicker();
        List<SecurityEvent> said = new ArrayList<>();
        Outage outage = new Outage("redis", ticker, said::add);
        long asked = ticker.nanos();
        ticker.advance(Duration.ofMillis(1));
        outage.unanswered("why");
        outage.answered(asked);
        ticker.advance(Duration.ofHours(1));
        outage.unanswered("why");
        assertEquals(1, said.size(), "it is the same one");
        outage.answered(ticker.nanos());
        outage.unanswered("why");
        assertEquals(2, said.size());
    }
}
