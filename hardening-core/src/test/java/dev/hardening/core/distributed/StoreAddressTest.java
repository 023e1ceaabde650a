package dev.hardening.core.distributed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.distributed.StoreAddress.Arrangement;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreAddressTest {

    private static StoreAddress parse(String url) {
        return StoreAddress.parse(Secret.ofUtf8("REDIS_URL", url));
    }

    private static String password(StoreAddress address) {
        return address.password()
                .map(secret -> secret.exposeBytes(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .orElse("none");
    }

    private static String hosts(StoreAddress address) {
        return address.hosts().stream()
                .map(host -> host.name() + " " + host.port())
                .collect(Collectors.joining(" and "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://localhost                           | localhost 6379   | redis://localhost:6379/0",
                "redis://localhost:6379/0                    | localhost 6379   | redis://localhost:6379/0",
                "REDIS://LocalHost:1/                        | localhost 1      | redis://localhost:1/0",
                "rediss://redis.example.org:65535/15         | redis.example.org 65535 | rediss://redis.example.org:65535/15",
                "redis://10.0.0.7:6380/1                     | 10.0.0.7 6380    | redis://10.0.0.7:6380/1",
                "redis://[::1]                               | ::1 6379         | redis://[::1]:6379/0",
                "redis://[2001:db8::7]:6380/2                | 2001:db8::7 6380 | redis://[2001:db8::7]:6380/2",
                "redis://:pw@[::1]:7                         | ::1 7            | redis://[::1]:7/0",
                "redis://cache_1                             | cache_1 6379     | redis://cache_1:6379/0",
                "redis://3f2a9c                              | 3f2a9c 6379      | redis://3f2a9c:6379/0",
                "redis-sentinel://a#main                     | a 26379          | redis-sentinel://a:26379/0#main",
                "rediss-sentinel://:pw@a,b:1,[::2]/3#my%20db | a 26379 and b 1 and ::2 26379 | rediss-sentinel://a:26379 and 2 more/3#my db",
                "redis-cluster://a:7000,b:7001               | a 7000 and b 7001 | redis-cluster://a:7000 and 1 more",
                "rediss-cluster://a/0                        | a 6379           | rediss-cluster://a:6379",
            })
    void reads_where_the_servers_lie_and_shows_it(String url, String hosts, String shown) {
        StoreAddress address = parse(url);
        assertEquals(hosts, hosts(address));
        assertEquals(shown, address.toString());
        assertEquals(shown.startsWith("rediss"), address.tls());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://host                  |       | none",
                "redis://:hush@host            |       | hush",
                "redis://alice:hush@host       | alice | hush",
                "redis://alice:hu:sh@host      | alice | hu:sh",
                "redis://alice:hu@sh@host      | alice | hu@sh",
                "redis://:h+u+s+h@host         |       | h+u+s+h",
                "redis://:%40%2f%3A%23%25@host |       | @/:#%",
                "redis://a%3ab:%C3%BC@host     | a:b   | ü",
                "redis-cluster://:hush@a,b     |       | hush",
            })
    void reads_credentials_as_they_are_written_in_urls(String url, String user, String password) {
        StoreAddress address = parse(url);
        assertEquals(user == null ? "" : user, address.user());
        assertEquals(password, password(address));
    }

    @Test
    void arrangements_have_what_they_need_and_nothing_else() {
        assertEquals(Arrangement.SINGLE, parse("redis://a/7").arrangement());
        assertEquals(7, parse("redis://a/7").database());
        StoreAddress watched = parse("redis-sentinel://a/7#main");
        assertEquals(Arrangement.SENTINEL, watched.arrangement());
        assertEquals("main", watched.master());
        assertEquals(7, watched.database());
        assertEquals(Arrangement.CLUSTER, parse("redis-cluster://a").arrangement());
        assertEquals("", parse("redis-cluster://a").master());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hush",
                "localhost:6379",
                "//hush",
                "http://hush",
                "rediss",
                "redisss://hush",
                "redis-hush://a",
                "redissentinel://a#hush",
                " redis://hush",
                "redis:/hush",
                "redis://",
                "redis:///1",
                "redis://:6379",
                "redis://hush:",
                "redis://hush:0",
                "redis://hush:65536",
                "redis://hush:-1",
                "redis://hush:+1",
                "redis://hush:٣",
                "redis://hush:6379:6379",
                "redis://hush/16",
                "redis://hush/-1",
                "redis://hush/x",
                "redis://hush/0/",
                "redis://hush/000000",
                "redis://hush/0 ",
                "redis://hush/0@other",
                "redis://hush?timeout=1",
                "redis://hush#",
                "redis://hush#main",
                "redis://hush@host",
                "redis://hush:@host",
                "redis://@hush",
                "redis://:@hush",
                "redis://:hu/sh@host",
                "redis://:hu#sh@host",
                "redis://:hu?sh@host",
                "redis://:hush%@host",
                "redis://:hush%4@host",
                "redis://:hush%zz@host",
                "redis://:hush%-1@host",
                "redis://:hush%+1@host",
                "redis://:hush%４１@host",
                "redis://:hush%00@host",
                "redis://:hush%0a@host",
                "redis://:hush%ff@host",
                "redis://:hush\n@host",
                "redis://:hush@",
                "redis://:hush@host,other",
                "redis://hush,other",
                "redis://.hush",
                "redis://-hush",
                "redis://hu..sh",
                "redis://hu sh",
                "redis://hush%2eexample",
                "redis://hüsh",
                "redis://127.1",
                "redis://hush.300",
                "redis://2130706433",
                "redis://::1",
                "redis://[::1",
                "redis://[::1]6379",
                "redis://[::1]:",
                "redis://[]",
                "redis://[",
                "redis://]",
                "redis://[hush]",
                "redis://[127.0.0.1]",
                "redis://[::1%hush]",
                "redis://[[::1]]",
                "redis-sentinel://a",
                "redis-sentinel://a#",
                "redis-sentinel://a,#hush",
                "redis-sentinel://,a#hush",
                "redis-sentinel://a#hush%0a",
                "redis-cluster://a/1",
                "redis-cluster://a,,b",
                "redis-cluster://a#hush",
            })
    void what_is_no_address_refuses_and_is_not_repeated(String url) {
        InvalidSettingsException refused = assertThrows(InvalidSettingsException.class, () -> parse(url));
        assertEquals(1, refused.problems().size());
        Problem problem = refused.problems().get(0);
        assertEquals(ProblemCode.MALFORMED, problem.code());
        assertEquals("REDIS_URL", problem.name());
        assertFalse(problem.toString().contains("hush"), problem.toString());
        assertNull(refused.getCause(), "a cause would be printed, with what it says of the text");
    }

    @Test
    void is_bounded() {
        String many = IntStream.range(0, 64).mapToObj(i -> "h" + i).collect(Collectors.joining(","));
        assertEquals(64, parse("redis-cluster://" + many).hosts().size());
        assertThrows(InvalidSettingsException.class, () -> parse("redis-cluster://" + many + ",h64"));
        assertEquals(1, parse("redis://" + "h".repeat(253)).hosts().size());
        assertThrows(InvalidSettingsException.class, () -> parse("redis://" + "h".repeat(254)));
        assertThrows(InvalidSettingsException.class, () -> parse("redis://:" + "p".repeat(8192) + "@host"));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://localhost, true",
        "redis://LOCALHOST, true",
        "redis://127.0.0.9, true",
        "redis://[::1], true",
        "redis://[::ffff:127.0.0.1], true",
        "redis://redis, false",
        "redis://localhost.example.org, false",
        "redis://10.0.0.1, false",
        "redis://[::], false",
        "'redis-cluster://127.0.0.1,localhost', true",
        "'redis-cluster://127.0.0.1,redis', false"
    })
    void knows_whether_it_is_this_machine(String url, boolean loopback) {
        assertEquals(loopback, parse(url).isLoopback());
    }

    @Test
    void no_text_shows_user_or_password() {
        for (String url : List.of(
                "rediss://alice:hush@host", "redis-sentinel://alice:hush@a,b#main", "redis-cluster://alice:hush@a,b")) {
            String shown = parse(url).toString();
            assertFalse(shown.contains("alice") || shown.contains("hush"), shown);
            String parts = StoreUrl.parse("REDIS_URL", url).toString();
            assertFalse(parts.contains("hush"), parts);
        }
    }

    @Test
    void the_same_servers_under_the_same_credentials_are_the_same_address() {
        StoreAddress address = parse("rediss://alice:hush@host/1");
        assertTrue(address.sameAs(parse("rediss://alice:hu%73h@HOST:6379/1")));
        for (String other : List.of(
                "redis://alice:hush@host/1",
                "rediss://bob:hush@host/1",
                "rediss://alice:other@host/1",
                "rediss://host/1",
                "rediss://alice:hush@host/2",
                "rediss://alice:hush@host:1/1",
                "rediss://alice:hush@other/1",
                "rediss-cluster://alice:hush@host",
                "rediss-sentinel://alice:hush@host:6379/1#main")) {
            assertFalse(address.sameAs(parse(other)), other);
        }
        assertFalse(parse("redis-sentinel://a#one").sameAs(parse("redis-sentinel://a#two")));
    }

    @Test
    void any_text_is_an_address_or_its_one_exception() {
        long seed = 20_261_127;
        Random random = new Random(seed);
        String letters = "redis://@:[].,#%/?0129af-_ \n\uD800ü";
        int addresses = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "" : "redis-cluster://a");
            for (int more = random.nextInt(12); more > 0; more--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                StoreAddress address = StoreAddress.parse("REDIS_URL", text.toString());
                assertTrue(address.hosts().stream().allMatch(host -> host.port() >= 1 && host.port() <= 65_535));
                addresses++;
            } catch (InvalidSettingsException refused) {
                assertNull(refused.getCause());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        assertTrue(addresses > 1000, "seed " + seed + " has " + addresses);
    }
}
