package dev.hardening.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.net.CidrSet;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    private static SettingReader reader(Map<String, String> values) {
        return SettingReader.of(SettingSource.environment(values));
    }

    private static String problems(SettingReport report) {
        return report.problems().stream()
                .map(problem -> problem.severity() + " " + problem.code() + " " + problem.name())
                .reduce("", (all, next) -> all + next + "\n");
    }

    @Test
    void nothing_set_trusts_nobody() {
        SettingReader reader = reader(Map.of());
        ProxySettings settings = ProxySettings.read(reader);
        assertTrue(settings.trusted().isEmpty());
        assertEquals(ForwardedFamily.X_FORWARDED, settings.family());
        assertEquals(50, settings.maxHops());
        assertTrue(settings.believesHost());
        assertEquals("no proxy is trusted, no forwarded header is believed", settings.summary());
        assertEquals("", problems(reader.finish()));
    }

    @Test
    void reads_everything() {
        SettingReader reader = reader(Map.of(
                "TRUSTED_PROXIES", "10.0.0.0/8, ::1,,127.0.0.1 ",
                "FORWARDED_HEADERS", "Forwarded",
                "FORWARDED_MAX_HOPS", "3",
                "FORWARDED_HOST", "no"));
        ProxySettings settings = ProxySettings.read(reader);
        assertEquals(CidrSet.parse("10.0.0.0/8, 127.0.0.1, ::1"), settings.trusted());
        assertEquals(
                "Forwarded from 10.0.0.0/8, 127.0.0.1/32, ::1/128, at most 3 hops, the host from Host only",
                settings.summary());
        assertEquals("", problems(reader.finish()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hunter2", "10.0.0.0/8, hunter2", "10.0.0.1/8", "10.0.0.0/33", "fe80::1%eth0", "proxy.example"})
    void a_broken_network_refuses_and_is_not_repeated(String value) {
        SettingReader reader = reader(Map.of("TRUSTED_PROXIES", value));
        assertTrue(ProxySettings.read(reader).trusted().isEmpty());
        SettingReport report = reader.finish();
        assertEquals("REFUSE MALFORMED TRUSTED_PROXIES\n", problems(report));
        String text = report.problems().get(0).toString();
        assertFalse(text.contains("hunter2"), text);
        assertTrue(text.contains(value.contains(",") ? "entry 2" : "entry 1"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "10.0.0.0/8, ::/0", "::ffff:0.0.0.0/96"})
    void trusting_everyone_refuses_in_production_and_warns_elsewhere(String value) {
        SettingReader production = reader(Map.of("TRUSTED_PROXIES", value));
        assertTrue(ProxySettings.read(production).trusted().isEmpty());
        assertEquals("REFUSE TRUSTS_EVERYONE TRUSTED_PROXIES\n", problems(production.finish()));

        SettingReader development = reader(Map.of("TRUSTED_PROXIES", value, "NODE_ENV", "development"));
        assertFalse(ProxySettings.read(development).trusted().isEmpty());
        assertEquals("WARN TRUSTS_EVERYONE TRUSTED_PROXIES\n", problems(development.finish()));
    }

    @Test
    void code_trusts_everyone_only_by_its_unsafe_name() {
        CidrSet everyone = CidrSet.parse("0.0.0.0/0");
        InvalidSettingsException refused = assertThrows(
                InvalidSettingsException.class, () -> ProxySettings.builder().trusted(everyone));
        assertEquals(ProblemCode.TRUSTS_EVERYONE, refused.problems().get(0).code());
        assertEquals(
                everyone,
                ProxySettings.builder().unsafeTrustEveryone(everyone).build().trusted());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void the_limit_has_a_range(int hops) {
        assertThrows(
                InvalidSettingsException.class, () -> ProxySettings.builder().maxHops(hops));
    }

    @Test
    void a_family_without_a_trusted_proxy_is_a_warning() {
        SettingReader reader = reader(Map.of("FORWARDED_HEADERS", "x-forwarded"));
        ProxySettings.read(reader);
        assertEquals("WARN IGNORED FORWARDED_HEADERS\n", problems(reader.finish()));
    }

    @Test
    void an_unknown_family_refuses() {
        SettingReader reader = reader(Map.of("FORWARDED_HEADERS", "both", "TRUSTED_PROXIES", "10.0.0.0/8"));
        assertEquals(ForwardedFamily.X_FORWARDED, ProxySettings.read(reader).family());
        assertEquals("REFUSE UNKNOWN_WORD FORWARDED_HEADERS\n", problems(reader.finish()));
    }
}
