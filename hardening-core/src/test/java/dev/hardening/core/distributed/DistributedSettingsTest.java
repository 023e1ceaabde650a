package dev.hardening.core.distributed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.secret.Redactor;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributedSettingsTest {

    private static SettingReader reader(String... assignments) {
        Map<String, String> values = new TreeMap<>(Map.of("NODE_ENV", "production"));
        for (String assignment : assignments) {
            String[] parts = assignment.split("=", 2);
            values.put(parts[0], parts[1]);
        }
        return SettingReader.of(SettingSource.environment(values));
    }

    private static DistributedSettings good(String... assignments) {
        SettingReader reader = reader(assignments);
        DistributedSettings settings = DistributedSettings.read(reader);
        assertEquals(List.of(), reader.finish().problems());
        return settings;
    }

    private static String shown(Optional<StoreAddress> address) {
        return address.map(StoreAddress::toString).orElse("none");
    }

    private static String policies(DistributedSettings settings) {
        return Arrays.stream(SharedRoom.values())
                .map(room -> settings.onFailure(room).name().toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining(" "));
    }

    @Test
    void nothing_set_shares_nothing() {
        DistributedSettings settings = good();
        assertFalse(settings.isOn());
        assertEquals(Optional.empty(), settings.address());
        assertEquals(Optional.empty(), settings.rateLimitAddress());
        assertEquals(Duration.ofMillis(50), settings.timeout());
        assertEquals("hardening", settings.keyPrefix());
        assertEquals("local local closed closed closed", policies(settings));
        assertEquals("nothing is shared", settings.summary());
        assertFalse(DistributedSettings.builder().build().isOn());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REDIS_URL=redis://a | redis://a:6379/0 | redis://a:6379/0 | all in redis://a:6379/0",
                "RATE_LIMIT_REDIS_URL=redis://b | none | redis://b:6379/0 | limits in redis://b:6379/0",
                "REDIS_URL=redis://a RATE_LIMIT_REDIS_URL=redis://b/3 | redis://a:6379/0 | redis://b:6379/3"
                        + " | limits in redis://b:6379/3, all else in redis://a:6379/0",
                "REDIS_URL=redis://a RATE_LIMIT_REDIS_URL=redis://a | redis://a:6379/0 | redis://a:6379/0"
                        + " | all in redis://a:6379/0",
                "REDIS_URL=rediss://:hush@a RATE_LIMIT_REDIS_URL=rediss://:hush@a/1 | rediss://a:6379/0"
                        + " | rediss://a:6379/1 | limits in rediss://a:6379/1, all else in rediss://a:6379/0",
            })
    void V_32_E_18_H_32_the_url_of_limits_counts_for_limits_and_the_other_for_the_rest(
            String set, String address, String limits, String summary) {
        DistributedSettings settings = good(set.split(" ", -1));
        assertTrue(settings.isOn());
        assertEquals(address, shown(settings.address()));
        assertEquals(limits, shown(settings.rateLimitAddress()));
        assertEquals(
                summary + ", at most 50 ms a decision; without it rate_limit local, lockout local, refresh closed,"
                        + " revocation closed, replay closed",
                settings.summary());
        assertEquals("DistributedSettings[" + settings.summary() + "]", settings.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "STORE_ON_FAILURE=local, local local local local local",
        "STORE_ON_FAILURE=closed, closed closed closed closed closed",
        "STORE_ON_FAILURE=open, open local closed open open",
        "STORE_ON_FAILURE=open REFRESH_ON_FAILURE=local, open local local open open",
        "STORE_ON_FAILURE=closed RATE_LIMIT_ON_FAILURE=open, open closed closed closed closed",
        "RATE_LIMIT_ON_FAILURE=CLOSED, closed local closed closed closed",
        "LOGIN_BRUTE_ON_FAILURE=closed, local closed closed closed closed",
        "REFRESH_ON_FAILURE=local, local local local closed closed",
        "REVOCATION_ON_FAILURE=local, local local closed local closed",
        "REPLAY_ON_FAILURE=open, local local closed closed open",
    })
    void K_41_a_rooms_own_word_wins_over_that_for_all(String set, String policies) {
        assertEquals(policies, policies(good(set.split(" ", -1))));
    }

    @Test
    void a_service_may_have_policies_of_its_own_and_the_environment_wins_over_them() {
        DistributedSettings.Builder defaults = DistributedSettings.builder();
        for (SharedRoom room : SharedRoom.values()) {
            defaults.onFailure(room, FailurePolicy.LOCAL);
        }
        SettingReader reader = reader("REPLAY_ON_FAILURE=closed");
        assertEquals("local local local local closed", policies(DistributedSettings.read(reader, defaults)));
        DistributedSettings.Builder given = DistributedSettings.builder().url("redis://a");
        assertEquals(
                "redis://a:6379/0",
                shown(DistributedSettings.read(reader(), given).address()));
        assertEquals(
                "redis://b:6379/0",
                shown(DistributedSettings.read(reader("REDIS_URL=redis://b"), given)
                        .address()));
    }

    @ParameterizedTest
    @CsvSource({"REFRESH, REFRESH_ON_FAILURE, CLOSED", "LOCKOUT, LOGIN_BRUTE_ON_FAILURE, LOCAL"})
    void a_log_in_and_a_refresh_are_never_open(SharedRoom room, String name, FailurePolicy instead) {
        SettingReader reader = reader(name + "=open");
        DistributedSettings settings = DistributedSettings.read(reader);
        assertEquals(instead, settings.onFailure(room));
        assertEquals(
                List.of(ProblemCode.CONTRADICTION),
                reader.finish().refusals().stream().map(Problem::code).toList());
        DistributedSettings.Builder builder = DistributedSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.onFailure(room, FailurePolicy.OPEN));
    }

    @ParameterizedTest
    @EnumSource(SharedRoom.class)
    void a_room_knows_its_word(SharedRoom room) {
        assertEquals(room.name().toLowerCase(java.util.Locale.ROOT), room.word());
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_URL, redis://:hush@redis, 1",
        "REDIS_URL, redis://:hush@10.0.0.1, 1",
        "RATE_LIMIT_REDIS_URL, redis://:hush@redis, 1",
        "REDIS_URL, 'redis-cluster://:hush@127.0.0.1,redis', 1",
        "REDIS_URL, rediss://:hush@redis, 0",
        "REDIS_URL, redis://redis, 0",
        "REDIS_URL, redis://:hush@127.0.0.1, 0",
        "REDIS_URL, redis://:hush@localhost, 0"
    })
    void a_password_that_others_on_the_way_can_read_is_a_warning(String name, String url, int warnings) {
        SettingReader reader = reader(name + "=" + url);
        assertTrue(DistributedSettings.read(reader).isOn());
        SettingReport report = reader.finish();
        assertEquals(List.of(), report.refusals());
        assertEquals(warnings, report.problems().size(), report.problems().toString());
        for (Problem problem : report.problems()) {
            assertEquals(ProblemCode.LOOSENED, problem.code());
            assertEquals(name, problem.name());
        }
        SettingReader development = reader(name + "=" + url, "NODE_ENV=development");
        assertTrue(DistributedSettings.read(development).isOn());
        assertEquals(List.of(), development.finish().problems());
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_URL, hush, MALFORMED",
        "RATE_LIMIT_REDIS_URL, redis://hush/99, MALFORMED",
        "REDIS_TIMEOUT_MS, 0, OUT_OF_RANGE",
        "REDIS_TIMEOUT_MS, 10001, OUT_OF_RANGE",
        "REDIS_TIMEOUT_MS, hush, MALFORMED",
        "REDIS_KEY_PREFIX, Hush, MALFORMED",
        "REDIS_KEY_PREFIX, hush:, MALFORMED",
        "REDIS_KEY_PREFIX, {hush}, MALFORMED",
        "REDIS_KEY_PREFIX, h23456789012345678901234567890123, MALFORMED",
        "STORE_ON_FAILURE, hush, UNKNOWN_WORD",
        "REPLAY_ON_FAILURE, hush, UNKNOWN_WORD"
    })
    void what_is_wrong_is_said_once_and_not_repeated(String name, String value, ProblemCode code) {
        SettingReader reader = reader(name + "=" + value);
        DistributedSettings settings = DistributedSettings.read(reader);
        List<Problem> refusals = reader.finish().refusals();
        assertEquals(1, refusals.size(), refusals.toString());
        assertEquals(code, refusals.get(0).code());
        assertEquals(name, refusals.get(0).name());
        assertFalse(refusals.toString().contains("hush"), refusals.toString());
        assertFalse(settings.isOn(), "what is refused is as if it was not set");
    }

    @Test
    void the_builder_has_the_rules_of_the_environment() {
        DistributedSettings settings = DistributedSettings.builder()
                .url("rediss://:hush@a")
                .rateLimitUrl("redis://b")
                .timeout(Duration.ofSeconds(10))
                .keyPrefix("shop-1_x")
                .onFailure(SharedRoom.REPLAY, FailurePolicy.OPEN)
                .build();
        assertEquals("rediss://a:6379/0", shown(settings.address()));
        assertEquals("redis://b:6379/0", shown(settings.rateLimitAddress()));
        assertEquals(Duration.ofSeconds(10), settings.timeout());
        assertEquals("shop-1_x", settings.keyPrefix());
        assertEquals("local local closed closed open", policies(settings));
        assertFalse(settings.toString().contains("hush"), settings.toString());
        DistributedSettings.Builder builder = DistributedSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.keyPrefix(""));
        assertThrows(InvalidSettingsException.class, () -> builder.url(""));
        assertThrows(InvalidSettingsException.class, () -> builder.rateLimitUrl("redis://:\uD800@a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT10.001S", "PT0.0005S", "PT0.0015S", "P999999999D", "P-999999999D"})
    void a_timeout_is_1_ms_to_10_s(String value) {
        Duration timeout = Duration.parse(value);
        DistributedSettings.Builder builder = DistributedSettings.builder();
        InvalidSettingsException refused = assertThrows(InvalidSettingsException.class, () -> builder.timeout(timeout));
        assertEquals("REDIS_TIMEOUT_MS", refused.problems().get(0).name());
    }

    @Test
    void logs_are_kept_free_of_the_password_and_of_the_url(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("url"), "redis://:hu%73h-hush@127.0.0.1\n");
        SettingReader reader = reader(
                "REDIS_URL_FILE=" + file, "RATE_LIMIT_REDIS_URL=redis://:other-one@127.0.0.1", "REDIS_KEY_PREFIX=shop");
        assertTrue(DistributedSettings.read(reader).isOn());
        assertEquals(List.of(), reader.finish().problems());
        String log = new Redactor(reader.secrets().all())
                .redact("hush-hush, other-one, redis://:hu%73h-hush@127.0.0.1, redis://:other-one@127.0.0.1");
        assertFalse(log.contains("hush") || log.contains("other"), log);
        assertTrue(reader.knownNames()
                .containsAll(List.of("REDIS_URL", "REDIS_URL_FILE", "RATE_LIMIT_REDIS_URL", "REPLAY_ON_FAILURE")));
    }

    @Test
    void a_password_that_is_also_a_key_of_the_service_is_told() {
        SettingReader reader = reader("REDIS_URL=rediss://:0f1e2d3c4b5a69788796a5b4c3d2e1f0aa@a");
        reader.secrets()
                .add(
                        dev.hardening.core.secret.Secret.ofUtf8("JWT_SECRET", "0f1e2d3c4b5a69788796a5b4c3d2e1f0aa"),
                        dev.hardening.core.secret.SecretRule.opaque());
        assertTrue(DistributedSettings.read(reader).isOn());
        assertEquals(
                List.of(ProblemCode.SECRET_SHARED),
                reader.finish().problems().stream().map(Problem::code).toList());
    }
}
