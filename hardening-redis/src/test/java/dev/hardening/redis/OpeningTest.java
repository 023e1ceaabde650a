package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.distributed.FailurePolicy;
import dev.hardening.core.distributed.StoreAddress;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.FreePort;
import dev.hardening.testing.redis.RedisPeek;
import dev.hardening.testing.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the start of a service makes of servers of every kind, and of none; and what its end leaves behind. */
@Tag("alone")
class OpeningTest {

    /** The first connection of a virtual machine takes longer than any other. */
    @BeforeAll
    static void warmUp() {
        try (RedisServer server = RedisServer.start();
                Chaos chaos = Chaos.patient(server.url(), FailurePolicy.LOCAL)) {
            Eventually.until(chaos::isShared);
        }
    }

    private static Problem problem(String url) {
        long began = System.nanoTime();
        InvalidSettingsException refused =
                assertThrows(InvalidSettingsException.class, () -> Chaos.open(url, FailurePolicy.LOCAL));
        took("refused at the start", began);
        assertEquals(1, refused.problems().size());
        return refused.problems().get(0);
    }

    private static void took(String what, long began) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Figures.say(what + " after " + took.toMillis() + " ms");
        assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, took.toString());
    }

    @ParameterizedTest
    @CsvSource({"':not-that-one@'", "'nobody:the-right-one@'", "''"})
    void a_server_that_refuses_the_password_ends_the_start(String credentials) {
        try (RedisServer server = RedisServer.start("--requirepass", "the-right-one")) {
            Problem problem = problem("redis://" + credentials + "127.0.0.1:" + server.port());
            assertEquals(ProblemCode.SERVER_REFUSES, problem.code());
            assertEquals("REDIS_URL", problem.name());
            assertFalse(problem.toString().contains("-one"), problem.toString());
            try (Chaos chaos =
                    Chaos.patient("redis://:the-right-one@127.0.0.1:" + server.port(), FailurePolicy.CLOSED)) {
                assertEquals(5, Chaos.grants(chaos.five(), Chaos.fresh(), 9));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.0.7", "6.0.16", "2.8.4"})
    void a_server_that_is_too_old_ends_the_start(String version) throws Exception {
        try (FakeRedis fake = FakeRedis.version(version)) {
            assertEquals(ProblemCode.SERVER_UNSUITABLE, problem(fake.url()).code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"})
    void what_speaks_another_protocol_ends_the_start(String answer) throws Exception {
        try (FakeRedis fake = FakeRedis.that(socket -> {
            socket.getInputStream().read();
            FakeRedis.write(socket, answer);
            socket.getInputStream().readAllBytes();
        })) {
            assertEquals(ProblemCode.SERVER_UNSUITABLE, problem(fake.url()).code());
        }
    }

    @Test
    void a_password_may_have_any_characters() {
        try (RedisServer server = RedisServer.start();
                RedisPeek peek = server.peek()) {
            peek.commands().configSet("requirepass", "p\u00e4ss\u20ac @:/%");
            DistributedSettings settings = DistributedSettings.builder()
                    .url("redis://:p%C3%A4ss%E2%82%AC%20%40%3A%2F%25@127.0.0.1:" + server.port())
                    .timeout(Duration.ofSeconds(10))
                    .build();
            try (RedisStores stores = RedisStores.builder(settings).build()) {
                OwnServer.awaitAnswer(stores);
            }
        }
    }

    @Test
    void bytes_without_meaning_end_the_start_or_are_a_server_that_does_not_answer() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 5; i++) {
            byte[] noise = new byte[100];
            random.nextBytes(noise);
            try (FakeRedis fake = FakeRedis.that(socket -> {
                socket.getInputStream().read();
                socket.getOutputStream().write(noise);
            })) {
                isPolicy(fake.url(), "noise " + i);
            }
        }
    }

    private static void isPolicy(String url, String what) {
        long began = System.nanoTime();
        try (Chaos chaos = Chaos.open(url, FailurePolicy.LOCAL)) {
            took(what + ": opened", began);
            assertEquals(1, chaos.failures().size(), chaos.failures().toString());
            Figures.say(what + ": " + chaos.failures().get(0));
            assertEquals(5, Chaos.grants(chaos.five(), Chaos.fresh(), 9));
            assertEquals(1, chaos.failures().size());
        } catch (InvalidSettingsException e) {
            took(what + ": refused", began);
            assertEquals(ProblemCode.SERVER_UNSUITABLE, e.problems().get(0).code());
        }
    }

    @Test
    void who_says_nothing_or_leaves_at_once_is_a_server_that_does_not_answer() throws Exception {
        try (FakeRedis silent = FakeRedis.that(socket -> socket.getInputStream().readAllBytes());
                FakeRedis leaving = FakeRedis.that(socket -> {})) {
            isPolicy(silent.url(), "silent");
            isPolicy(leaving.url(), "leaving");
        }
    }

    @Test
    void neither_a_host_without_address_nor_a_port_without_listener_nor_tls_to_a_plain_server_holds_up_the_start()
            throws IOException {
        try (FreePort port = FreePort.take()) {
            isPolicy("redis://127.0.0.1:" + port.number(), "nobody listens");
            isPolicy("redis-sentinel://127.0.0.1:" + port.number() + "#main", "no sentinel");
            isPolicy("redis-cluster://127.0.0.1:" + port.number(), "no cluster");
        }
        isPolicy("redis://no-such-host.invalid:6379", "no such host");
        try (RedisServer server = RedisServer.start()) {
            isPolicy("rediss://127.0.0.1:" + server.port(), "tls to a plain server");
            isPolicy("redis-cluster://127.0.0.1:" + server.port(), "a cluster that is none");
        }
    }

    @Test
    void a_server_that_comes_after_the_start_is_used() {
        try (RedisServer server = RedisServer.start()) {
            server.kill();
            try (Chaos chaos = Chaos.open(server.url(), FailurePolicy.LOCAL)) {
                assertFalse(chaos.isShared());
                long since = System.nanoTime();
                server.restart();
                chaos.awaitReturn("started after the service", since);
                chaos.saidOnce();
            }
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("globalEventExecutor"))
                .filter(thread -> !thread.getName().startsWith("fake-redis"))
                .filter(thread -> !thread.getName().startsWith("process reaper"))
                .collect(Collectors.toSet());
    }

    private static void isGone(Set<Thread> before) {
        Eventually.until(() -> before.containsAll(threads()));
    }

    @Test
    void no_thread_and_no_connection_outlives_the_end() {
        try (RedisServer server = RedisServer.start()) {
            Set<Thread> before = threads();
            Chaos chaos = Chaos.patient(server.url(), FailurePolicy.LOCAL);
            assertTrue(chaos.isShared());
            long began = System.nanoTime();
            chaos.close();
            took("closed", began);
            isGone(before);
            chaos.stores().close();
            assertEquals(5, Chaos.grants(chaos.five(), Chaos.fresh(), 9), "late requests have an answer");
            isGone(before);
            try (RedisPeek peek = server.peek()) {
                Eventually.until(() -> peek.commands().clientList().lines().count() == 1);
            }
            assertEquals(0, chaos.failures().size(), "an end is no outage");
        }
    }

    @Test
    void an_end_during_an_outage_under_load_leaves_nothing_and_throws_nothing() {
        try (RedisServer server = RedisServer.start()) {
            Set<Thread> before = threads();
            Chaos chaos = Chaos.patient(server.url(), FailurePolicy.LOCAL);
            assertTrue(chaos.isShared());
            try (Load load = Load.on(chaos.plenty())) {
                server.pause();
                chaos.close();
                load.await(1000);
            }
            server.resume();
            isGone(before);
            assertEquals(0, chaos.failures().size(), "an end is no outage");
        }
    }

    @Test
    void an_end_while_it_connects_leaves_nothing() throws Exception {
        Set<Thread> before = threads();
        try (FakeRedis silent = FakeRedis.that(socket -> socket.getInputStream().readAllBytes())) {
            RedisLink link = new RedisLink(
                    "redis",
                    LettuceConnector.to(StoreAddress.parse(Secret.ofUtf8("REDIS_URL", silent.url()))),
                    Duration.ofMillis(50),
                    Ticker.system(),
                    new Outage("redis", Ticker.system(), event -> {}));
            CompletableFuture<Void> first = link.open().toCompletableFuture();
            link.close();
            assertThrows(ExecutionException.class, first::get);
            link.close();
            isGone(before);
        }
    }

    @Test
    void an_interrupted_thread_decides_alone_and_ends_everything_nevertheless() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            Set<Thread> before = threads();
            Chaos chaos = Chaos.patient(server.url(), FailurePolicy.LOCAL);
            assertTrue(chaos.isShared());
            FutureTask<Boolean> ending = new FutureTask<>(() -> {
                Thread.currentThread().interrupt();
                boolean all = Chaos.grants(chaos.five(), Chaos.fresh(), 9) == 5;
                chaos.close();
                return all && Thread.currentThread().isInterrupted();
            });
            Thread thread = new Thread(ending);
            thread.start();
            assertTrue(ending.get());
            isGone(before);
            assertEquals(List.of(), chaos.failures());
        }
    }
}
