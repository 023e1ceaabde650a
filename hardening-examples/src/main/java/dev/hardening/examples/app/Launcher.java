package dev.hardening.examples.app;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.accesslog.LogSettings;
import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.bodylimit.BodyLimitSettings;
import dev.hardening.core.decision.Enforcement;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.posture.PostureReport;
import dev.hardening.core.secret.Redactor;
import dev.hardening.core.secret.Secret;
import dev.hardening.core.settings.InvalidSettingsException;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.RunMode;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.settings.SettingSource;
import dev.hardening.core.time.Ticker;
import dev.hardening.core.tls.TlsKeys;
import dev.hardening.core.tls.TlsSettings;
import dev.hardening.examples.logging.Logging;
import dev.hardening.examples.server.ServerStartException;
import dev.hardening.examples.server.WebApp;
import dev.hardening.examples.server.WebServer;
import dev.hardening.servlet.HardeningFilter;
import dev.hardening.servlet.HardeningFilterBuilder;
import dev.hardening.servlet.support.Services;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an example: first every setting is read and judged, then the port is opened. */
public final class Launcher {

    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);
    private static final int REFUSED = 1;
    private static final String KEY_NAMES = "API_KEY";
    /** How many clients may be slow at once before others with slow bodies are turned away. */
    private static final String WAITING = "320";

    private Launcher() {}

    /**
     * Runs an example until the process is told to end; the process then exits with 0 after running requests have
     * finished.
     *
     * @return an exit code when it did not start; the reasons are on {@code err}
     */
    public static int run(ExampleApp app, Map<String, String> environment, PrintStream out, PrintStream err) {
        RunningApp running;
        try {
            running = start(app, environment);
        } catch (InvalidSettingsException e) {
            err.println("Settings refused; nothing was started:");
            for (Problem problem : e.problems()) {
                err.println("  " + problem);
            }
            return REFUSED;
        } catch (ServerStartException | IOException e) {
            err.println("Not started: " + e.getMessage());
            return REFUSED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running, out), "shutdown"));
        out.print(running.greeting());
        out.flush();
        await();
        return 0;
    }

    /**
     * Starts an example in this process.
     *
     * @throws InvalidSettingsException with every refusal at once; nothing is open then
     * @throws ServerStartException when it cannot listen
     * @throws IOException when its directories cannot be made
     */
    public static RunningApp start(ExampleApp app, Map<String, String> environment)
            throws ServerStartException, IOException {
        Logging.configure(LogSettings.builder().build(), text -> text, level -> {});
        SettingSource source = app.declare(SettingSource.environment(environment))
                .withDefault(BodyLimitSettings.BODY_MAX_WAITING.name(), WAITING);
        SettingReader reader = SettingReader.of(source, app.modeRule());
        AppPlan plan = app.read(reader);
        HardeningSettings settings = plan.settings();
        PostureReport posture = settings.posture(reader.finish());
        posture.throwIfRefused();
        Redactor redactor = new Redactor(reader.secrets().all());
        Metrics metrics = Metrics.of(settings.metrics(), Ticker.system());
        Logging.configure(settings.log(), redactor::redact, metrics::logged);
        tell(settings, posture, reader.secrets().all());
        tellSources(reader.secrets().all(), source);
        return open(plan, posture, reader.mode(), redactor, metrics);
    }

    private static void tell(HardeningSettings settings, PostureReport posture, List<Secret> secrets) {
        for (Problem problem : posture.problems()) {
            // No colon behind the name: what follows one behind the name of a key is masked like a key.
            LOG.atWarn()
                    .addKeyValue("code", problem.code().text())
                    .log("{} {}; {}", problem.name(), problem.message(), problem.cure());
        }
        posture.rooms().forEach((room, line) -> LOG.debug("{} is set up: {}", room, line));
        if (settings.apiKeys().enforcement() == Enforcement.OFF) {
            LOG.info("no API key is asked for");
            return;
        }
        List<String> keys = Stream.concat(
                        secrets.stream().map(Secret::name).filter(name -> name.startsWith(KEY_NAMES)),
                        settings.apiKeys().labels().stream())
                .distinct()
                .toList();
        LOG.atInfo()
                .addKeyValue("sources", String.join(", ", keys))
                .log(
                        "{} API keys, presented in {}",
                        keys.size(),
                        settings.apiKeys().header());
    }

    /** Which secrets are in use and where they come from, never what they are (guide row X-59). */
    private static void tellSources(List<Secret> secrets, SettingSource source) {
        List<String> used = secrets.stream()
                .map(Secret::name)
                .filter(name -> !name.startsWith(KEY_NAMES))
                .map(name -> name + " (" + origin(variable(name), source) + ")")
                .toList();
        if (!used.isEmpty()) {
            LOG.info("secrets in use are {}", String.join(", ", used));
        }
    }

    /** A secret may be an item of a list, or a part of an address that is told as "the password in DATABASE_URL". */
    private static String variable(String name) {
        return name.substring(name.lastIndexOf(' ') + 1).replaceFirst("\\[.*", "");
    }

    private static String origin(String name, SettingSource source) {
        return source.value(name) != null ? "env" : source.value(name + "_FILE") != null ? "file" : "generated";
    }

    private static RunningApp open(
            AppPlan plan, PostureReport posture, RunMode mode, Redactor redactor, Metrics metrics)
            throws ServerStartException, IOException {
        Services plain = Services.builder().redactor(redactor).build();
        AuditSettings audit = plan.settings().audit();
        AuditTrail trail =
                audit.isOn() ? AuditTrail.open(audit, plain.ticker(), plain.clock(), plain.redactor()) : null;
        if (trail == null) {
            return open(plan, posture, mode, plain, metrics, builder -> {}, () -> {});
        }
        try {
            return open(plan, posture, mode, plain.alsoTelling(trail), metrics, builder -> builder.audit(trail), trail);
        } catch (ServerStartException | IOException | RuntimeException e) {
            RunningApp.close(List.of(), trail);
            throw e;
        }
    }

    private static RunningApp open(
            AppPlan plan,
            PostureReport posture,
            RunMode mode,
            Services services,
            Metrics metrics,
            Consumer<HardeningFilterBuilder> more,
            AutoCloseable last)
            throws ServerStartException, IOException {
        // The filter tells the metrics of its own events itself.
        Services counted = services.alsoTelling(metrics);
        SharedStores stores =
                SharedStores.open(plan.settings().distributed(), counted.ticker(), counted.clock(), counted.events());
        try {
            return serve(
                    plan,
                    () -> plan.opener().open(posture, counted, stores),
                    mode,
                    counted,
                    metrics,
                    more.andThen(builder ->
                            builder.services(services).metrics(metrics).stores(stores)),
                    both(stores, last));
        } catch (ServerStartException | IOException | RuntimeException e) {
            RunningApp.close(List.of(), stores);
            throw e;
        }
    }

    private static RunningApp serve(
            AppPlan plan,
            Parts opening,
            RunMode mode,
            Services counted,
            Metrics metrics,
            Consumer<HardeningFilterBuilder> more,
            AutoCloseable last)
            throws ServerStartException, IOException {
        TlsSettings files = plan.server().tls();
        // First of all, because the files may have changed since they were judged.
        TlsKeys tls = files.isEnabled() ? TlsKeys.follow(files, counted.clock(), counted.events()) : null;
        AutoCloseable keys = tls == null ? () -> {} : tls;
        AppParts parts = parts(opening, keys);
        parts.watched().forEach(metrics::watch);
        try {
            HardeningFilterBuilder filter =
                    HardeningFilter.builder(plan.settings()).health(parts.health());
            more.andThen(parts.filter()).accept(filter);
            WebApp.Builder web = WebApp.builder().filter(filter.build());
            parts.servlets().forEach(web::servlet);
            // Threads that wait for bodies must leave all the others free.
            int waiting = plan.settings().bodyLimit().maxWaiting();
            WebServer server = WebServer.start(plan.server().moreThreads(waiting), tls, web.build());
            LOG.atInfo()
                    .addKeyValue("host", plan.server().host())
                    .addKeyValue("port", server.port())
                    .addKeyValue("mode", mode)
                    .log("started");
            return new RunningApp(
                    server, both(keys, last), parts, plan.settings().health().shutdownGrace());
        } catch (ServerStartException | RuntimeException e) {
            RunningApp.close(parts.resources(), parts.health(), keys);
            throw e;
        }
    }

    private static AutoCloseable both(AutoCloseable one, AutoCloseable other) {
        return () -> RunningApp.close(List.of(), one, other);
    }

    private static AppParts parts(Parts opening, AutoCloseable keys) throws IOException {
        try {
            return opening.open();
        } catch (IOException | RuntimeException e) {
            RunningApp.close(List.of(), keys);
            throw e;
        }
    }

    /** Opens what the example serves. */
    private interface Parts {
        AppParts open() throws IOException;
    }

    /** A signal would make its own exit code; whoever was asked to end and did so has not failed. */
    private static void end(RunningApp running, PrintStream out) {
        try {
            running.close();
        } finally {
            out.flush();
            Runtime.getRuntime().halt(0);
        }
    }

    private static void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
