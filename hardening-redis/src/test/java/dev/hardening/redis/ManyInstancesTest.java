package dev.hardening.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.SharedRoom;
import dev.hardening.core.distributed.StoreAddress;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitCounter;
import dev.hardening.core.ratelimit.RateLimitKey;
import dev.hardening.core.ratelimit.RateLimitOutcome;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.time.Ticker;
import dev.hardening.testing.ExactLog;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.redis.RedisServer;
import dev.hardening.testing.redis.TestRedis;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances that share a server let through, together, what one would. */
class ManyInstancesTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void so_many_processes_let_through_exactly_the_limit(int instances) throws Exception {
        List<Process> all = new ArrayList<>();
        try (RedisServer server = RedisServer.start()) {
            for (int i = 0; i < instances; i++) {
                all.add(instance(server.url(), 3 * CountingInstance.MAX / instances));
            }
            List<BufferedReader> answers = new ArrayList<>();
            for (Process one : all) {
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(one.getInputStream(), StandardCharsets.UTF_8));
                // Before it there may be a line of the log, when the machine is busy and the first connection takes
                // long.
                for (String line = answer.readLine(); !"ready".equals(line); line = answer.readLine()) {
                    assertNotNull(line);
                }
                answers.add(answer);
            }
            for (Process one : all) {
                one.getOutputStream().write('\n');
                one.getOutputStream().flush();
            }
            int sliding = 0;
            int bucket = 0;
            List<String> said = new ArrayList<>();
            for (BufferedReader answer : answers) {
                String line = answer.readLine();
                // Lines of the log may stand before this one too, for the same reason.
                while (line != null && !line.matches("\\d+ \\d+") && !line.startsWith("a decision failed")) {
                    line = answer.readLine();
                }
                said.add(line);
                assertTrue(line != null && line.matches("\\d+ \\d+"), said::toString);
                sliding += Integer.parseInt(line.substring(0, line.indexOf(' ')));
                bucket += Integer.parseInt(line.substring(line.indexOf(' ') + 1));
            }
            Figures.say(instances + " processes let through, window and bucket: " + said);
            assertEquals(CountingInstance.MAX, sliding);
            assertEquals(CountingInstance.MAX, bucket);
            for (Process one : all) {
                assertEquals(0, one.waitFor());
            }
        } finally {
            all.forEach(Process::destroyForcibly);
        }
    }

    private static Process instance(String url, int requests) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingInstance.class.getName(),
                        url,
                        Integer.toString(requests))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Four instances, twenty clients, five hundred windows of each; in half of them a bucket counts. */
    @Test
    void in_ten_thousand_windows_there_is_none_with_more_than_the_limit() throws Exception {
        int links = 4;
        int clients = 20;
        int windows = 500; // with 20 clients each ten thousand
        int max = 3;
        long seed = 10_000;
        Random random = new Random(seed);
        Duration window = Duration.ofMillis(100);
        FakeTicker ticker = new FakeTicker();
        RedisRoom base = Rooms.empty(SharedRoom.RATE_LIMIT, ticker);
        List<RedisLink> open = new ArrayList<>();
        List<List<RateLimitCounter>> counters = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(links);
        try {
            for (int i = 0; i < links; i++) {
                RedisLink link = link();
                open.add(link);
                RedisRoom room = new RedisRoom(link, base.keys(), base.clock(), base.counts());
                RateLimitStore store = new SharedRateLimitStore(room, ticker, RateLimitStore.inMemory(ticker, 1000));
                counters.add(List.of(
                        store.counter(RateLimit.slidingWindow("sliding", max, window)),
                        store.counter(RateLimit.tokenBucket("bucket", max, window, max))));
            }
            List<ExactLog> logs = new ArrayList<>();
            double[] levels = new double[clients];
            for (int i = 0; i < clients; i++) {
                logs.add(new ExactLog(max, window.toNanos()));
                levels[i] = max;
            }
            long start = ticker.nanos();
            long granted = 0;
            while (ticker.nanos() - start < windows * window.toNanos()) {
                long step = (long) (random.nextDouble() * 1.6 * window.toNanos());
                ticker.advance(Duration.ofNanos(step));
                long now = ticker.nanos();
                List<Future<int[]>> asked = new ArrayList<>();
                for (List<RateLimitCounter> counter : counters) {
                    int from = random.nextInt(clients);
                    asked.add(pool.submit(() -> ask(counter, clients, from, now)));
                }
                int[] sum = new int[clients];
                for (Future<int[]> one : asked) {
                    int[] answers = one.get();
                    for (int i = 0; i < clients; i++) {
                        sum[i] += answers[i];
                    }
                }
                for (int client = 0; client < clients; client++) {
                    String where = "seed " + seed + ", client " + client;
                    granted += sum[client];
                    if (client % 2 == 0) {
                        assertTrue(logs.get(client).spare(now) >= sum[client], where);
                        for (int i = 0; i < sum[client]; i++) {
                            logs.get(client).grant(now);
                        }
                    } else {
                        levels[client] =
                                Math.min(max, levels[client] + (double) step * max / window.toNanos()) - sum[client];
                        assertTrue(levels[client] > -1e-6, where);
                    }
                }
            }
            Figures.say("10,000 windows of at most " + max + ": " + granted + " let through");
            assertTrue(granted > (long) clients * windows * max / 2, "and hardly one with less: " + granted);
        } finally {
            pool.shutdownNow();
            open.forEach(RedisLink::close);
        }
    }

    private static int[] ask(List<RateLimitCounter> counters, int clients, int from, long now) {
        int[] granted = new int[clients];
        for (int i = 0; i < clients; i++) {
            int client = (from + i) % clients;
            long outcome = counters.get(client % 2).acquire(RateLimitKey.user("client-" + client), now);
            granted[client] = RateLimitOutcome.isGranted(outcome) ? 1 : 0;
        }
        return granted;
    }

    private static RedisLink link() {
        RedisLink link = new RedisLink(
                "redis",
                LettuceConnector.to(StoreAddress.parse(Secret.ofUtf8("REDIS_URL", TestRedis.url()))),
                Duration.ofSeconds(10),
                Ticker.system(),
                new Outage("redis", Ticker.system(), event -> {}));
        Rooms.connect(link);
        return link;
    }
}
