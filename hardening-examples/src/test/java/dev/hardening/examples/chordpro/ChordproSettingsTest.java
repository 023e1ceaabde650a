package dev.hardening.examples.chordpro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator of guide 003 may add: limits per key, and a list of the addresses that are served. */
class ChordproSettingsTest {

    private static final String FIRST = "9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";
    private static final String SECOND = "Zq8/kd+3LmPw0aVx7tRbwC1nYs5oJhGu";

    @TempDir
    private Path directory;

    private RunningApp start(ServerKind kind, Map<String, String> more) throws Exception {
        FakeTool tool = FakeTool.in(directory);
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "SERVER", kind.name(), "LOG_LEVEL", "fatal"));
        values.putAll(Map.of("API_KEYS", FIRST + "," + SECOND, "PATH", tool.path(), "TMPDIR", directory.toString()));
        values.putAll(more);
        return Launcher.start(new ChordproApp(), values);
    }

    @ParameterizedTest
    @EnumSource
    void C_48_a_key_that_is_used_up_leaves_another_one_of_the_same_client_alone(ServerKind kind) throws Exception {
        Map<String, String> perKey =
                Map.of("RATE_LIMIT_KEY", "apikey", "RATE_LIMIT_MAX", "3", "RATE_LIMIT_WINDOW_MS", "60000");
        try (RunningApp app = start(kind, perKey)) {
            for (int status : new int[] {200, 200, 200, 429, 429}) {
                assertEquals(status, formats(app, FIRST).status());
            }
            Response refused = formats(app, FIRST);
            int seconds = Integer.parseInt(String.valueOf(refused.header("Retry-After")));
            assertTrue(seconds >= 1 && seconds <= 60, refused::toString);
            assertEquals(200, formats(app, SECOND).status());
            for (int i = 0; i < 5; i++) {
                assertEquals(200, RawHttp.get(app.port(), "/health").status());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void C_48_nothing_is_limited_unless_it_is_asked_for(ServerKind kind) throws Exception {
        try (RunningApp app = start(kind, Map.of())) {
            for (int i = 0; i < 150; i++) {
                assertEquals(200, formats(app, FIRST).status());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void C_22_of_many_keys_each_counts_and_whatever_is_nearly_one_gets_the_same_answer(ServerKind kind)
            throws Exception {
        List<String> keys = IntStream.range(0, 500)
                .mapToObj(i -> String.format(Locale.ROOT, "%03d-%s-%03d", i, FIRST, i))
                .toList();
        try (RunningApp app = start(kind, Map.of("API_KEYS", String.join(",", keys)))) {
            Set<String> refusals = new HashSet<>();
            for (int i : new int[] {0, 1, 250, 498, 499}) {
                String key = keys.get(i);
                assertEquals(200, formats(app, key).status(), "key " + i);
                for (String near : new String[] {
                    "x" + key.substring(1),
                    key.substring(0, 20) + "x" + key.substring(21),
                    key.substring(0, key.length() - 1) + "x",
                    key.substring(0, key.length() - 1),
                    key + "x",
                    key.toLowerCase(Locale.ROOT)
                }) {
                    Response refused = formats(app, near, "X-Request-ID: same", RawHttp.SAME_TRACE);
                    assertEquals(401, refused.status(), near);
                    refusals.add(refused.text() + refused.values("WWW-Authenticate"));
                }
            }
            assertEquals(1, refusals.size(), refusals::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void C_50_only_listed_addresses_are_served_and_probes_answer_all_the_same(ServerKind kind) throws Exception {
        Map<String, String> others = Map.of("IP_ALLOWLIST", "10.0.0.0/8, 2001:db8::/32");
        try (RunningApp app = start(kind, others)) {
            for (String path : new String[] {"/", "/formats", "/nowhere"}) {
                Response refused = RawHttp.get(app.port(), path, "X-API-Key: " + FIRST, "X-Forwarded-For: 10.0.0.1");
                assertEquals(403, refused.status(), path);
                assertEquals("application/json", refused.header("Content-Type"));
                assertEquals("nosniff", refused.header("X-Content-Type-Options"));
            }
            assertEquals(200, RawHttp.get(app.port(), "/health").status());
        }
        try (RunningApp app = start(kind, Map.of("IP_ALLOWLIST", "127.0.0.0/8"))) {
            assertEquals(200, formats(app, FIRST).status());
            assertEquals(401, formats(app, "wrong").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void C_41_C_50_behind_a_trusted_proxy_the_forwarded_client_counts(ServerKind kind) throws Exception {
        Map<String, String> proxied =
                Map.of("IP_ALLOWLIST", "10.0.0.0/8, 2001:db8::/32", "TRUSTED_PROXIES", "127.0.0.1");
        try (RunningApp app = start(kind, proxied)) {
            for (String listed : new String[] {"10.1.2.3", "2001:db8::7", "192.0.2.1, 10.1.2.3"}) {
                assertEquals(
                        200, formats(app, FIRST, "X-Forwarded-For: " + listed).status(), listed);
            }
            for (String other : new String[] {"192.0.2.1", "2001:db9::7", "10.1.2.3, 192.0.2.1"}) {
                assertEquals(
                        403, formats(app, FIRST, "X-Forwarded-For: " + other).status(), other);
            }
            assertEquals(403, formats(app, FIRST).status(), "the proxy itself is not listed");
        }
    }

    private static Response formats(RunningApp app, String key, String... more) {
        String[] headers = new String[more.length + 1];
        headers[0] = "X-API-Key: " + key;
        System.arraycopy(more, 0, headers, 1, more.length);
        return RawHttp.get(app.port(), "/formats", headers);
    }
}
