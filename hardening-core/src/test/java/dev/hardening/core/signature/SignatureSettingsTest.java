package dev.hardening.core.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.event.SecurityEventListener;
import dev.hardening.core.identity.Authentication;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.settings.Severity;
import dev.hardening.testing.FakeTicker;
import dev.hardening.testing.SigningClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureSettingsTest {

    private static final String ONE = "a89e86b9b7a5be2557beb9112d220196de0c37b44dc66be034768ac8190a8073";
    private static final String TWO = "ae869741bcb38c05c20b26866250f91ab8b2280728f47ba10b9df403472e7bdb";
    private static final String THREE = "be9b9a9d548499bb4ada56ca4f7cf6c51ba17ea2e4ac96637d412d65e5ff540f";

    private List<Problem> problems = List.of();

    private SignatureSettings read(Map<String, String> values) {
        return read(values, SignatureSettings.builder());
    }

    private SignatureSettings read(Map<String, String> values, SignatureSettings.Builder chosen) {
        Map<String, String> all = new HashMap<>(values);
        all.putIfAbsent("NODE_ENV", "production");
        SettingReader reader = SettingReader.of(SettingSource.environment(all));
        SignatureSettings settings = SignatureSettings.read(reader, chosen);
        problems = reader.finish().problems();
        return settings;
    }

    private String codes() {
        return String.join(
                " ",
                problems.stream()
                        .map(problem -> problem.code().text() + " " + problem.name())
                        .toList());
    }

    private static String proves(SignatureSettings settings, String agent, String secret) {
        return proves(room(settings), agent, secret);
    }

    private static RequestSignatures room(SignatureSettings settings) {
        FakeTicker ticker = new FakeTicker();
        return new RequestSignatures(
                settings,
                ReplayStore.inMemory(ticker, ticker, 10),
                ticker,
                ticker,
                SecurityEventListener.none(),
                new Redactor());
    }

    private static String proves(RequestSignatures room, String agent, String secret) {
        String body = "{\"agent_id\": \"" + agent + "\", \"timestamp\": " + FakeTicker.START.getEpochSecond() + "}";
        SignatureClaim claim = room.claim(
                new SignedTarget(
                        SigningClient.request("POST", "/x")
                                .line(room.settings().header(), SigningClient.hex(secret, body)),
                        "/x",
                        null),
                Route.guarded("/x").signed(SignatureScheme.PYTHON_JSON));
        Authentication found = claim.verify(body.getBytes(StandardCharsets.US_ASCII));
        return found instanceof Authentication.Proved proved ? proved.caller().subject() : "nobody";
    }

    @Test
    void without_anything_the_room_is_off() {
        SignatureSettings settings = read(Map.of());
        assertFalse(settings.isOn());
        assertEquals("off: no signatures", settings.summary());
        assertEquals("", codes());
    }

    @Test
    void the_defaults_are_those_of_the_manual() {
        SignatureSettings settings = read(Map.of("AI_AGENT_SECRET", ONE));
        assertTrue(settings.isOn());
        assertEquals("", codes());
        assertEquals("X-AI-Signature", settings.header());
        assertEquals(Enforcement.ENFORCE, settings.enforcement());
        assertEquals(Duration.ofMinutes(5), settings.maxSkew());
        assertEquals(Duration.ofSeconds(60), settings.maxFuture());
        assertEquals(Duration.ZERO, settings.replayWindow());
        assertEquals(65_536, settings.jsonMaxBytes());
        assertEquals(1_048_576, settings.bodyMaxBytes());
        assertEquals(1_000_000, settings.replayMaxEntries());
        assertFalse(settings.isMalformedBadRequest());
        assertEquals(
                "enforced, one shared secret, 0 agents with their own, at most 300 s old and 60 s ahead",
                settings.summary());
        assertFalse(settings.toString().contains(ONE));
    }

    @Test
    void everything_can_be_set() {
        SignatureSettings settings = read(Map.of(
                "SIGNING_SECRET", ONE,
                "SIGNATURE_HEADER", "X-Signature",
                "SIGNATURE_MODE", "shadow",
                "AI_SIGNATURE_MAX_SKEW_SECONDS", "0",
                "SIGNATURE_MAX_FUTURE_SECONDS", "300",
                "AI_REPLAY_WINDOW_SECONDS", "7",
                "SIGNATURE_JSON_MAX_BYTES", "2048",
                "SIGNATURE_BODY_MAX_BYTES", "4096",
                "SIGNATURE_REPLAY_MAX_ENTRIES", "1000"));
        assertEquals("X-Signature", settings.header());
        assertEquals(Enforcement.SHADOW, settings.enforcement());
        assertEquals(Duration.ZERO, settings.maxSkew());
        assertEquals(Duration.ofMinutes(5), settings.maxFuture());
        assertEquals(Duration.ofSeconds(7), settings.replayWindow());
        assertEquals(2048, settings.jsonMaxBytes());
        assertEquals(4096, settings.bodyMaxBytes());
        assertEquals(1000, settings.replayMaxEntries());
        assertEquals("shadow, one shared secret, 0 agents with their own, of any age", settings.summary());
        assertEquals("HRD-1013 SIGNATURE_MODE HRD-1013 AI_SIGNATURE_MAX_SKEW_SECONDS", codes());
    }

    @ParameterizedTest
    @CsvSource({
        "SIGNATURE_HEADER, X Signature", "SIGNATURE_HEADER, 'X:'", "SIGNATURE_MODE, maybe",
        "SIGNATURE_MAX_SKEW_SECONDS, -1", "SIGNATURE_MAX_SKEW_SECONDS, 86401", "SIGNATURE_MAX_FUTURE_SECONDS, 3601",
        "SIGNATURE_REPLAY_WINDOW_SECONDS, 604801", "SIGNATURE_JSON_MAX_BYTES, 1023",
                "SIGNATURE_JSON_MAX_BYTES, 1048577",
        "SIGNATURE_BODY_MAX_BYTES, 67108865", "SIGNATURE_REPLAY_MAX_ENTRIES, 999"
    })
    void values_outside_their_bounds_are_refused(String name, String value) {
        read(Map.of("AI_AGENT_SECRET", ONE, name, value));
        assertEquals(
                1,
                problems.stream()
                        .filter(problem -> problem.severity() == Severity.REFUSE)
                        .count(),
                codes());
        assertTrue(codes().contains(name), codes());
    }

    @Test
    void an_app_may_choose_other_defaults_which_the_environment_overrides() {
        SignatureSettings.Builder honestly =
                SignatureSettings.builder().unsafeAnyAge().header("X-Sig").malformedBadRequest();
        SignatureSettings chosen = read(Map.of("AI_AGENT_SECRET", ONE), honestly);
        assertEquals(Duration.ZERO, chosen.maxSkew());
        assertEquals("X-Sig", chosen.header());
        assertTrue(chosen.isMalformedBadRequest());
        assertEquals("HRD-1013 SIGNATURE_MAX_SKEW_SECONDS", codes());
        SignatureSettings set = read(Map.of("AI_AGENT_SECRET", ONE, "AI_SIGNATURE_MAX_SKEW_SECONDS", "300"), honestly);
        assertEquals(Duration.ofMinutes(5), set.maxSkew());
        assertEquals("", codes());
    }

    @Test
    void agents_have_secrets_of_their_own_under_their_ids_as_they_are_written() {
        SignatureSettings settings = read(Map.of(
                "AI_AGENT_SECRET", ONE,
                "AI_AGENT_SECRET_my_agent_001", TWO,
                "AI_AGENT_SECRET_my_agent_001_PREVIOUS", THREE));
        assertEquals("", codes());
        assertEquals("my_agent_001", proves(settings, "my_agent_001", TWO));
        assertEquals("my_agent_001", proves(settings, "my_agent_001", THREE));
        assertEquals("nobody", proves(settings, "my_agent_001", ONE));
        assertEquals("nobody", proves(settings, "MY_AGENT_001", TWO));
        assertEquals("nobody", proves(settings, "MY_AGENT_001", ONE), "it reads like the other one");
        assertEquals("my_agent_002", proves(settings, "my_agent_002", ONE));
    }

    @Test
    void older_secrets_are_a_list_that_may_hold_the_current_one() {
        SignatureSettings settings =
                read(Map.of("AI_AGENT_SECRET", ONE, "AI_AGENT_SECRET_PREVIOUS", TWO + " , " + ONE + ",," + TWO));
        assertEquals("", codes());
        assertEquals("a", proves(settings, "a", TWO));
        assertEquals("a", proves(settings, "a", ONE));
        assertEquals("nobody", proves(settings, "a", THREE));
        read(Map.of("AI_AGENT_SECRET_PREVIOUS", TWO));
        assertEquals("HRD-1014 AI_AGENT_SECRET_PREVIOUS", codes());
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            many.append(TWO, i, 64).append(THREE, 0, i + 1).append(',');
        }
        read(Map.of("AI_AGENT_SECRET", ONE, "AI_AGENT_SECRET_PREVIOUS", many.toString()));
        assertTrue(codes().contains("HRD-1003 AI_AGENT_SECRET_PREVIOUS"), codes());
    }

    @Test
    void H_26_secrets_are_judged_and_differ() {
        read(Map.of("AI_AGENT_SECRET", "short"));
        assertTrue(codes().contains("AI_AGENT_SECRET"), codes());
        read(Map.of("AI_AGENT_SECRET", ONE, "AI_AGENT_SECRET_a", ONE));
        assertTrue(codes().contains("HRD-1106"), "shared by two: " + codes());
        read(Map.of(), SignatureSettings.builder().required());
        assertEquals("HRD-1001 AI_AGENT_SECRET", codes());
        read(Map.of("SIGNATURE_MODE", "off"), SignatureSettings.builder().required());
        assertEquals("", codes());
        SignatureSettings generated = read(
                Map.of("NODE_ENV", "development"), SignatureSettings.builder().requiredOrGenerated());
        assertTrue(generated.isOn());
        assertTrue(codes().contains("HRD-1015 AI_AGENT_SECRET"), codes());
    }

    @Test
    void C_49_an_app_may_name_its_secret_otherwise() {
        SecretSetting own = SecretSetting.of("SIGNING_SECRET", SecretRule.signing());
        SignatureSettings settings = read(
                Map.of("SIGNING_SECRET", ONE, "SIGNING_SECRET_b", TWO),
                SignatureSettings.builder().secret(own));
        assertEquals("", codes());
        assertEquals("SIGNING_SECRET", settings.sharedName());
        assertEquals("b", proves(settings, "b", TWO));
    }

    @Test
    void switched_off_with_a_secret_is_worth_a_warning() {
        assertFalse(
                read(Map.of("AI_AGENT_SECRET", ONE, "SIGNATURE_MODE", "off")).isOn());
        assertEquals("HRD-1108 SIGNATURE_MODE", codes());
    }

    @Test
    void a_secret_in_a_file_is_read_again_and_the_one_before_counts_for_another_hour(@TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), ONE + "\n");
        SignatureSettings settings = read(Map.of("AI_AGENT_SECRET_FILE", file.toString()));
        assertEquals("", codes());
        Redactor redactor = new Redactor();
        FakeTicker ticker = new FakeTicker();
        try (RequestSignatures room = new RequestSignatures(
                settings,
                ReplayStore.inMemory(ticker, ticker, 100),
                ticker,
                ticker,
                SecurityEventListener.none(),
                redactor)) {
            assertEquals("a", proves(room, "a", ONE));
            Files.writeString(file, TWO + "\n");
            room.poll();
            room.poll();
            assertEquals("b", proves(room, "b", TWO));
            assertEquals("c", proves(room, "c", ONE));
            assertEquals("***", redactor.redact(TWO));
            Files.writeString(file, "weak");
            room.poll();
            room.poll();
            assertEquals("d", proves(room, "d", TWO), "a bad secret changes nothing");
            ticker.advance(Duration.ofMinutes(61));
            ticker.setWallClock(FakeTicker.START);
            assertEquals("nobody", proves(room, "e", ONE));
            assertEquals("f", proves(room, "f", TWO));
        }
    }

    @Test
    void routes_that_nobody_could_call_are_refused_and_bodies_that_are_good_for_any_are_warned_of() {
        Route plain = Route.guarded("/plain");
        Route python = Route.guarded("/ai/a").signed(SignatureScheme.PYTHON_JSON);
        Route bound = python.signedAction("a");
        Route raw = Route.guarded("/raw").provedBy(Proof.SIGNATURE).signed(SignatureScheme.RAW_BODY);
        Route scheme = Route.guarded("/none").provedBy(Proof.SIGNATURE);
        SignatureSettings on =
                SignatureSettings.builder().shared(Secret.ofUtf8("k", ONE)).build();
        SignatureSettings without = SignatureSettings.builder().build();
        SignatureSettings off =
                SignatureSettings.builder().enforcement(Enforcement.OFF).build();
        assertEquals(List.of(), on.check(List.of(plain, bound, raw)));
        assertEquals(List.of(), without.check(List.of(plain)));
        assertEquals(List.of(), off.check(List.of(plain)));
        assertEquals("[WARN HRD-1108 /raw]", told(off.check(List.of(plain, bound, raw))));
        assertEquals("[WARN HRD-1013 /ai/a]", told(on.check(List.of(plain, python))));
        assertEquals("[REFUSE HRD-1401 /raw]", told(without.check(List.of(plain, raw))));
        assertEquals("[REFUSE HRD-1401 /none]", told(on.check(List.of(scheme, plain))));
    }

    private static String told(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.severity() + " " + problem.code().text() + " "
                        + problem.message().replaceAll(".*\\* ", ""))
                .toList()
                .toString();
    }

    @Test
    void builders_refuse_what_the_environment_may_not_say_either() {
        SignatureSettings.Builder builder = SignatureSettings.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.maxSkew(Duration.ZERO));
        assertThrows(InvalidSettingsException.class, () -> builder.maxSkew(Duration.ofDays(2)));
        assertThrows(InvalidSettingsException.class, () -> builder.maxFuture(Duration.ofDays(1)));
        assertThrows(InvalidSettingsException.class, () -> builder.replayWindow(Duration.ofDays(8)));
        assertThrows(InvalidSettingsException.class, () -> builder.jsonMaxBytes(1));
        assertThrows(InvalidSettingsException.class, () -> builder.bodyMaxBytes(1));
        assertThrows(InvalidSettingsException.class, () -> builder.replayMaxEntries(1));
        assertThrows(IllegalArgumentException.class, () -> builder.header("a b"));
        assertThrows(IllegalArgumentException.class, () -> builder.agent("", Secret.ofUtf8("k", ONE)));
    }

    @Test
    void switched_off_beside_signed_routes_is_worth_a_warning_without_a_secret_too() {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "NODE_ENV", "production",
                "API_KEYS", "x9Kq2mZ7vR4tB1nW8pL5sD3fG6hJ0cYa",
                "SIGNATURE_MODE", "off")));
        HardeningSettings.builder()
                .routes(Routes.builder()
                        .add(Route.guarded("/x").provedBy(Proof.API_KEY).signed(SignatureScheme.RAW_BODY))
                        .build())
                .read(reader);
        problems = reader.finish().problems();
        assertEquals("HRD-1108 SIGNATURE_MODE", codes());
    }

    @ParameterizedTest
    @CsvSource({
        "AI_AGENT_SECRET_robot, '', HRD-1101 AI_AGENT_SECRET_robot",
        "AI_AGENT_SECRET_robot, ' ', HRD-1101 AI_AGENT_SECRET_robot",
        "AI_AGENT_SECRET_robot_FILE, '', HRD-1101 AI_AGENT_SECRET_robot",
        "AI_AGENT_SECRET_robot_PREVIOUS, '', HRD-1101 AI_AGENT_SECRET_robot",
        "AI_AGENT_SECRET_robot_PREVIOUS, " + TWO + ", HRD-1101 AI_AGENT_SECRET_robot",
        "AI_AGENT_SECRET_, " + TWO + ", HRD-1002 AI_AGENT_SECRET_",
        "AI_AGENT_SECRET_, '', HRD-1002 AI_AGENT_SECRET_",
        "'AI_AGENT_SECRET_ ', " + TWO + ", 'HRD-1002 AI_AGENT_SECRET_ '",
        "AI_AGENT_SECRET_a\u200bb, " + TWO + ", HRD-1002 AI_AGENT_SECRET_a\u200bb",
        "SIGNING_SECRET_robot, " + TWO + ", HRD-1014 SIGNING_SECRET_robot",
        "SIGNING_SECRET_robot_FILE, /none, HRD-1014 SIGNING_SECRET_robot",
        "SIGNING_SECRET_PREVIOUS, " + TWO + ", ''",
        "AI_AGENT_SECRET_PREVIOUS, '', ''",
        "AI_AGENT_SECRET_FILE, '', ''",
    })
    void an_agent_never_gets_the_shared_secret_because_its_own_is_not_where_it_was_meant_to_be(
            String name, String value, String expected) {
        String current = name.startsWith("SIGNING_SECRET_P") ? "SIGNING_SECRET" : "AI_AGENT_SECRET";
        read(Map.of(current, ONE, name, value));
        assertTrue(codes().equals(expected) || current.startsWith("SIGNING"), codes());
        assertEquals(
                expected.isEmpty() || expected.contains("1014") ? 0 : 1,
                problems.stream()
                        .filter(problem -> problem.severity() == Severity.REFUSE)
                        .count(),
                codes());
        read(Map.of(current, ONE, name, value, "NODE_ENV", "development"));
        assertEquals(
                expected.contains("1002") ? 1 : 0,
                problems.stream()
                        .filter(problem -> problem.severity() == Severity.REFUSE)
                        .count(),
                "outside production what is forgotten is only warned of");
    }

    @Test
    void an_agent_with_an_empty_list_of_older_secrets_is_in_order_and_one_with_an_id_that_is_too_long_is_not() {
        read(Map.of(
                "AI_AGENT_SECRET_robot", ONE, "AI_AGENT_SECRET_robot_PREVIOUS", "", "AI_AGENT_SECRET_robot_FILE", ""));
        assertEquals("", codes());
        read(Map.of("AI_AGENT_SECRET", ONE, "AI_AGENT_SECRET_" + "x".repeat(100), TWO));
        assertEquals("", codes());
        read(Map.of("AI_AGENT_SECRET", ONE, "AI_AGENT_SECRET_" + "x".repeat(101), TWO));
        assertEquals("HRD-1002 AI_AGENT_SECRET_" + "x".repeat(101), codes());
        read(Map.of("AI_AGENT_SECRET", ONE, "SIGNATURE_MODE", "off", "AI_AGENT_SECRET_robot", ""));
        assertEquals("HRD-1108 SIGNATURE_MODE", codes(), "nobody speaks for anybody then");
    }

    @Test
    void the_posture_report_tells_which_agents_there_are() {
        SignatureSettings settings = read(Map.of("AI_AGENT_SECRET_robot", ONE, "AI_AGENT_SECRET_MY_AGENT", TWO));
        assertEquals(
                "enforced, no shared secret, 2 agents with their own (MY_AGENT, robot), at most 300 s old and 60 s ahead",
                settings.summary());
    }

    @Test
    void an_action_that_nobody_asks_for_is_warned_of() {
        SignatureSettings on =
                SignatureSettings.builder().shared(Secret.ofUtf8("k", ONE)).build();
        for (Route route : List.of(
                Route.guarded("/x").signed(SignatureScheme.RAW_BODY),
                Route.guarded("/x").signed(SignatureScheme.HTTP_MESSAGE),
                Route.guarded("/x").signed(SignatureScheme.HTTP_MESSAGE, SignatureScheme.PYTHON_JSON))) {
            List<Problem> found = on.check(List.of(route.signedAction("go")));
            assertEquals("[WARN HRD-1014 /x]", told(found));
            assertTrue(found.toString().contains("signedAction"), found.toString());
        }
    }

    @Test
    void a_route_for_larger_bodies_than_are_read_for_a_signature_is_warned_of() {
        SignatureSettings on =
                SignatureSettings.builder().shared(Secret.ofUtf8("k", ONE)).build();
        Route raw = Route.guarded("/raw").signed(SignatureScheme.RAW_BODY);
        Route json = Route.guarded("/json").signed(SignatureScheme.PYTHON_JSON).signedAction("a");
        assertEquals(List.of(), on.check(List.of(raw.maxBody(1_048_576), json.maxBody(65_536))));
        List<Problem> found = on.check(List.of(raw.maxBody(1_048_577), json.maxBody(65_537)));
        assertEquals("[WARN HRD-1012 /json, WARN HRD-1012 /raw]", told(found));
        assertEquals("SIGNATURE_JSON_MAX_BYTES", found.get(0).name());
        assertEquals("SIGNATURE_BODY_MAX_BYTES", found.get(1).name());
    }

    @Test
    void a_filter_that_stands_alone_needs_a_signed_route() {
        SignatureSettings on =
                SignatureSettings.builder().shared(Secret.ofUtf8("k", ONE)).build();
        Route raw = Route.guarded("/raw").signed(SignatureScheme.RAW_BODY);
        assertEquals(List.of(), on.checkAlone(List.of(raw)));
        List<Problem> found = on.checkAlone(List.of(Route.guarded("/plain")));
        assertEquals("HRD-1401", found.get(0).code().text());
        assertEquals(Severity.REFUSE, found.get(0).severity());
        SignatureSettings off =
                SignatureSettings.builder().enforcement(Enforcement.OFF).build();
        assertEquals(List.of(), off.checkAlone(List.of()));
    }
}
