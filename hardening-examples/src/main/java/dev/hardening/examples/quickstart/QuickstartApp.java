package dev.hardening.examples.quickstart;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.health.Health;
import dev.hardening.core.identity.Account;
import dev.hardening.core.input.ObjectRules;
import dev.hardening.core.input.Rules;
import dev.hardening.core.metrics.MetricsSettings;
import dev.hardening.core.password.PasswordEncoding;
import dev.hardening.core.password.PasswordSettings;
import dev.hardening.core.password.Passwords;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.request.Routes;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.secret.SecretGenerator;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.Setting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.core.token.TokenSettingsBuilder;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.examples.users.ExampleUsers;
import dev.hardening.examples.users.TokenLogins;
import dev.hardening.examples.web.AgentCalls;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.Items;
import dev.hardening.examples.web.TestHooks;
import dev.hardening.servlet.input.JsonInput;
import dev.hardening.servlet.support.RequestContext;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every room with its defaults; no variable is needed. */
public final class QuickstartApp implements ExampleApp {

    /** The port when none is given. */
    public static final int PORT = 8080;

    /** Whether paths that nothing serves are answered with an empty object. Default false. */
    public static final Setting<Boolean> CATCH_ALL =
            Setting.bool("EXAMPLE_CATCH_ALL").orElse(false);

    private static final String API_KEYS = "API_KEYS";
    private static final String DEMO = "demo";
    private static final String AGENT_SECRET = SignatureSettings.SECRET.name();

    private static final ObjectRules CHECKED = ObjectRules.builder()
            .required("text", Rules.text().withoutActiveContent())
            .build();

    private static final ObjectRules AGENT_CALL = AgentCalls.optionally(Rules.anyJson());

    private final String developmentAgentSecret = text(new SecretGenerator().hex(AGENT_SECRET, 32));
    private final String developmentKey = text(new SecretGenerator().apiKey(API_KEYS, "dev"));
    private final String developmentPassword = text(new SecretGenerator().base64Url("password", 24));
    private @Nullable String developmentHash;

    @Override
    public RunModeRule modeRule() {
        return RunModeRule.UNSET_IS_DEVELOPMENT;
    }

    @Override
    public SettingSource declare(SettingSource environment) {
        SettingSource source = environment
                .withDefault("HEALTH_LIVE_PATH", "/health/live,/monitoring/live")
                .withDefault("HEADERS_PROFILE", "web")
                .withDefault("INPUT_ACTIVE_CONTENT", "refuse");
        if (Origins.CORS_ORIGINS.names().stream().anyMatch(name -> environment.value(name) != null)) {
            source = source.withDefault("CORS_CREDENTIALS", "true")
                    .withDefault("CORS_METHODS", "GET,POST")
                    .withDefault("CORS_HEADERS", "content-type,x-api-key");
        }
        boolean production = SettingReader.of(environment, modeRule()).mode().isProduction();
        boolean hasKey =
                environment.names().stream().anyMatch(name -> name.startsWith(API_KEYS) || name.startsWith("API_KEY_"));
        if (production) {
            return source;
        }
        if (environment.value(ExampleUsers.USERS.name()) == null) {
            source = source.withDefault(ExampleUsers.USERS.name(), DEMO + ":" + hash() + ":user:demo");
        }
        return hasKey ? source : source.withDefault(API_KEYS, developmentKey);
    }

    /** Takes its time, so it is done where a demo user is needed. */
    private String hash() {
        PasswordEncoding encoding =
                new Passwords(PasswordSettings.builder().build()).encode(developmentPassword.toCharArray());
        developmentHash = ((PasswordEncoding.Encoded) encoding).text();
        return developmentHash;
    }

    private static String text(Secret secret) {
        return secret.exposeBytes(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    @Override
    public AppPlan read(SettingReader reader) {
        boolean hooks = reader.read(TestHooks.ENABLED);
        boolean catchAll = reader.read(CATCH_ALL);
        ExampleUsers users = ExampleUsers.read(reader);
        boolean knowsAgents = !reader.family(QuickstartApp::isAgentSecret).isEmpty();
        boolean makesAgentSecret = !knowsAgents && !reader.mode().isProduction();
        Routes routes = knowsAgents || makesAgentSecret ? QuickstartRoutes.WITH_AGENTS : QuickstartRoutes.PLAIN;
        DistributedSettings shared = Shared.read(reader);
        HardeningSettings settings = HardeningSettings.builder()
                .distributed(shared)
                .routes(routes)
                .errors(ErrorSettings.builder().style(ErrorStyle.FLAT).build())
                .apiKeys(ApiKeySettings.read(reader))
                .tokens(tokens(reader))
                .lockout(Shared.lockout(reader, shared, "JWT_SECRET", "JWT_SECRET_KEY"))
                .cookie(cookie(reader))
                .rateLimit(RateLimitSettings.read(reader, routes.limits(), QuickstartRoutes.LIMITED))
                .signatures(signatures(reader, makesAgentSecret))
                .metrics(MetricsSettings.read(reader, MetricsSettings.builder().prometheus(true)))
                .read(reader);
        ServerSettings server = ServerSettings.read(reader, PORT);
        boolean generated = reader.secrets()
                .raw(API_KEYS)
                .filter(Secret.ofUtf8(API_KEYS, developmentKey)::equals)
                .isPresent();
        if (generated) {
            reader.add(madeUp(API_KEYS, "set it, for example with openssl rand -base64 32"));
        }
        String key = generated ? developmentKey : "";
        Account demo = users.find(DEMO);
        boolean known = demo != null
                && demo.passwordHash() != null
                && demo.passwordHash().equals(developmentHash);
        String password = known ? developmentPassword : "";
        String agentSecret = makesAgentSecret ? developmentAgentSecret : "";
        return new AppPlan(
                settings,
                server,
                (posture, services, stores) -> open(
                                settings,
                                users,
                                services,
                                stores,
                                servlets(
                                        new StartPage(key, password, agentSecret, posture),
                                        hooks,
                                        catchAll,
                                        routes == QuickstartRoutes.WITH_AGENTS))
                        .greeting(port -> key.isEmpty()
                                ? ""
                                : Greeting.text(
                                        server.url(port),
                                        key,
                                        password,
                                        agentSecret,
                                        settings.apiKeys().enforcement() == Enforcement.ENFORCE))
                        .build());
    }

    private static Problem madeUp(String name, String cure) {
        return Problem.warn(
                ProblemCode.GENERATED, name, "is not set, so a random key is used until the process ends", cure);
    }

    private static boolean isAgentSecret(String name) {
        return SignatureSettings.SECRET.names().stream().anyMatch(name::startsWith);
    }

    /** As guide 004 has it: its example is of 2009, so any age counts, unless one is strict. */
    private SignatureSettings signatures(SettingReader reader, boolean makesSecret) {
        SignatureSettings.Builder signed = SignatureSettings.builder().malformedBadRequest();
        if (makesSecret) {
            Secret made = Secret.ofUtf8(AGENT_SECRET, developmentAgentSecret);
            reader.secrets().add(made, SignatureSettings.SECRET.rule());
            reader.add(madeUp(AGENT_SECRET, "set it, for example with openssl rand -hex 32"));
            signed.shared(made);
        }
        return SignatureSettings.read(reader, reader.read(SettingReader.STRICT) ? signed : signed.unsafeAnyAge());
    }

    /** Tokens in the simple form that other programs make, too; a developer need not have a key. */
    private static TokenSettings tokens(SettingReader reader) {
        TokenSettingsBuilder plain = TokenSettings.builder().profile(TokenProfile.PLAIN);
        return TokenSettings.read(reader, reader.mode().isProduction() ? plain : plain.requireOrGenerateSecret());
    }

    private static CookieSettings cookie(SettingReader reader) {
        return reader.mode().isProduction()
                ? CookieSettings.read(reader)
                : CookieSettings.read(reader, new SecretGenerator().hex(CookieSettings.SECRET.name(), 32));
    }

    private static AppParts.Builder open(
            HardeningSettings settings,
            ExampleUsers users,
            Services services,
            SharedStores stores,
            Map<String, Servlet> servlets) {
        Health.Builder health = Health.builder().field("service", "quickstart");
        AppParts.Builder parts =
                AppParts.of(Shared.watch(stores, health).build()).servlets(servlets);
        if (settings.tokens().hasKeys()) {
            TokenLogins logins = TokenLogins.open(settings, users, services, stores);
            parts.servlet("/api/auth/login", logins.endpoints().login())
                    .servlet("/api/auth/refresh", logins.endpoints().refresh())
                    .servlet("/api/auth/logout", logins.endpoints().logout())
                    .servlet("/api/me", logins.endpoints().me())
                    .filter(logins::join)
                    .closing(logins);
            if (settings.cookie().isOn()) {
                Visits visits = new Visits(logins.logins(), logins.device());
                parts.servlet("/login", Endpoint.post(visits::login)).servlet("/logout", Endpoint.post(visits::logout));
            }
        }
        return parts;
    }

    private static Map<String, Servlet> servlets(StartPage page, boolean hooks, boolean catchAll, boolean signed) {
        Map<String, Servlet> servlets = new LinkedHashMap<>();
        Items items = new Items();
        servlets.put("", Endpoint.get(page::start));
        servlets.put("/quickstart.css", Endpoint.get(page::style));
        servlets.put("/page", Endpoint.get(page::page));
        servlets.put("/api/items", Endpoint.get(items::list).and("POST", items::add));
        servlets.put("/limited", Endpoint.get((request, response) -> Answers.object(response, Map.of("ok", "yes"))));
        servlets.put("/whoami", Endpoint.get(QuickstartApp::whoami));
        servlets.put("/session", Endpoint.get(Visits::session));
        servlets.put("/boom", Endpoint.get(QuickstartApp::boom));
        servlets.put("/sink", Endpoint.post(TestHooks::sink));
        servlets.put("/check", Endpoint.post(QuickstartApp::check));
        servlets.put("/too-slow", Endpoint.get(TestHooks::tooSlow));
        servlets.put(
                "/",
                catchAll ? Endpoint.any((request, response) -> Answers.json(response, "{}")) : Endpoint.notFound());
        if (signed) {
            servlets.put(QuickstartRoutes.VERIFY_PROOF, Endpoint.post(QuickstartApp::verifyProof));
        }
        if (hooks) {
            TestHooks.map(servlets::put);
        }
        return servlets;
    }

    /** Tells that a text obeys the rules; one that does not has its answer already. */
    private static void check(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonInput.read(request, CHECKED);
        Answers.object(response, Map.of("ok", "yes"));
    }

    /** Tells an agent what it has signed. */
    private static void verifyProof(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.object(response, AgentCalls.answer(JsonInput.read(request, AGENT_CALL)));
    }

    private static void whoami(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestContext context = RequestContext.of(request);
        Map<String, @Nullable Object> known = new LinkedHashMap<>();
        known.put("ip", context.client());
        known.put("scheme", context.scheme());
        known.put("host", context.host());
        Answers.object(response, known);
    }

    private static void boom(HttpServletRequest request, HttpServletResponse response) {
        throw new IllegalStateException("a failure in /srv/app/quickstart: SELECT * FROM users");
    }
}
