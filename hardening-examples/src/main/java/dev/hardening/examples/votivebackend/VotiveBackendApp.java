package dev.hardening.examples.votivebackend;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.cookie.CookieSettings;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.health.Health;
import dev.hardening.core.ratelimit.RateLimit;
import dev.hardening.core.ratelimit.RateLimitRule;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.settings.Origins;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.tls.TlsSettings;
import dev.hardening.core.token.TokenSettings;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.TestHooks;
import dev.hardening.servlet.support.Services;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The backend of guide 000: development unless told otherwise, one front end, two limiters in series, and a prompt service
 * that may be down.
 */
public final class VotiveBackendApp implements ExampleApp {

    /** The port of the guide. */
    public static final int PORT = 3001;

    /** The files of the guide (rows V-04 and V-05), which mkcert writes. */
    private static final TlsSettings TLS = TlsSettings.builder()
            .files(Path.of("../certs/localhost+2-key.pem"), Path.of("../certs/localhost+2.pem"))
            .build();

    private static final String CLAUDE = "claude";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Routes ROUTES = Routes.builder()
            .add(Route.open("/api/v1/claude/**").limitedBy(Route.DEFAULT_LIMIT, CLAUDE))
            .add(Route.open("/__test/**").unlimited())
            .add(Route.open("/**"))
            .build();

    @Override
    public RunModeRule modeRule() {
        return RunModeRule.UNSET_IS_DEVELOPMENT;
    }

    @Override
    public SettingSource declare(SettingSource environment) {
        // Ours is no more than a default: what the operator says for all caches counts for this one.
        SettingSource traced = environment.withDefault("TRACE_RESPONSE_HEADER", "traceparent");
        SettingSource source = environment.value("CACHE_MAX_SIZE") == null
                ? traced.withDefault("PROMPT_CACHE_MAX_SIZE", "500")
                : traced;
        return Origins.CORS_ORIGINS.names().stream().allMatch(name -> environment.value(name) == null)
                ? source
                : source.withDefault("CORS_METHODS", "GET,POST")
                        .withDefault("CORS_HEADERS", "content-type,traceparent");
    }

    @Override
    public AppPlan read(SettingReader reader) {
        BackendSettings backend = BackendSettings.read(reader);
        boolean hooks = reader.read(TestHooks.ENABLED);
        HardeningSettings settings = HardeningSettings.builder()
                .routes(ROUTES)
                .distributed(Shared.read(reader))
                .errors(ErrorSettings.builder().style(ErrorStyle.FLAT).build())
                .rateLimit(RateLimitSettings.read(
                        reader,
                        ROUTES.limits(),
                        RateLimitRule.of(RateLimit.slidingWindow(Route.DEFAULT_LIMIT, 10, MINUTE)),
                        RateLimitRule.of(RateLimit.slidingWindow(CLAUDE, 5, MINUTE))))
                .tokens(TokenSettings.builder().unsafeOff().build()) // everybody may ask
                .apiKeys(ApiKeySettings.builder().unsafeOff().build())
                .cookie(CookieSettings.builder().build())
                .breaker(backend.breaker())
                .read(reader);
        if (settings.cors().origins().entries().size() > 1) {
            reader.add(Problem.refuse(
                    ProblemCode.OUT_OF_RANGE,
                    reader.nameInUse(Origins.CORS_ORIGINS),
                    "names more than one origin",
                    "name the one of the front end"));
        }
        // Requests that wait for a call, or for that of another, must not keep the probes from an answer.
        ServerSettings server = ServerSettings.read(reader, PORT, TLS)
                .moreThreads(2 * backend.breaker().maxConcurrent());
        return new AppPlan(settings, server, (posture, services, stores) -> open(backend, hooks, services, stores));
    }

    private static AppParts open(BackendSettings settings, boolean hooks, Services services, SharedStores stores) {
        PromptService service = new PromptService(settings);
        Breakers breakers = Breakers.builder()
                .ticker(services.ticker())
                .events(services.events())
                .build();
        Breaker breaker = breakers.add(PromptService.NAME, settings.breaker());
        Prompts prompts = new Prompts(breaker.cache(settings.cache(), service::resolve), settings.thinking());
        Health.Builder health = Health.builder()
                .nonCritical(PromptService.NAME, () -> service.check(breaker), PromptService.CHECK_TIMEOUT)
                .field("service", "votive-backend");
        AppParts.Builder parts = AppParts.of(Shared.watch(stores, health).build())
                .servlet("/api/v1/prompts/*", Endpoint.get(prompts::show))
                .servlet("/api/v1/claude/analyze", Endpoint.post(prompts::analyze))
                .servlet("/", Endpoint.notFound())
                .watching(breakers)
                .closing(breakers)
                .closing(service);
        if (hooks) {
            TestHooks.map(parts::servlet);
        }
        return parts.build();
    }
}
