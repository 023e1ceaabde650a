package dev.hardening.core.ipaccess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.net.CidrSet;
import dev.hardening.core.net.IpAddress;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.Allocations;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAccessTest {

    private static final long SEED = 20_261_104;

    private static SettingReader reader(Map<String, String> values) {
        return SettingReader.of(SettingSource.environment(values));
    }

    private static IpAccess room(Map<String, String> values) {
        SettingReader reader = reader(values);
        IpAccessSettings settings = IpAccessSettings.read(reader);
        reader.finish().throwIfRefused();
        return IpAccess.of(settings);
    }

    private static String problems(SettingReport report) {
        return report.problems().stream()
                .map(problem -> problem.severity() + " " + problem.code() + " " + problem.name())
                .reduce("", (all, next) -> all + next + "\n");
    }

    private static String outcome(Decision decision) {
        return decision instanceof Refusal refusal ? refusal.status() + " " + refusal.code() : "allowed";
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "10.255.255.255, true",
        "11.0.0.0, false",
        "9.255.255.255, false",
        "::ffff:10.1.2.3, true",
        "::ffff:11.0.0.0, false",
        "a00::1, false",
        "2001:db8::1, true",
        "2001:db8:ffff::, true",
        "2001:db9::, false",
        "192.0.2.7, true",
        "192.0.2.8, false",
        "10.6.6.6, false",
        "::ffff:10.6.6.6, false",
        "10.7.0.1, false",
        "127.0.0.1, false",
        "::1, false"
    })
    void only_the_listed_and_never_the_denied_are_served(String client, boolean served) {
        IpAccess room = room(Map.of(
                "IP_ALLOWLIST", "10.0.0.0/8, 2001:db8::/32, 192.0.2.7",
                "IP_DENYLIST", "10.6.6.6,10.7.0.0/16"));
        assertEquals(
                served ? "allowed" : "403 ADDRESS_NOT_ALLOWED",
                outcome(room.decide(IpAddress.parse(client), Routes.UNKNOWN)));
    }

    @Test
    void nothing_set_serves_everybody() {
        IpAccess room = room(Map.of());
        for (String client :
                new String[] {"127.0.0.1", "203.0.113.9", "::1", "2001:db8::1", "0.0.0.0", "255.255.255.255"}) {
            assertEquals("allowed", outcome(room.decide(IpAddress.parse(client), Routes.UNKNOWN)), client);
        }
        assertEquals("every address is served, enforced", room.settings().summary());
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "::1, true", "10.1.2.3, false", "203.0.113.9, false", "127.6.6.6, false"})
    void a_route_has_its_own_list_in_place_of_the_general_one_but_the_deny_list_counts(String client, boolean served) {
        IpAccess room = room(Map.of("IP_ALLOWLIST", "10.0.0.0/8", "IP_DENYLIST", "127.6.6.6"));
        Route metrics = Route.open("/metrics").onlyFrom(CidrSet.loopback());
        assertEquals(served, room.decide(IpAddress.parse(client), metrics).isAllowed());
    }

    @Test
    void a_route_for_nobody_serves_nobody() {
        Route closed = Route.open("/closed").onlyFrom(CidrSet.empty());
        assertFalse(room(Map.of()).decide(IpAddress.parse("127.0.0.1"), closed).isAllowed());
    }

    @Test
    void agrees_with_the_definition() {
        Random random = new Random(SEED);
        CidrSet allow = CidrSet.parse("0.0.0.0/2, 128.0.0.0/1, 8000::/1");
        CidrSet deny = CidrSet.parse("192.0.0.0/4, 16.0.0.0/5, c000::/2");
        IpAccess room =
                IpAccess.of(IpAccessSettings.builder().allow(allow).deny(deny).build());
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            IpAddress client = IpAddress.ofBytes(bytes);
            assertEquals(
                    allow.contains(client) && !deny.contains(client),
                    room.decide(client, Routes.UNKNOWN).isAllowed(),
                    () -> "seed " + SEED + ": " + client);
        }
    }

    @Test
    void a_decision_allocates_nothing() {
        IpAccess room = room(Map.of("IP_ALLOWLIST", "10.0.0.0/8", "IP_DENYLIST", "10.6.0.0/16"));
        IpAddress in = IpAddress.parse("10.1.2.3");
        IpAddress out = IpAddress.parse("203.0.113.9");
        Runnable calls = () -> {
            for (int i = 0; i < 10_000; i++) {
                if (!room.decide(in, Routes.UNKNOWN).isAllowed()
                        || room.decide(out, Routes.UNKNOWN).isAllowed()) {
                    throw new IllegalStateException();
                }
            }
        };
        calls.run();
        assertEquals(0, Allocations.least(calls) / 10_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hunter2 | entry 1",
                "10.0.0.0/8, hunter2 | entry 2",
                "10.0.0.0/8,, 10.0.0.1/8 | entry 3",
                "10.0.0.0/33 | entry 1",
                "10.0.0.0/8 192.0.2.0/24 | entry 1",
                "::1, fe80::1%eth0 | entry 2",
                "localhost | entry 1",
                "010.0.0.1 | entry 1",
                "10.0.0 | entry 1",
                "* | entry 1"
            })
    void a_malformed_network_refuses_to_start_and_is_named_by_its_number(String value, String entry) {
        for (String name : new String[] {"IP_ALLOWLIST", "IP_DENYLIST"}) {
            SettingReader reader = reader(Map.of(name, value));
            IpAccessSettings.read(reader);
            SettingReport report = reader.finish();
            assertEquals("REFUSE MALFORMED " + name + "\n", problems(report));
            String text = report.problems().get(0).toString();
            assertTrue(text.contains(entry), text);
            assertFalse(text.contains("hunter2"), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "10.0.0.0/8, ::/0", "::ffff:0.0.0.0/96"})
    void a_list_of_everybody_is_a_warning(String value) {
        for (String mode : new String[] {"production", "development"}) {
            SettingReader allow = reader(Map.of("IP_ALLOWLIST", value, "NODE_ENV", mode));
            IpAccessSettings.read(allow);
            assertEquals("WARN TRUSTS_EVERYONE IP_ALLOWLIST\n", problems(allow.finish()));
            SettingReader deny = reader(Map.of("IP_DENYLIST", value, "NODE_ENV", mode));
            IpAccessSettings.read(deny);
            assertEquals("WARN CONTRADICTION IP_DENYLIST\n", problems(deny.finish()));
        }
    }

    @Test
    void an_allow_list_of_one_family_is_closed_to_the_other() {
        IpAccess room = room(Map.of("IP_ALLOWLIST", "0.0.0.0/0"));
        assertTrue(room.decide(IpAddress.parse("203.0.113.9"), Routes.UNKNOWN).isAllowed());
        assertFalse(room.decide(IpAddress.parse("2001:db8::1"), Routes.UNKNOWN).isAllowed());
    }

    @Test
    void an_allow_list_of_loopback_is_fine_and_one_without_a_network_refuses() {
        SettingReader loopback = reader(Map.of("IP_ALLOWLIST", "127.0.0.0/8, ::1"));
        assertEquals(
                "only 127.0.0.0/8, ::1/128 are served, enforced",
                IpAccessSettings.read(loopback).summary());
        assertEquals("", problems(loopback.finish()));
        SettingReader none = reader(Map.of("IP_ALLOWLIST", " , "));
        IpAccessSettings.read(none);
        assertEquals("REFUSE MALFORMED IP_ALLOWLIST\n", problems(none.finish()));
        IpAccessSettings.Builder builder = IpAccessSettings.builder();
        assertThrows(InvalidSettingsException.class, () -> builder.allow(CidrSet.empty()));
    }

    @Test
    void the_summary_tells_everything() {
        assertEquals(
                "only 10.0.0.0/8 are served, never 10.6.6.6/32, shadow",
                room(Map.of("IP_ALLOWLIST", "10.0.0.0/8", "IP_DENYLIST", "10.6.6.6", "IP_ACCESS_MODE", "shadow"))
                        .settings()
                        .summary());
    }
}
