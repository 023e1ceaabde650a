package dev.hardening.examples.honestly;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.breaker.Breaker;
import dev.hardening.core.breaker.BreakerSettings;
import dev.hardening.core.breaker.Breakers;
import dev.hardening.core.breaker.CallWay;
import dev.hardening.core.breaker.StaleCache;
import dev.hardening.core.breaker.StaleCacheSettings;
import dev.hardening.core.health.Health;
import dev.hardening.core.health.ReadinessGate;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.database.Database;
import dev.hardening.examples.database.GraphDatabase;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.examples.server.WebServer;
import dev.hardening.examples.users.ExampleUsers;
import dev.hardening.examples.users.TokenLogins;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.TestHooks;
import dev.hardening.servlet.audit.AuditInteractions;
import dev.hardening.servlet.support.Services;
import dev.hardening.servlet.token.TokenEndpoints;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Guide 004: production unless told otherwise, agents that sign, users with tokens, and caches that are warm when it is ready. */
public final class HonestlyApp implements ExampleApp {

    /** The port of the guide. */
    public static final int PORT = 8000;

    private static final Logger LOG = LoggerFactory.getLogger(HonestlyApp.class);

    @Override
    public RunModeRule modeRule() {
        return RunModeRule.UNSET_IS_PRODUCTION;
    }

    @Override
    public SettingSource declare(SettingSource environment) {
        return HonestlySettings.declare(environment);
    }

    @Override
    public AppPlan read(SettingReader reader) {
        GraphDatabase database = GraphDatabase.read(reader);
        ExampleUsers users = ExampleUsers.read(reader);
        boolean hooks = reader.read(TestHooks.ENABLED);
        Duration warmUp = reader.read(WARM_UP);
        StaleCacheSettings metadata = HonestlySettings.metadata(reader);
        int workers = reader.read(HonestlySettings.WORKERS);
        HardeningSettings settings = HonestlySettings.read(reader);
        // Requests that hold a place of the pool, or wait for one, must not keep the others from an answer.
        ServerSettings server = ServerSettings.read(reader, PORT)
                .behindProxy(reader)
                .moreThreads(workers - WebServer.THREADS + 2 * database.most());
        return new AppPlan(settings, server, (posture, services, stores) -> {
            LOG.info("{} workers, {} places for connections, caches: {}", workers, database.most(), metadata.summary());
            TokenLogins logins = TokenLogins.open(settings, users, services, stores);
            AppParts.Builder parts = parts(database, metadata, warmUp, services, stores);
            mapTokens(parts, logins.endpoints());
            if (hooks) {
                TestHooks.map(parts::servlet);
                parts.servlet(HonestlyRoutes.FAILING, Endpoint.post(Agents::fail));
                parts.servlet("/__test/db", Endpoint.get(new DatabaseHook(database)::hold));
            }
            return parts.filter(logins::join).closing(logins).build();
        });
    }

    private static AppParts.Builder parts(
            GraphDatabase database,
            StaleCacheSettings metadata,
            Duration warmUp,
            Services services,
            SharedStores stores) {
        Breakers breakers = Breakers.builder()
                .ticker(services.ticker())
                .events(services.events())
                .build();
        // What is loaded here is made on the spot, so whoever asks may load it himself.
        Breaker loading = breakers.add(
                "vault",
                BreakerSettings.builder()
                        .way(CallWay.INTERRUPT)
                        .maxConcurrent(1_000)
                        .build());
        StaleCache<String, String> keys =
                loading.cache(StaleCacheSettings.builder().neverExpires().build(), Agents::demoKey);
        ReadinessGate warm = ReadinessGate.named("vkeys");
        keys.warmUp(Agents.PROOF_TYPES, warm::open);
        Agents agents = new Agents(keys);
        Vault vault = new Vault(
                loading.cache(HonestlySettings.bundles(metadata), Vault::demoBundle),
                loading.cache(metadata, Vault::demoMetadata));
        Health.Builder health = Health.builder()
                .critical("database", database::check, Database.TIMEOUT)
                .criticalForReadinessOnly()
                .gate(warm)
                .warmUp(warmUp)
                .field("service", "honestly");
        return AppParts.of(Shared.watch(stores, health).build())
                .servlet(HonestlyRoutes.VERIFY_PROOF, Endpoint.post(agents::verifyProof))
                .servlet(HonestlyRoutes.DOCUMENT_HASH, Endpoint.post(agents::documentHash))
                .servlet(HonestlyRoutes.SHARE_LINK, Endpoint.post(agents::shareLink))
                .servlet("/vault/share/*", Endpoint.get(vault::bundle))
                .servlet("/vault/documents/*", Endpoint.get(vault::metadata))
                .servlet(HonestlyRoutes.INTERACTIONS, Endpoint.get(new AuditInteractions()::answer))
                .servlet("/", Endpoint.notFound())
                .watching(breakers)
                .closing(breakers);
    }

    private static void mapTokens(AppParts.Builder parts, TokenEndpoints tokens) {
        parts.servlet(HonestlyRoutes.LOGIN, tokens.login())
                .servlet(HonestlyRoutes.REFRESH, tokens.refresh())
                .servlet(HonestlyRoutes.LOGOUT, tokens.logout())
                .servlet(HonestlyRoutes.ME, tokens.me());
    }
}
