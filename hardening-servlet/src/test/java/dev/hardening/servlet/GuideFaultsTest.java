package dev.hardening.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.identity.Identity;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.TenantNeed;
import dev.hardening.core.secret.SecretGenerator;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.token.TokenIssuer;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.Tokens;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import dev.hardening.testing.servlet.Container;
import dev.hardening.testing.servlet.RawHttp;
import dev.hardening.testing.servlet.RawHttp.Response;
import dev.hardening.testing.servlet.TestApp;
import dev.hardening.testing.servlet.TestContainer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults that real systems had where they asked who calls, and what happens here instead. Those of one room alone (S1,
 * S7, S9, S10) are shown beside that room; those of signed requests (S5) are not here.
 */
class GuideFaultsTest {

    private static final String SECRET = "f20cf44b09f1fb6a7f42f69661c98cc100faae3d4ab53e2f6d852a9753cbf21e";

    private static TokenSettings read(SettingReader reader) {
        return TokenSettings.read(
                reader, TokenSettings.builder().profile(TokenProfile.PLAIN).requireOrGenerateSecret());
    }

    private static SettingReader production(String... more) {
        Map<String, String> values = new HashMap<>(Map.of("NODE_ENV", "production"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return SettingReader.of(SettingSource.environment(values));
    }

    private static String report(SettingReader reader) {
        return String.valueOf(assertThrows(
                        InvalidSettingsException.class, () -> reader.finish().throwIfRefused())
                .getMessage());
    }

    @Test
    void S2_production_makes_up_no_secret_of_its_own() {
        SettingReader reader = production();
        read(reader);
        String report = report(reader);
        assertTrue(report.contains("JWT_SECRET"), report);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHANGE_ME_IN_PRODUCTION_use_openssl_rand_hex_32",
                "your-256-bit-secret-your-256-bit-secret",
                "replace-with-strong-random-value-of-32"
            })
    void S3_a_placeholder_is_refused_however_long_it_is(String placeholder) {
        SettingReader reader = production("JWT_SECRET", placeholder);
        read(reader);
        String report = report(reader);
        assertTrue(report.contains("JWT_SECRET"), report);
        assertFalse(report.contains(placeholder), report);
    }

    private static final class App {
        private final Tokens tokens;
        private final HardeningSettings settings;

        App() {
            SettingReader reader = production("JWT_SECRET", SECRET, "RATE_LIMIT_MAX", "1000000");
            Routes routes = Routes.builder()
                    .add(Route.open("/open"))
                    .add(Route.guarded("/runs").tenant(TenantNeed.SELECTED))
                    .add(Route.guarded("/admin").onlyRoles("admin"))
                    .build();
            settings = HardeningSettings.builder()
                    .routes(routes)
                    .tokens(read(reader))
                    .read(reader);
            reader.finish().throwIfRefused();
            tokens = Tokens.builder(settings.tokens())
                    .revocation(RevocationStore.inMemory(Instant::now, 1_000))
                    .build();
        }

        TestContainer start(Container container) throws Exception {
            TestApp.Handler served = (request, response) -> {
                RequestContext context = RequestContext.of(request);
                response.getWriter()
                        .print((context.identity() == null ? "nobody" : "known") + " of " + context.tenantIdIfKnown());
            };
            return TestApp.create()
                    .filter(
                            HardeningFilter.builder(settings)
                                    .services(Services.builder()
                                            .events(event -> {})
                                            .build())
                                    .tokens(tokens)
                                    .build(),
                            setup -> setup.everyDispatch())
                    .servlet("/*", served)
                    .start(container);
        }

        String bearer() {
            Identity caller = Identity.provedBy(Proof.TOKEN, "alice")
                    .tenant("demo")
                    .role("user")
                    .build();
            return "Authorization: Bearer "
                    + new TokenIssuer(settings.tokens(), tokens.keys()).access(caller, "s", "j", Instant.now());
        }
    }

    @ParameterizedTest
    @EnumSource
    void S4_a_bad_token_makes_nobody_anonymous(Container container) throws Exception {
        App app = new App();
        try (TestContainer server = app.start(container)) {
            assertEquals(200, RawHttp.get(server.port(), "/open").status());
            Response refused = RawHttp.get(server.port(), "/open", app.bearer() + "A");
            assertEquals(401, refused.status());
            assertTrue(refused.text().contains("TOKEN_INVALID"), refused::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void S6_a_credential_beyond_ascii_is_a_bad_one_and_no_failure(Container container) throws Exception {
        App app = new App();
        try (TestContainer server = app.start(container)) {
            for (String header : List.of(
                    "Authorization: Bearer \u00e9\u00e9.\u00e9.\u00e9",
                    app.bearer() + "\u00ff",
                    "Authorization: Bearer \u00c3\u00a9",
                    "Authorization: \u00c3",
                    "Cookie: __Host-session=\u00e9; a=b")) {
                int status = RawHttp.get(server.port(), "/runs", header).status();
                assertTrue(status == 401 || status == 400, header + " is answered by " + status);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void S8_no_ending_of_a_path_opens_a_door(Container container) throws Exception {
        App app = new App();
        try (TestContainer server = app.start(container)) {
            for (String ending :
                    List.of(".json", ".js", ".html", ".css", ".png", "/a.js", "/index.html", "/favicon.ico")) {
                assertEquals(401, RawHttp.get(server.port(), "/runs" + ending).status(), ending);
                assertEquals(401, RawHttp.get(server.port(), "/admin" + ending).status(), ending);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void S11_a_header_names_no_tenant_that_the_caller_does_not_belong_to(Container container) throws Exception {
        App app = new App();
        try (TestContainer server = app.start(container)) {
            assertEquals(
                    "known of demo",
                    RawHttp.get(server.port(), "/runs", app.bearer(), "X-Tenant-ID: demo")
                            .text());
            assertEquals(
                    403,
                    RawHttp.get(server.port(), "/runs", app.bearer(), "X-Tenant-ID: other")
                            .status());
            assertEquals(
                    401,
                    RawHttp.get(server.port(), "/runs", "X-Tenant-ID: demo").status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void S12_a_token_in_a_query_or_a_form_is_none(Container container) throws Exception {
        App app = new App();
        try (TestContainer server = app.start(container)) {
            String token = app.bearer().substring("Authorization: Bearer ".length());
            for (String name : List.of("access_token", "token", "authorization", "jwt", "bearer")) {
                String pair = name + "=" + token;
                assertEquals(401, RawHttp.get(server.port(), "/runs?" + pair).status(), name);
                assertEquals(
                        401,
                        RawHttp.request(
                                        server.port(),
                                        "POST",
                                        "/runs",
                                        pair,
                                        "Content-Type: application/x-www-form-urlencoded")
                                .status(),
                        name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keys_that_rotate_under_load_fail_no_request(Container container) throws Exception {
        App app = new App();
        int rotations = 0;
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (TestContainer server = app.start(container)) {
            List<Future<Integer>> all = new ArrayList<>();
            Callable<Integer> client = () -> {
                int failed = 0;
                for (int i = 0; i < 150; i++) {
                    int status = RawHttp.get(server.port(), "/runs", app.bearer(), "X-Tenant-ID: demo")
                            .status();
                    failed += status == 200 ? 0 : 1;
                }
                return failed;
            };
            for (int i = 0; i < 4; i++) {
                all.add(clients.submit(client));
            }
            SecretGenerator generator = new SecretGenerator();
            // As many as still verify beside the newest one.
            while (rotations < 8 && all.stream().anyMatch(running -> !running.isDone())) {
                app.tokens.keys().rotateTo(generator.hex("JWT_SECRET", 32));
                rotations++;
                String after = app.bearer();
                assertEquals(
                        200,
                        RawHttp.get(server.port(), "/runs", after, "X-Tenant-ID: demo")
                                .status());
            }
            for (Future<Integer> one : all) {
                assertEquals(0, one.get());
            }
        } finally {
            clients.shutdownNow();
        }
        assertTrue(rotations > 0);
    }
}
