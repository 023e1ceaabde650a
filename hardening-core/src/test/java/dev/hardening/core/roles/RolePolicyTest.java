package dev.hardening.core.roles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.decision.Decision;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.Refusal;
import dev.hardening.core.decision.RefusalCode;
import dev.hardening.core.decision.ResponseField;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.TenantNeed;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingReport;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.testing.Allocations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolePolicyTest {

    private static final RolePolicy POLICY = RolePolicy.of(RoleSettings.builder()
            .role("admin", "flags.read", "flags.write")
            .role("user", "items.write")
            .role("auditor", "flags.read")
            .build());

    private static final Map<String, Route> ROUTES = Map.of(
            "any", Route.guarded("/x"),
            "open", Route.open("/x"),
            "admin", Route.guarded("/x").onlyRoles("admin"),
            "admin|user", Route.guarded("/x").onlyRoles("admin", "user"),
            "read", Route.guarded("/x").permitting("flags.read"),
            "read&write", Route.guarded("/x").permitting("flags.read", "flags.write"),
            "write&items", Route.guarded("/x").permitting("flags.write", "items.write"),
            "admin&items", Route.guarded("/x").onlyRoles("admin").permitting("items.write"),
            "nobody", Route.guarded("/x").permitting("unheard.of"));

    private static @Nullable Identity caller(String roles) {
        if (roles.equals("nobody")) {
            return null;
        }
        Identity.Builder caller = Identity.provedBy(Proof.TOKEN, "alice");
        if (!roles.equals("none")) {
            List.of(roles.split("\\+")).forEach(caller::role);
        }
        return caller.build();
    }

    private static int status(Decision decision) {
        return decision instanceof Refusal refusal ? refusal.status() : 200;
    }

    @ParameterizedTest
    @CsvSource({
        // route, nobody, none, user, auditor, admin, admin+user, Admin
        "any, 200, 200, 200, 200, 200, 200, 200",
        "open, 200, 200, 200, 200, 200, 200, 200",
        "admin, 401, 403, 403, 403, 200, 200, 403",
        "admin|user, 401, 403, 200, 403, 200, 200, 403",
        "read, 401, 403, 403, 200, 200, 200, 403",
        "read&write, 401, 403, 403, 403, 200, 200, 403",
        "write&items, 401, 403, 403, 403, 403, 200, 403",
        "admin&items, 401, 403, 403, 403, 403, 200, 403",
        "nobody, 401, 403, 403, 403, 403, 403, 403"
    })
    void E_60_one_of_the_roles_and_all_of_the_permissions(
            String name, int nobody, int none, int user, int auditor, int admin, int both, int otherCase) {
        Route route = ROUTES.get(name);
        assertTrue(route != null);
        List<Integer> found = List.of("nobody", "none", "user", "auditor", "admin", "admin+user", "Admin").stream()
                .map(roles -> status(POLICY.decide(route, caller(roles))))
                .toList();
        assertEquals(List.of(nobody, none, user, auditor, admin, both, otherCase), found);
    }

    @Test
    void permissions_are_those_of_the_settings_and_never_of_the_proof() {
        Identity sly = Identity.provedBy(Proof.TOKEN, "sly").role("flags.write").build();
        assertFalse(POLICY.permits(sly, "flags.write"));
        Identity admin = Identity.provedBy(Proof.TOKEN, "root").role("admin").build();
        assertTrue(POLICY.permits(admin, "flags.write"));
        assertEquals(
                Set.of("flags.read", "flags.write", "items.write"),
                POLICY.settings().permissions());
    }

    @Test
    void refusals_say_nothing_about_roles() {
        Refusal refusal = (Refusal) POLICY.decide(Route.guarded("/x").onlyRoles("admin"), caller("user"));
        assertEquals("PERMISSION_DENIED", refusal.code().name());
        assertFalse(refusal.detail().contains("admin"));
    }

    /** RFC 6750 section 3.1: a client with a token learns that another token is needed; others have nothing to renew. */
    @ParameterizedTest
    @EnumSource
    void a_token_that_is_good_and_not_enough_is_told_so(Proof proof) {
        Identity user = Identity.provedBy(proof, "alice").role("user").build();
        for (Route route : List.of(
                Route.guarded("/x").onlyRoles("admin"), Route.guarded("/x").permitting("flags.write"))) {
            Refusal refusal = (Refusal) POLICY.decide(route, user);
            assertEquals(403, refusal.status());
            assertEquals(
                    proof == Proof.TOKEN
                            ? List.of(new ResponseField(
                                    "WWW-Authenticate", "Bearer realm=\"api\", error=\"insufficient_scope\""))
                            : List.of(),
                    refusal.fields());
        }
    }

    @Test
    void settings_add_to_what_the_code_declares() {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of(
                "ROLE_PERMISSIONS",
                " admin = flags.read + flags.write ;; user=items.write; ",
                "ROLES_MODE",
                "shadow")));
        RoleSettings read = RoleSettings.read(reader, RoleSettings.builder().role("user", "items.read"));
        assertTrue(read.grants("user", "items.read") && read.grants("user", "items.write"));
        assertTrue(read.grants("admin", "flags.write") && !read.grants("admin", "items.read"));
        assertEquals(Enforcement.SHADOW, read.enforcement());
        assertEquals("2 roles with 4 permissions, shadow", read.summary());
        assertEquals(1, reader.finish().problems().size());
        SettingReader empty = SettingReader.of(SettingSource.environment(Map.of()));
        assertEquals(
                "0 roles with 0 permissions, enforced", RoleSettings.read(empty).summary());
        assertTrue(empty.finish().problems().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin",
                "admin=",
                "=flags.read",
                "admin=flags.read+",
                "admin=a b",
                "a b=c",
                "admin=a;admin=b",
                "admin=a=b",
                "admin=a,b",
                "\u00e4=a",
                "admin=*"
            })
    void a_value_that_is_none_does_not_start_and_is_not_repeated(String value) {
        SettingReader reader = SettingReader.of(SettingSource.environment(Map.of("ROLE_PERMISSIONS", value)));
        assertTrue(RoleSettings.read(reader).permissions().isEmpty());
        SettingReport report = reader.finish();
        assertEquals(1, report.problems().size());
        assertTrue(report.problems().get(0).toString().startsWith("HRD-1002 REFUSE ROLE_PERMISSIONS"));
        assertThrows(
                IllegalArgumentException.class, () -> RoleSettings.builder().role("admin", "a b"));
        assertThrows(
                IllegalArgumentException.class, () -> RoleSettings.builder().role("x".repeat(65)));
    }

    @Test
    void a_route_that_asks_for_nothing_costs_nothing() {
        Route route = Route.guarded("/x");
        Identity caller = caller("user");
        Runnable calls = () -> {
            for (int i = 0; i < 10_000; i++) {
                assertTrue(POLICY.decide(route, caller).isAllowed());
            }
        };
        calls.run();
        assertEquals(0, Allocations.least(calls) / 10_000);
    }

    @Test
    void what_the_table_does_not_name_serves_nobody_where_a_route_asks_for_a_role() {
        Routes selective = Routes.builder()
                .add(Route.guarded("/admin/**").methods("GET", "POST").onlyRoles("admin"))
                .add(Route.guarded("/items"))
                .build();
        RolePolicy policy = RolePolicy.of(RoleSettings.builder().build());
        Identity admin = Identity.provedBy(Proof.TOKEN, "root").role("admin").build();
        assertEquals(Decision.allowed(), policy.decide(selective.find("POST", "/admin/users"), admin));
        assertEquals(Decision.allowed(), policy.decide(selective.find("PUT", "/items"), admin));
        for (String path : List.of("/admin/users", "/other", "/items/")) {
            Route route = selective.find("DELETE", path);
            assertEquals(RefusalCode.PERMISSION_DENIED, ((Refusal) policy.decide(route, admin)).code(), path);
            assertEquals(RefusalCode.AUTHENTICATION_REQUIRED, ((Refusal) policy.decide(route, null)).code(), path);
        }
        Routes tenants = Routes.builder()
                .add(Route.guarded("/runs").tenant(TenantNeed.SELECTED))
                .build();
        assertTrue(tenants.find("GET", "/runs/").isClosed());
        Routes plain = Routes.builder().add(Route.guarded("/items")).build();
        assertEquals(Decision.allowed(), policy.decide(plain.find("GET", "/other"), admin));
    }
}
