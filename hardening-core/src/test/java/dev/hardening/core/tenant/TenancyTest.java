package dev.hardening.core.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.TenantNeed;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.Allocations;
import dev.hardening.testing.FakeRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenancyTest {

    private static final Tenancy TENANCY =
            Tenancy.of(TenantSettings.builder().unsafeEveryTenantFor("operator").build());

    private static @Nullable Identity caller(String kind) {
        Identity.Builder alice = Identity.provedBy(Proof.TOKEN, "alice").role("user");
        return switch (kind) {
            case "none" -> null;
            case "A" -> alice.tenant("A").build();
            case "A+B" -> alice.tenant("A").alsoTenant("B").build();
            case "B-" -> alice.alsoTenant("B").build();
            case "homeless" -> alice.build();
            case "operator" -> alice.role("operator").build();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static String choose(Tenancy tenancy, TenantNeed need, @Nullable Identity caller, String... headers) {
        FakeRequest request = FakeRequest.from("192.0.2.1").lines("X-Tenant-ID", List.of(headers));
        TenantChoice choice = tenancy.choose(Route.guarded("/x").tenant(need), caller, request);
        if (choice instanceof TenantChoice.Chosen chosen) {
            return chosen.tenant();
        }
        if (choice instanceof TenantChoice.Refused refused) {
            Refusal refusal = refused.refusal();
            return refusal.status() + " " + refusal.code();
        }
        return "-";
    }

    /** T1: the header as it is, or {@code absent}, or two of them with a plus between. */
    @ParameterizedTest
    @CsvSource({
        // need, caller, absent, A, B, C, A+B twice, bad
        "NONE, none, -, -, -, -, -, -",
        "NONE, A, -, -, -, -, -, -",
        "OF_CALLER, none, 401, 401, 401, 401, 401, 401",
        "OF_CALLER, A, A, A, 403, 403, 400, 400",
        "OF_CALLER, A+B, A, A, B, 403, 400, 400",
        "OF_CALLER, B-, 400, 403, B, 403, 400, 400",
        "OF_CALLER, homeless, 400, 403, 403, 403, 400, 400",
        "OF_CALLER, operator, 400, A, B, C, 400, 400",
        "SELECTED, none, 401, 401, 401, 401, 401, 401",
        "SELECTED, A, 400, A, 403, 403, 400, 400",
        "SELECTED, A+B, 400, A, B, 403, 400, 400",
        "SELECTED, homeless, 400, 403, 403, 403, 400, 400",
        "SELECTED, operator, 400, A, B, C, 400, 400",
        "UNSAFE_FROM_HEADER, none, 400, A, B, C, 400, 400",
        "UNSAFE_FROM_HEADER, A, 400, A, 403, 403, 400, 400",
        "UNSAFE_FROM_HEADER, A+B, 400, A, B, 403, 400, 400",
        "UNSAFE_FROM_HEADER, homeless, 400, 403, 403, 403, 400, 400",
        "UNSAFE_FROM_HEADER, operator, 400, A, B, C, 400, 400"
    })
    void T1_S11_the_header_selects_among_the_tenants_of_the_caller_and_no_others(
            TenantNeed need, String kind, String absent, String a, String b, String c, String two, String bad) {
        Identity caller = caller(kind);
        List<String> found = new ArrayList<>();
        found.add(choose(TENANCY, need, caller));
        for (String header : List.of("A", "B", "C")) {
            found.add(choose(TENANCY, need, caller, header));
        }
        found.add(choose(TENANCY, need, caller, "A", "B"));
        found.add(choose(TENANCY, need, caller, "a b"));
        List<String> brief = found.stream()
                .map(text -> text.matches("\\d{3} .*") ? text.substring(0, 3) : text)
                .toList();
        assertEquals(List.of(absent, a, b, c, two, bad), brief);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "../x", "a/b", "a.b", "A,B", "A;B", "A\tB", "\u00e4", "\u0661", "a\u0000", "a\r\nb",
                "*", "%41"
            })
    void X_35_a_value_that_is_no_tenant_is_400_that_names_the_header(String value) {
        assertEquals("400 TENANT_REQUIRED", choose(TENANCY, TenantNeed.UNSAFE_FROM_HEADER, null, value));
        FakeRequest request = FakeRequest.from("192.0.2.1").line("X-Tenant-ID", value);
        TenantChoice choice = TENANCY.choose(Route.open("/x").tenant(TenantNeed.UNSAFE_FROM_HEADER), null, request);
        String detail = ((TenantChoice.Refused) choice).refusal().detail();
        assertTrue(detail.contains("X-Tenant-ID"), detail);
        assertTrue(value.length() < 3 || !detail.contains(value), detail);
    }

    @Test
    void a_tenant_has_1_to_64_characters_and_the_same_one_twice_is_two() {
        assertEquals("x".repeat(64), choose(TENANCY, TenantNeed.UNSAFE_FROM_HEADER, null, "x".repeat(64)));
        assertEquals("400 TENANT_REQUIRED", choose(TENANCY, TenantNeed.UNSAFE_FROM_HEADER, null, "x".repeat(65)));
        assertEquals("400 TENANT_REQUIRED", choose(TENANCY, TenantNeed.UNSAFE_FROM_HEADER, null, "x".repeat(1 << 20)));
        assertEquals("-_a9Z", choose(TENANCY, TenantNeed.UNSAFE_FROM_HEADER, null, "-_a9Z"));
        assertEquals("400 TENANT_REQUIRED", choose(TENANCY, TenantNeed.SELECTED, caller("A"), "A", "A"));
        assertEquals("403 TENANT_NOT_ALLOWED", choose(TENANCY, TenantNeed.SELECTED, caller("A"), "a"));
        assertEquals("401 AUTHENTICATION_REQUIRED", choose(TENANCY, TenantNeed.SELECTED, null, "A"));
    }

    @Test
    void whatever_is_chosen_is_a_tenant_of_its_caller() {
        long seed = 5;
        Random random = new Random(seed);
        String[] words = {"A", "B", "C", "a", " A", "A ", "", "A,B", "*"};
        List<TenantNeed> needs = Arrays.stream(TenantNeed.values())
                .filter(need -> need != TenantNeed.NONE)
                .toList();
        for (int run = 0; run < 20_000; run++) {
            Identity caller = caller(new String[] {"A", "A+B", "B-", "homeless"}[random.nextInt(4)]);
            String[] headers = new String[random.nextInt(3)];
            for (int i = 0; i < headers.length; i++) {
                headers[i] = words[random.nextInt(words.length)];
            }
            TenantNeed need = needs.get(random.nextInt(needs.size()));
            String found = choose(TENANCY, need, caller, headers);
            assertTrue(
                    found.startsWith("40")
                            || (caller != null && caller.tenants().contains(found)),
                    () -> "seed " + seed + ": " + found);
        }
    }

    @Test
    void no_role_stands_above_tenants_unless_the_application_says_so() {
        Tenancy standard = Tenancy.of(TenantSettings.builder().build());
        assertEquals("403 TENANT_NOT_ALLOWED", choose(standard, TenantNeed.SELECTED, caller("operator"), "A"));
        assertThrows(
                IllegalArgumentException.class, () -> TenantSettings.builder().unsafeEveryTenantFor(" "));
    }

    @Test
    void settings_come_from_the_environment_on_top_of_the_code() {
        SettingReader reader =
                SettingReader.of(SettingSource.environment(Map.of("TENANT_HEADER", "X-Org", "TENANT_MODE", "shadow")));
        TenantSettings read =
                TenantSettings.read(reader, TenantSettings.builder().unsafeEveryTenantFor("operator"));
        assertEquals("X-Org, shadow, every tenant for the role operator", read.summary());
        assertEquals(Enforcement.SHADOW, read.enforcement());
        assertEquals(1, reader.finish().problems().size());
        SettingReader empty = SettingReader.of(SettingSource.environment(Map.of()));
        assertEquals("X-Tenant-ID, enforced", TenantSettings.read(empty).summary());
        assertTrue(empty.finish().problems().isEmpty());
        SettingReader wrong =
                SettingReader.of(SettingSource.environment(Map.of("TENANT_HEADER", "X Org", "TENANT_MODE", "maybe")));
        assertEquals("X-Tenant-ID", TenantSettings.read(wrong).header());
        SettingReport report = wrong.finish();
        assertEquals(2, report.problems().size());
        assertFalse(report.toString().contains("X Org"));
        assertThrows(
                InvalidSettingsException.class, () -> TenantSettings.builder().header("a:b"));
        assertThrows(
                InvalidSettingsException.class, () -> TenantSettings.builder().header("x".repeat(65)));
    }

    @Test
    void a_route_without_a_tenant_costs_nothing() {
        Route route = Route.open("/");
        FakeRequest request = FakeRequest.from("192.0.2.1").line("X-Tenant-ID", "../x");
        Runnable calls = () -> {
            for (int i = 0; i < 10_000; i++) {
                assertSame(TenantChoice.NONE, TENANCY.choose(route, null, request));
            }
        };
        calls.run();
        assertEquals(0, Allocations.least(calls) / 10_000);
    }
}
