package dev.hardening.core.cookie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.secret.SecretUnit;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieSettingsTest {

    private static final String FIRST = "b71f0e5d9c3a482e61d7f40a95c8e23bd0f6175c4119711156a1110aaa4f3e16";
    private static final String SECOND = "0c94d1e7a2f85b36c0d4e9f17a6b825347ae10d9bb716e4b1d8ddd1cb58d2114";
    private static final String THIRD = "5e2a90c7f81b4d63a7e05c9f32d81b64f70e2ac5cb054152068f8b8bf4bb815f";

    /** The problems that reading finds, and the settings last read. */
    private CookieSettings settings = CookieSettings.builder().build();

    private List<String> read(Function<SettingReader, CookieSettings> how, String... pairs) {
        Map<String, String> values = Arrays.stream(pairs)
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b, HashMap::new));
        SettingReader reader = SettingReader.of(SettingSource.environment(values));
        settings = how.apply(reader);
        return reader.finish().problems().stream()
                .map(CookieSettingsTest::brief)
                .toList();
    }

    private List<String> read(String... pairs) {
        return read(CookieSettings::read, pairs);
    }

    private static String brief(Problem problem) {
        return problem.severity() + " " + problem.code().text() + " " + problem.name();
    }

    @Test
    void with_a_secret_alone_the_defaults_are_the_safe_ones() {
        assertEquals(List.of(), read("SESSION_SECRET=" + FIRST));
        assertTrue(settings.isOn());
        assertEquals("__Host-session", settings.name(true));
        assertEquals("__Host-session", settings.name(false));
        assertTrue(settings.isSecure(false));
        assertEquals(Duration.ofHours(24), settings.lifetime());
        assertEquals(SameSite.STRICT, settings.sameSite());
        assertEquals("__Host-session, 86400 s, SameSite=Strict, 0 previous secrets, enforced", settings.summary());
    }

    @Test
    void X_07_the_other_name_of_the_secret_counts_and_must_agree() {
        assertEquals(List.of(), read("SECRET_KEY=" + FIRST));
        assertTrue(settings.isOn());
        assertEquals(List.of(), read("SECRET_KEY=" + FIRST, "SESSION_SECRET=" + FIRST));
        assertEquals(
                List.of("REFUSE HRD-1005 SESSION_SECRET, SECRET_KEY"),
                read("SECRET_KEY=" + FIRST, "SESSION_SECRET=" + SECOND));
    }

    @ParameterizedTest
    @CsvSource({
        "b71f0e5d9c3a482e61d7f40a95c8e23, HRD-1101",
        "replace-with-strong, HRD-1102",
        "CHANGE_ME_IN_PRODUCTION_use_openssl_rand_hex_32, HRD-1102"
    })
    void V_19_a_short_or_guessable_secret_does_not_start_in_production(String secret, String code) {
        String refused = read("NODE_ENV=production", "SESSION_SECRET=" + secret).toString();
        assertTrue(refused.contains("REFUSE " + code + " SESSION_SECRET"), refused);
        String warned = read("NODE_ENV=test", "SESSION_SECRET=" + secret).toString();
        assertTrue(warned.contains("WARN " + code + " SESSION_SECRET") && !warned.contains("REFUSE"), warned);
    }

    @Test
    void without_a_secret_the_room_is_off_unless_it_is_the_only_way_in() {
        assertEquals(List.of(), read());
        assertFalse(settings.isOn());
        assertEquals("off: no sessions", settings.summary());
        assertEquals(List.of("REFUSE HRD-1001 SESSION_SECRET"), read(CookieSettings::require));
        assertEquals(List.of(), read(CookieSettings::require, "COOKIE_MODE=off"));
        assertEquals(List.of(), read(CookieSettings::require, "SESSION_SECRET=" + FIRST));
        assertTrue(settings.isOn());
    }

    @Test
    void an_application_can_bring_a_secret_to_fall_back_to() {
        Secret fallback = Secret.ofUtf8("ADMIN_API_KEY", SECOND);
        assertEquals(List.of(), read(reader -> CookieSettings.read(reader, fallback)));
        assertEquals(fallback, settings.keys().current());
        read(reader -> CookieSettings.read(reader, fallback), "SESSION_SECRET=" + FIRST);
        assertEquals(Secret.ofUtf8("x", FIRST), settings.keys().current());
    }

    @Test
    void an_application_can_bring_a_name_and_a_rule_of_its_own() {
        SecretSetting own = SecretSetting.of(
                "SIGNING_KEY",
                SecretRule.signing().toBuilder().minimum(40, SecretUnit.CHARS).build());
        Secret fallback = Secret.ofUtf8("ADMIN_API_KEY", SECOND);
        assertEquals(List.of(), read(reader -> CookieSettings.read(reader, own, null), "SESSION_SECRET=" + FIRST));
        assertFalse(settings.isOn());
        assertEquals(List.of(), read(reader -> CookieSettings.read(reader, own, fallback)));
        assertEquals(fallback, settings.keys().current());
        assertEquals(
                List.of("REFUSE HRD-1101 SIGNING_KEY", "REFUSE HRD-1101 SESSION_SECRET_PREVIOUS[1]"),
                read(
                                reader -> CookieSettings.read(reader, own, fallback),
                                "SIGNING_KEY=" + FIRST.substring(0, 39),
                                "SESSION_SECRET_PREVIOUS=" + THIRD.substring(0, 39))
                        .stream()
                        .filter(line -> line.startsWith("REFUSE"))
                        .toList());
        assertEquals(Secret.ofUtf8("x", FIRST.substring(0, 39)), settings.keys().current());
    }

    @Test
    void previous_secrets_come_as_a_list_and_are_judged_each() {
        assertEquals(List.of(), read("SESSION_SECRET=" + FIRST, "SESSION_SECRET_PREVIOUS= " + SECOND + " ,," + THIRD));
        assertEquals(
                List.of(Secret.ofUtf8("x", SECOND), Secret.ofUtf8("x", THIRD)),
                settings.keys().previous());
        assertEquals(
                List.of("REFUSE HRD-1101 SESSION_SECRET_PREVIOUS[2]"),
                read("SESSION_SECRET=" + FIRST, "SESSION_SECRET_PREVIOUS=" + SECOND + ",c0d4e9f17a6b82").stream()
                        .filter(line -> line.contains("HRD-1101"))
                        .toList());
        // The current one among them, and one of them twice: a rotation half done.
        assertEquals(
                List.of(),
                read("SESSION_SECRET=" + FIRST, "SESSION_SECRET_PREVIOUS=" + FIRST + "," + SECOND + "," + SECOND));
        assertEquals(1, settings.keys().previous().size());
        assertEquals(List.of("WARN HRD-1014 SESSION_SECRET_PREVIOUS"), read("SESSION_SECRET_PREVIOUS=" + SECOND));
    }

    @Test
    void more_previous_secrets_than_a_ring_remembers_are_refused() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            many.append(i).append(SECOND).append(',');
        }
        List<String> problems = read("SESSION_SECRET=" + FIRST, "SESSION_SECRET_PREVIOUS=" + many);
        assertTrue(problems.contains("REFUSE HRD-1003 SESSION_SECRET_PREVIOUS"), problems.toString());
    }

    @Test
    void V_36_outside_production_plain_http_is_served_with_a_warning() {
        assertEquals(List.of("WARN HRD-1013 COOKIE_NAME"), read("NODE_ENV=development", "SESSION_SECRET=" + FIRST));
        assertEquals("session", settings.name(false));
        assertEquals("__Host-session", settings.name(true));
        assertFalse(settings.isSecure(false));
        assertEquals(List.of(), read("NODE_ENV=production", "SESSION_SECRET=" + FIRST));
        assertTrue(settings.isSecure(false));
    }

    @Test
    void every_value_can_be_set_and_shadow_is_warned_of() {
        assertEquals(
                List.of("WARN HRD-1013 COOKIE_MODE"),
                read(
                        "SESSION_SECRET=" + FIRST,
                        "COOKIE_NAME=admin_session",
                        "COOKIE_LIFETIME_SECONDS=3600",
                        "COOKIE_SAME_SITE=lax",
                        "COOKIE_MODE=shadow"));
        assertEquals("admin_session", settings.name(true));
        assertEquals(Enforcement.SHADOW, settings.enforcement());
        assertEquals("admin_session, 3600 s, SameSite=Lax, 0 previous secrets, shadow", settings.summary());
        read("SESSION_SECRET=" + FIRST, "COOKIE_MODE=off");
        assertFalse(settings.isOn());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COOKIE_NAME=a b",
                "COOKIE_NAME=a;b",
                "COOKIE_NAME=a=b",
                "COOKIE_NAME=__Host-",
                "COOKIE_NAME=__host-session",
                "COOKIE_NAME=__SECURE-x",
                "COOKIE_NAME=s\u00e9ssion",
                "COOKIE_LIFETIME_SECONDS=59",
                "COOKIE_LIFETIME_SECONDS=2592001",
                "COOKIE_LIFETIME_SECONDS=1d",
                "COOKIE_SAME_SITE=none",
                "COOKIE_MODE=maybe"
            })
    void a_value_that_is_none_does_not_start(String pair) {
        List<String> problems = read("SESSION_SECRET=" + FIRST, pair);
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(
                problems.get(0).startsWith("REFUSE") && problems.get(0).endsWith(pair.substring(0, pair.indexOf('='))));
    }

    @Test
    void the_builder_holds_the_same_rules() {
        CookieSettings.Builder builder = CookieSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.name("a b"));
        assertThrows(InvalidSettingsException.class, () -> builder.lifetime(Duration.ofSeconds(59)));
        List<Secret> nine = java.util.stream.IntStream.range(0, 9)
                .mapToObj(i -> Secret.ofUtf8("x", SECOND + i))
                .toList();
        assertThrows(IllegalArgumentException.class, () -> builder.previous(nine));
        assertEquals(
                "session",
                builder.key(Secret.ofUtf8("k", FIRST))
                        .name("__Secure-session")
                        .unsafeOverPlainHttp()
                        .build()
                        .name(false));
    }
}
