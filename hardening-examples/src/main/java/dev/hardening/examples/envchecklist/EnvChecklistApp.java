package dev.hardening.examples.envchecklist;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.flags.Flag;
import dev.hardening.core.flags.FlagSettings;
import dev.hardening.core.flags.Flags;
import dev.hardening.core.health.Health;
import dev.hardening.core.lockout.LockoutSettings;
import dev.hardening.core.posture.RunningUser;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitBy;
import dev.hardening.core.ratelimit.RateLimitRule;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.roles.RoleSettings;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.token.OidcSettings;
import dev.hardening.core.token.TokenProfile;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.database.Database;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.examples.users.BrowserLogins;
import dev.hardening.examples.users.ExampleUsers;
import dev.hardening.examples.users.TokenLogins;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.Items;
import dev.hardening.examples.web.Page;
import dev.hardening.examples.web.RefusedException;
import dev.hardening.examples.web.TestHooks;
import dev.hardening.servlet.support.Services;
import dev.hardening.servlet.token.TokenEndpoints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Guide 002: no start without a mode, a database and a strong key; tokens, roles, flags, and limits for each user. */
public final class EnvChecklistApp implements ExampleApp {

    /** The port of the guide. */
    public static final int PORT = 3000;

    static final Flag WIDGETS = Flag.named("newDashboardWidgets");
    static final Flag CACHING = Flag.named("experimentalCaching");

    private static final String ADMIN = "admin";
    private static final String READS_FLAGS = "flags.read";

    private static final RateLimitRule LIMIT = RateLimitRule.of(
                    RateLimit.slidingWindow(RateLimitSettings.DEFAULT_RULE, 100, Duration.ofMinutes(1)))
            .by(RateLimitBy.USER);

    private static final Routes ROUTES = Routes.builder()
            .add(Route.open("/api/auth/login").evenWhenReadOnly())
            .add(Route.open("/api/auth/refresh").evenWhenReadOnly())
            .add(Route.guarded("/api/auth/logout").evenWhenReadOnly())
            .add(Route.guarded("/api/me"))
            .add(Route.guarded("/api/items").methods("POST"))
            .add(Route.open("/api/items").methods("GET"))
            .add(Route.open("/api/widgets"))
            .add(Route.guarded("/api/admin/**").onlyRoles(ADMIN))
            .add(Route.guarded("/api/admin/flags").onlyRoles(ADMIN).permitting(READS_FLAGS))
            .add(Route.open(BrowserLogins.LOGOUT).evenWhenReadOnly())
            .add(Route.open("/__test/**").unlimited().evenWhenReadOnly())
            .add(Route.open("/**"))
            .build();

    private static final Page HOME = Page.of("""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Environment checklist</title></head>
            <body><h1>Environment checklist</h1><p id="out">The script did not run.</p>
            <script nonce="@NONCE@">document.getElementById("out").textContent = "The script with the nonce ran.";</script>
            </body></html>
            """);

    @Override
    public RunModeRule modeRule() {
        return RunModeRule.UNSET_IS_REFUSED;
    }

    @Override
    public SettingSource declare(SettingSource environment) {
        SettingSource source = environment
                .withDefault("HEALTH_LIVE_PATH", "/health/live")
                .withDefault("HEADERS_PROFILE", "web")
                .withDefault("CSP_FORBID_UNSAFE", "true")
                .withDefault("REQUEST_TIMEOUT_MS", "10000")
                .withDefault("OTEL_SERVICE_NAME", "env-checklist")
                .withDefault("JWT_REFRESH_GRACE_SECONDS", "0")
                .withDefault("JWT_CLOCK_SKEW_SECONDS", "0");
        if (environment.value(OidcSettings.CLIENT_ID.name()) != null) {
            // The issuer's redirect is a link of another site, on which strict cookies stay behind.
            source = source.withDefault(CookieSettings.SAME_SITE.name(), "lax");
        }
        boolean shares = Origins.CORS_ORIGINS.names().stream().anyMatch(name -> environment.value(name) != null);
        return shares ? source.withDefault("CORS_HEADERS", "authorization,content-type") : source;
    }

    @Override
    public AppPlan read(SettingReader reader) {
        InstantSource clock = InstantSource.system();
        boolean hooks = reader.read(TestHooks.ENABLED);
        Duration warmUp = reader.read(ExampleApp.WARM_UP);
        Database database = Database.read(reader, null);
        ExampleUsers users = ExampleUsers.read(reader);
        Optional<OidcSettings> oidc = OidcSettings.read(reader);
        DistributedSettings shared = Shared.read(reader);
        TokenSettings tokens = TokenSettings.read(
                reader, TokenSettings.builder().profile(TokenProfile.PLAIN).requireSecret());
        HardeningSettings settings = HardeningSettings.builder()
                .routes(ROUTES)
                .distributed(shared)
                .errors(ErrorSettings.builder().style(ErrorStyle.FLAT).build())
                .rateLimit(RateLimitSettings.read(reader, ROUTES.limits(), LIMIT))
                .tokens(tokens)
                .lockout(Shared.lockout(reader, shared, "JWT_SECRET", "JWT_SECRET_KEY"))
                .cookie(
                        reader.isSet(OidcSettings.CLIENT_ID)
                                ? CookieSettings.require(reader)
                                : CookieSettings.read(reader))
                .apiKeys(ApiKeySettings.builder().unsafeOff().build())
                .roles(RoleSettings.read(reader, RoleSettings.builder().role(ADMIN, READS_FLAGS)))
                .flags(FlagSettings.read(reader, List.of(WIDGETS, CACHING), clock))
                .read(reader);
        ServerSettings server = ServerSettings.read(reader, PORT);
        LaterSettings.read(reader);
        RunningUser.check(reader);
        reader.warnOfDefaults(Map.of(
                "RATE_LIMIT_MAX", RateLimitSettings.MAX,
                "LOGIN_BRUTE_MAX_ATTEMPTS", LockoutSettings.MAX_ATTEMPTS,
                "ALLOWED_ORIGINS", Origins.CORS_ORIGINS));
        return new AppPlan(settings, server, (posture, services, stores) -> {
            AppParts.Builder parts = open(settings, database, users, services, stores, warmUp);
            oidc.ifPresent(client -> BrowserLogins.map(parts, client, services));
            if (hooks) {
                TestHooks.map(parts::servlet);
            }
            return parts.build();
        });
    }

    private static AppParts.Builder open(
            HardeningSettings settings,
            Database database,
            ExampleUsers users,
            Services services,
            SharedStores stores,
            Duration warmUp) {
        Flags flags = new Flags(settings.flags(), services.clock());
        database.follow(services);
        TokenLogins logins = TokenLogins.open(settings, users, services, stores);
        Health.Builder health = Health.builder()
                .critical("database", database::check, Database.TIMEOUT)
                .field("service", "env-checklist")
                .warmUp(warmUp);
        if (flags.isOn(Flag.READ_ONLY)) {
            health.field("note", "read-only");
        }
        AppParts.Builder parts = AppParts.of(Shared.watch(stores, health).build())
                .filter(filter -> filter.flags(flags))
                .filter(logins::join)
                .closing(logins)
                .closing(database);
        map(parts, logins.endpoints(), flags);
        return parts;
    }

    private static void map(AppParts.Builder parts, TokenEndpoints tokens, Flags flags) {
        Items items = new Items();
        parts.servlet("", Endpoint.get(HOME))
                .servlet("/api/auth/login", tokens.login())
                .servlet("/api/auth/refresh", tokens.refresh())
                .servlet("/api/auth/logout", tokens.logout())
                .servlet("/api/me", tokens.me())
                .servlet("/api/items", Endpoint.get(items::list).and("POST", items::add))
                .servlet("/api/widgets", Endpoint.get((request, response) -> {
                    if (!flags.isOn(WIDGETS)) {
                        throw RefusedException.of(404, "NOT_FOUND", "There is nothing here.");
                    }
                    Answers.json(response, "{\"widgets\":[\"clock\",\"weather\"]}");
                }))
                .servlet("/api/admin/flags", Endpoint.get((request, response) -> Answers.json(response, flags.json())))
                .servlet("/", Endpoint.notFound());
    }
}
