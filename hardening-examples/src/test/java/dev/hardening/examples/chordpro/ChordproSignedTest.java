package dev.hardening.examples.chordpro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.json.JsonLimits;
import dev.hardening.core.json.JsonObject;
import dev.hardening.core.json.JsonReader;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.examples.app.Launcher;
import dev.hardening.examples.app.RunningApp;
import dev.hardening.examples.server.ServerKind;
import dev.hardening.testing.Eventually;
import dev.hardening.testing.SigningClient;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What guide 003 leaves to later: signed requests, and an audit trail. */
class ChordproSignedTest {

    private static final String KEY = "9fXw2+Lq0aVm7tRbZk3PdcYs1oJhGu5E";
    private static final String SECRET = "Wm4tXq8ZbN2vKc6LrY0pJd5HsF1gAe7U";
    private static final String SONG = "{\"content\":\"{title: A}\",\"output_format\":\"text\"}";
    private static final String JSON = "Content-Type: application/json";

    private int nonces;

    @TempDir
    private Path directory;

    private RunningApp start(ServerKind kind, Map<String, String> more) throws Exception {
        FakeTool tool = FakeTool.in(directory);
        Map<String, String> values = new HashMap<>(Map.of("PORT", "0", "SERVER", kind.name(), "LOG_LEVEL", "fatal"));
        values.putAll(Map.of("API_KEYS", KEY, "PATH", tool.path(), "TMPDIR", directory.toString()));
        values.putAll(more);
        return Launcher.start(new ChordproApp(), values);
    }

    private String nonce() {
        return "nonce-of-16-chars-" + nonces++;
    }

    private static String signed(String method, String target, long time, String nonce, String body) {
        return "X-Signature: "
                + SigningClient.rawBody(SECRET, method, target, time, nonce, body.getBytes(StandardCharsets.UTF_8));
    }

    private static int convert(RunningApp app, String signature, String body) {
        return RawHttp.request(app.port(), "POST", "/convert", body, "X-API-Key: " + KEY, JSON, signature)
                .status();
    }

    @ParameterizedTest
    @EnumSource
    void C_49_signed_requests_are_served_and_replayed_late_or_altered_ones_are_not(ServerKind kind) throws Exception {
        try (RunningApp app = start(kind, Map.of("SIGNING_SECRET", SECRET))) {
            long now = Instant.now().getEpochSecond();
            String once = signed("POST", "/convert", now, nonce(), SONG);
            assertEquals(200, convert(app, once, SONG));
            assertEquals(401, convert(app, once, SONG), "a replay");
            assertEquals(200, convert(app, signed("POST", "/convert", now - 240, nonce(), SONG), SONG));
            assertEquals(200, convert(app, signed("POST", "/convert", now + 240, nonce(), SONG), SONG));
            assertEquals(401, convert(app, signed("POST", "/convert", now - 360, nonce(), SONG), SONG));
            assertEquals(401, convert(app, signed("POST", "/convert", now + 360, nonce(), SONG), SONG));
            assertEquals(401, convert(app, signed("POST", "/convert", now, nonce(), SONG), SONG + " "));
            assertEquals(401, convert(app, signed("POST", "/formats", now, nonce(), SONG), SONG), "another path");
            assertEquals(401, convert(app, signed("PUT", "/convert", now, nonce(), SONG), SONG), "another method");
            assertEquals(401, convert(app, signed("POST", "/convert?x=1", now, nonce(), SONG), SONG));
            assertEquals(401, convert(app, signed("POST", "/convert", now, "short", SONG), SONG));
            assertEquals(401, convert(app, "X-Signature: ", SONG));
            assertEquals(401, convert(app, "X-Other: 1", SONG), "no signature");
            assertEquals(
                    401,
                    convert(app, signed("POST", "/convert", now, nonce(), SONG).replace("v1=", "v1=0"), SONG));
        }
    }

    @ParameterizedTest
    @EnumSource
    void C_49_the_key_is_asked_for_beside_the_signature_and_public_paths_need_neither(ServerKind kind)
            throws Exception {
        try (RunningApp app = start(kind, Map.of("SIGNING_SECRET", SECRET))) {
            long now = Instant.now().getEpochSecond();
            for (String path : List.of("/", "/health")) {
                assertEquals(200, RawHttp.get(app.port(), path).status(), path);
            }
            String key = "X-API-Key: " + KEY;
            String target = "/formats?a=1%2B2&b";
            assertEquals(
                    200,
                    RawHttp.get(app.port(), target, key, signed("GET", target, now, nonce(), ""))
                            .status());
            assertEquals(
                    401,
                    RawHttp.get(app.port(), "/formats", signed("GET", "/formats", now, nonce(), ""))
                            .status());
            assertEquals(
                    401,
                    RawHttp.get(app.port(), "/formats", "X-API-Key: wrong", signed("GET", "/formats", now, nonce(), ""))
                            .status());
            assertEquals(401, RawHttp.get(app.port(), "/nowhere", key).status());
            assertEquals(
                    404,
                    RawHttp.get(app.port(), "/nowhere", key, signed("GET", "/nowhere", now, nonce(), ""))
                            .status());
        }
    }

    @Test
    void C_49_without_its_secret_nothing_is_signed_and_with_it_a_key_is_still_needed() throws Exception {
        try (RunningApp app = start(ServerKind.JETTY, Map.of())) {
            assertEquals(200, convert(app, "X-Other: 1", SONG));
        }
        Map<String, String> keyless = Map.of("SIGNING_SECRET", SECRET, "API_KEYS", "");
        InvalidSettingsException refused =
                assertThrows(InvalidSettingsException.class, () -> start(ServerKind.JETTY, keyless));
        assertTrue(refused.problems().toString().contains("API_KEYS"), refused::toString);
        assertThrows(
                InvalidSettingsException.class, () -> start(ServerKind.JETTY, Map.of("SIGNING_SECRET", "too-short")));
        Map<String, String> development = Map.of("SIGNING_SECRET", SECRET, "API_KEYS", "", "DEVELOPMENT_MODE", "true");
        try (RunningApp app = start(ServerKind.JETTY, development)) {
            long now = Instant.now().getEpochSecond();
            assertEquals(401, RawHttp.get(app.port(), "/formats").status());
            assertEquals(
                    200,
                    RawHttp.get(app.port(), "/formats", signed("GET", "/formats", now, nonce(), ""))
                            .status());
        }
    }

    /** A record is made when its call is over, which is after the client has the answer. */
    private static void awaitRecord(Path file, String id) {
        Eventually.until(() -> {
            try {
                return Files.readString(file).contains('"' + id + '"');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void C_51_each_protected_call_adds_a_line_and_a_changed_line_is_found(ServerKind kind) throws Exception {
        Path file = directory.resolve("not/yet/there/audit.log");
        try (RunningApp app = start(kind, Map.of("AUDIT_LOG_FILE", file.toString()))) {
            String key = "X-API-Key: " + KEY;
            Response formats = RawHttp.get(app.port(), "/formats", key, "X-Request-ID: row-1");
            assertEquals(200, formats.status());
            awaitRecord(file, "row-1");
            assertEquals(
                    401,
                    RawHttp.get(app.port(), "/formats", "X-Request-ID: row-2").status());
            awaitRecord(file, "row-2");
            assertEquals(
                    401,
                    RawHttp.get(app.port(), "/formats", "X-API-Key: x-" + KEY, "X-Request-ID: row-3")
                            .status());
            awaitRecord(file, "row-3");
            Response failed = RawHttp.request(
                    app.port(), "POST", "/convert", "{\"content\":\"ERROR\"}", key, JSON, "X-Request-ID: row-4");
            assertNotEquals(200, failed.status());
            assertEquals(
                    200,
                    RawHttp.get(app.port(), "/health", "X-Request-ID: row-5").status());
            assertEquals(
                    200, RawHttp.get(app.port(), "/", "X-Request-ID: row-6").status());
        }
        List<String> calls = new ArrayList<>();
        JsonReader reader = JsonReader.of(JsonLimits.defaults());
        List<String> lines = Files.readAllLines(file);
        for (String line : lines) {
            assertFalse(line.contains(KEY), line);
            JsonObject json = reader.readObject(line);
            assertNotNull(Instant.parse(String.valueOf(json.string("timestamp"))));
            String id = json.string("request_id");
            if (id != null) {
                calls.add(id + " " + json.string("actor") + " " + json.string("action") + " " + json.string("result"));
            }
        }
        assertEquals(
                List.of(
                        "row-1 API_KEYS[1] GET /formats success",
                        "row-2 anonymous GET /formats denied",
                        "row-3 anonymous GET /formats denied",
                        "row-4 API_KEYS[1] POST /convert failure"),
                calls);
        assertEquals(0, verify(file));
        lines.set(2, lines.get(2).replace("anonymous", "somebody"));
        Files.writeString(file, String.join("\n", lines) + "\n");
        assertEquals(1, verify(file));
        lines.remove(2);
        Files.writeString(file, String.join("\n", lines) + "\n");
        assertEquals(1, verify(file));
    }

    @Test
    void C_51_an_audit_file_that_cannot_be_written_keeps_the_service_from_its_start() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "something else\n");
        assertThrows(Exception.class, () -> start(ServerKind.JETTY, Map.of("AUDIT_LOG_FILE", other.toString())));
        assertThrows(
                InvalidSettingsException.class,
                () -> start(ServerKind.JETTY, Map.of("AUDIT_LOG_FILE", directory.toString())));
    }

    private static int verify(Path file) {
        PrintStream unseen = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return dev.hardening.core.cli.Main.run(List.of("audit-verify", file.toString()), unseen, unseen);
    }
}
