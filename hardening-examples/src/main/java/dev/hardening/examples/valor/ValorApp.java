package dev.hardening.examples.valor;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.health.Health;
import dev.hardening.core.settings.RunModeRule;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.examples.app.AppParts;
import dev.hardening.examples.app.AppPlan;
import dev.hardening.examples.app.ExampleApp;
import dev.hardening.examples.app.Shared;
import dev.hardening.examples.database.Database;
import dev.hardening.examples.server.ServerSettings;
import dev.hardening.examples.users.ExampleUsers;
import dev.hardening.examples.users.TokenLogins;
import dev.hardening.examples.web.Endpoint;
import dev.hardening.examples.web.TestHooks;

/** Guide 001: production unless told otherwise, behind a proxy, one tenant for each request. */
public final class ValorApp implements ExampleApp {

    /** The port of the guide. */
    public static final int PORT = 5002;

    private static final String LOCAL_DATABASE = "postgresql://127.0.0.1/valor_ivx";

    @Override
    public RunModeRule modeRule() {
        return RunModeRule.UNSET_IS_PRODUCTION;
    }

    @Override
    public SettingSource declare(SettingSource environment) {
        return ValorSettings.declare(environment);
    }

    @Override
    public AppPlan read(SettingReader reader) {
        Database database = Database.read(reader, reader.mode().isProduction() ? null : LOCAL_DATABASE);
        ExampleUsers users = ExampleUsers.read(reader);
        boolean hooks = reader.read(TestHooks.ENABLED);
        HardeningSettings settings = ValorSettings.read(reader);
        ServerSettings server = ServerSettings.read(reader, PORT).behindProxy(reader);
        return new AppPlan(settings, server, (posture, services, stores) -> {
            TokenLogins logins = TokenLogins.open(settings, users, services, stores);
            return parts(database, logins, stores, hooks);
        });
    }

    private static AppParts parts(Database database, TokenLogins logins, SharedStores stores, boolean hooks) {
        Health.Builder health = Health.builder()
                .critical("database", database::check, Database.TIMEOUT)
                .field("service", "valor-ivx");
        Models models = new Models();
        AppParts.Builder parts = AppParts.of(Shared.watch(stores, health).build())
                .servlet("", Endpoint.get(Models::index))
                .servlet(ValorRoutes.WEBSOCKET, Endpoint.get(Models::websocket))
                .servlet(ValorRoutes.LOGIN, logins.endpoints().login())
                .servlet(ValorRoutes.REFRESH, logins.endpoints().refresh())
                .servlet(ValorRoutes.LOGOUT, logins.endpoints().logout())
                .servlet(ValorRoutes.RUNS, Endpoint.get(models::runs).and("POST", models::add))
                .servlet(ValorRoutes.SCENARIOS, Endpoint.get(Models.none("scenarios")))
                .servlet(ValorRoutes.LBO_RUNS, Endpoint.get(Models.none("runs")))
                .servlet(ValorRoutes.MA_RUNS, Endpoint.get(Models.none("runs")))
                .servlet(ValorRoutes.FINANCIAL_DATA + "*", Endpoint.get(Models::financialData))
                .servlet(ValorRoutes.NOTES + "*", Endpoint.get(Models::notes))
                .servlet("/", Endpoint.notFound())
                .filter(logins::join)
                .closing(logins);
        if (hooks) {
            TestHooks.map(parts::servlet);
        }
        return parts.build();
    }
}
