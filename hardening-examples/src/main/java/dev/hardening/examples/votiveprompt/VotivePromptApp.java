package dev.hardening.examples.votiveprompt;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.apikey.ApiKeys;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.distributed.DistributedSettings;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.health.Health;
import dev.hardening.core.lockout.AttemptStore;
import dev.hardening.core.lockout.Lockout;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.TestHooks;
import dev.hardening.servlet.support.Services;
import java.io.IOException;
import java.util.Objects;

/**
 * The prompt service of guide 000: development unless told otherwise, one administrator with a key or a cookie, prompts
 * encrypted on the disk.
 */
public final class VotivePromptApp implements ExampleApp {

    /** The port of the guide. */
    public static final int PORT = 3002;

    /**
     * Pages of other sites are kept out by the room {@code crosssite} and by the cookie's {@code SameSite=Strict}. The
     * routes are not {@code sameOriginOnly}: the admin pages may come from the origins of CORS_ORIGINS, and scripts without
     * a browser's header fields send the key.
     */
    private static final Routes ROUTES = Routes.builder()
            .add(Route.open("/api/auth/login"))
            .add(Route.open("/api/auth/logout"))
            .add(Route.guarded("/api/auth/verify"))
            .add(Route.guarded("/api/prompts"))
            .add(Route.open("/__test/**").unlimited())
            .add(Route.open("/**"))
            .build();

    @Override
    public RunModeRule modeRule() {
        return RunModeRule.UNSET_IS_DEVELOPMENT;
    }

    @Override
    public SettingSource declare(SettingSource environment) {
        SettingSource source = environment
                .withDefault("HEALTH_LIVE_PATH", ",")
                .withDefault("HEALTH_READY_PATH", ",")
                .withDefault("TRACE_RESPONSE_HEADER", "traceparent")
                .withDefault("COOKIE_NAME", "admin_session")
                .withDefault("API_KEY_HEADER", "X-Admin-Key");
        // Credentials and every origin together do not start; who tries every origin in development goes without.
        boolean named = Origins.CORS_ORIGINS.names().stream()
                .map(environment::value)
                .filter(Objects::nonNull)
                .anyMatch(origins -> !origins.trim().equals("*"));
        return named
                ? source.withDefault("CORS_CREDENTIALS", "true")
                        .withDefault("CORS_METHODS", "GET,POST")
                        .withDefault("CORS_HEADERS", "content-type,x-admin-key")
                : source;
    }

    @Override
    public AppPlan read(SettingReader reader) {
        boolean hooks = reader.read(TestHooks.ENABLED);
        PromptSettings prompts = PromptSettings.read(reader);
        DistributedSettings shared = Shared.read(reader);
        HardeningSettings settings = HardeningSettings.builder()
                .routes(ROUTES)
                .distributed(shared)
                .lockout(Shared.lockout(reader, shared, "SESSION_SECRET", "ADMIN_API_KEY"))
                .errors(ErrorSettings.builder().style(ErrorStyle.FLAT).build())
                .tokens(TokenSettings.builder().unsafeOff().build()) // no other way in than key and cookie
                .apiKeys(prompts.apiKeys())
                .cookie(prompts.cookie())
                .read(reader);
        return new AppPlan(
                settings,
                ServerSettings.read(reader, PORT),
                (posture, services, stores) -> open(settings, prompts, hooks, services, stores));
    }

    private static AppParts open(
            HardeningSettings settings, PromptSettings given, boolean hooks, Services services, SharedStores stores)
            throws IOException {
        PromptStore store = PromptStore.open(given.database(), given.databaseKey());
        ApiKeys keys = new ApiKeys(settings.apiKeys(), services.ticker(), services.clock(), services.events());
        AttemptStore attempts = stores.attempts(AttemptStore.inMemory(
                services.ticker(), services.events(), settings.lockout().entries()));
        Lockout lockout = new Lockout(settings.lockout(), attempts, services.clock(), services.events());
        AdminHandlers admin = new AdminHandlers(keys, lockout);
        PromptHandlers prompts = new PromptHandlers(store);
        Health.Builder health =
                Health.builder().critical("database", store::check).field("service", "votive-prompt");
        AppParts.Builder parts = AppParts.of(Shared.watch(stores, health).build())
                .servlet("/api/auth/login", Endpoint.post(admin::login))
                .servlet("/api/auth/verify", Endpoint.get(AdminHandlers::verify))
                .servlet("/api/auth/logout", Endpoint.post(AdminHandlers::logout))
                .servlet("/api/prompts", Endpoint.get(prompts::list).and("POST", prompts::add))
                .servlet("/", Endpoint.notFound())
                .closing(keys);
        if (hooks) {
            TestHooks.map(parts::servlet);
        }
        return parts.build();
    }
}
