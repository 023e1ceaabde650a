package dev.hardening.examples.chordpro;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.apikey.ApiKeySettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.decision.ErrorStyle;
import dev.hardening.core.errors.ErrorSettings;
import dev.hardening.core.health.Health;
import dev.hardening.core.identity.Proof;
import dev.hardening.core.ratelimit.RateLimitSettings;
import dev.hardening.core.request.Route;
import dev.hardening.core.request.Routes;
import dev.hardening.core.request.SignatureScheme;
import dev.hardening.core.secret.SecretRule;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SecretSetting;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.signature.SignatureSettings;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.examples.web.Answers;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.TestHooks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Guide 003: production unless told otherwise, every path but two behind a key, a tool within limits. */
public final class ChordproApp implements ExampleApp {

    /** The port of the guide. */
    public static final int PORT = 8080;

    private static final String NAME = "chordpro-api";

    private static final Routes ROUTES = Routes.builder()
            .add(Route.open("/"))
            .add(Route.guarded("/formats"))
            .add(Route.guarded("/convert").slowAfter(Duration.ofSeconds(5)))
            .add(Route.guarded("/__test/**").unlimited())
            .build();

    private static final SignatureSettings.Builder SIGNATURES = SignatureSettings.builder()
            .secret(SecretSetting.of("SIGNING_SECRET", SecretRule.signing()))
            .header("X-Signature")
            .maxFuture(Duration.ofMinutes(5));

    @Override
    public RunModeRule modeRule() {
        return RunModeRule.UNSET_IS_PRODUCTION;
    }

    @Override
    public SettingSource declare(SettingSource environment) {
        return environment.withDefault("HEALTH_LIVE_PATH", ",").withDefault("HEALTH_READY_PATH", ",");
    }

    @Override
    public AppPlan read(SettingReader reader) {
        ToolSettings tools = ToolSettings.read(reader);
        boolean hooks = reader.read(TestHooks.ENABLED);
        RateLimitSettings limits = RateLimitSettings.read(reader, ROUTES.limits());
        SignatureSettings signatures = SignatureSettings.read(reader, SIGNATURES);
        ApiKeySettings keys = ApiKeySettings.read(reader);
        HardeningSettings settings = HardeningSettings.builder()
                .routes(signatures.isOn() ? signed(keys.enforcement() != Enforcement.OFF) : ROUTES)
                .distributed(Shared.read(reader))
                .signatures(signatures)
                .apiKeys(keys) // a signature comes beside the key and not instead of it
                .errors(ErrorSettings.builder().style(ErrorStyle.FLAT).build())
                .rateLimit(reader.isSet(RateLimitSettings.MAX) ? limits : RateLimitSettings.off())
                .read(reader);
        // Calls that run or wait for a tool must not keep the probes from an answer.
        int tied = tools.limits().workers() + tools.limits().waiting();
        ServerSettings server = ServerSettings.read(reader, PORT).moreThreads(tied);
        return new AppPlan(settings, server, (posture, services, stores) -> open(tools, stores, hooks));
    }

    /** Asks for a signature on every route but the public ones, beside the key where one is asked for (guide row C-49). */
    private static Routes signed(boolean keyed) {
        Routes.Builder signed = Routes.builder();
        for (Route route : ROUTES.with(List.of(Route.guarded("/**"))).all()) {
            Route guarded = keyed && route.isAuthenticated() ? route.provedBy(Proof.API_KEY) : route;
            signed.add(route.isAuthenticated() ? guarded.signed(SignatureScheme.RAW_BODY) : route);
        }
        return signed.build();
    }

    private static AppParts open(ToolSettings settings, SharedStores stores, boolean hooks) throws IOException {
        ChordproTool tool = ChordproTool.open(settings);
        Health.Builder health = Health.builder()
                .critical("chordpro", tool::check, ChordproTool.CHECK_TIMEOUT)
                .field("service", NAME)
                .flag("chordpro_available", "chordpro");
        AppParts.Builder parts = AppParts.of(Shared.watch(stores, health).build())
                .servlet("", Endpoint.get((request, response) -> Answers.object(response, Map.of("service", NAME))))
                .servlet("/formats", Endpoint.get(ConvertHandler::formats))
                .servlet("/convert", Endpoint.post(new ConvertHandler(tool)))
                .servlet("/", Endpoint.notFound())
                .watching(tool.counts())
                .closing(tool);
        if (hooks) {
            TestHooks.map(parts::servlet);
        }
        return parts.build();
    }
}
