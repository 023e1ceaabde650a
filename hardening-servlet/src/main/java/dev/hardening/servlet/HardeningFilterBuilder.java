package dev.hardening.servlet;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.audit.AuditSettings;
import dev.hardening.core.audit.AuditTrail;
import dev.hardening.core.flags.Flags;
import dev.hardening.core.health.Health;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.metrics.Metrics;
import dev.hardening.core.ratelimit.RateLimitStore;
import dev.hardening.core.ratelimit.RateLimiter;
import dev.hardening.core.settings.Problem;
import dev.hardening.core.settings.ProblemCode;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.token.Tokens;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what goes into one filter. Not safe for use by several threads. */
public final class HardeningFilterBuilder {
    private final HardeningSettings settings;
    private final List<Filter> beforeAuthentication = new ArrayList<>();
    private final List<Filter> afterAuthentication = new ArrayList<>();
    private @Nullable Services services;
    private @Nullable Health health;
    private @Nullable Metrics metrics;
    private @Nullable Tokens tokens;
    private @Nullable RevocationStore revocations;
    private @Nullable ReplayStore replays;
    private @Nullable Flags flags;
    private @Nullable AuditTrail audit;
    private @Nullable SharedStores stores;

    HardeningFilterBuilder(HardeningSettings settings) {
        this.settings = settings;
    }

    /** Replaces the clocks and the listener for security events; the routes are those of the settings. */
    public HardeningFilterBuilder services(Services value) {
        this.services = value;
        return this;
    }

    /** Gives the checks behind the probes; the filter closes them. */
    public HardeningFilterBuilder health(Health value) {
        this.health = value;
        return this;
    }

    /**
     * Gives the metrics, where the application has breakers, meters or a registry of its own to join them with; the filter
     * tells them of its events and its limits, and closes them. Without any the filter makes its own from the settings.
     */
    public HardeningFilterBuilder metrics(Metrics value) {
        this.metrics = value;
        return this;
    }

    /**
     * Gives the room {@code token}, where the application issues tokens with its keys; the filter closes it. Without
     * one the filter makes its own from the settings.
     */
    public HardeningFilterBuilder tokens(Tokens value) {
        this.tokens = value;
        return this;
    }

    /**
     * Gives what remembers ended sessions, of cookies and of tokens, where the application ends some; whoever gives it
     * closes it. Without one the filter remembers them where the
     * instances share them, or in memory.
     */
    public HardeningFilterBuilder revocations(RevocationStore value) {
        this.revocations = value;
        return this;
    }

    /**
     * Gives what remembers which signed requests have come, where several servers take them; whoever gives it closes it.
     * Without one the filter remembers them where the
     * instances share them, or in memory.
     */
    public HardeningFilterBuilder replays(ReplayStore value) {
        this.replays = value;
        return this;
    }

    /**
     * Gives what the instances of the service share, where the application has log-ins, tokens or sessions of its own that
     * share it too; whoever gives it closes it. Without any the filter opens what the settings name, and closes it. The
     * application's own {@link #health(Health)} gets its check by {@code nonCritical("redis", stores::check)}.
     */
    public HardeningFilterBuilder stores(SharedStores value) {
        this.stores = value;
        return this;
    }

    /** Gives the flags, where the application asks or changes them too; without them the filter makes its own. */
    public HardeningFilterBuilder flags(Flags value) {
        this.flags = value;
        return this;
    }

    /**
     * Gives the audit trail, where the application records something itself; let it be among the services' listeners, too.
     * The filter closes it. Without one the filter opens its own, when the settings say so.
     */
    public HardeningFilterBuilder audit(AuditTrail value) {
        this.audit = value;
        return this;
    }

    /**
     * Adds a filter of the application that meets every request which no room has refused so far. On signed routes it must
     * not read the body: it could show the rest another one than was signed, so the request is refused.
     */
    public HardeningFilterBuilder beforeAuthentication(Filter filter) {
        beforeAuthentication.add(filter);
        return this;
    }

    /** Adds a filter of the application that meets the requests of proved callers and those to open routes. */
    public HardeningFilterBuilder afterAuthentication(Filter filter) {
        afterAuthentication.add(filter);
        return this;
    }

    /**
     * Returns the filter, which is ready.
     *
     * @throws dev.hardening.core.settings.InvalidSettingsException when what the settings say is shared cannot be, as {@link
     *     SharedStores#open} tells
     * @throws UncheckedIOException when the file of the audit trail cannot be written
     * @throws IllegalArgumentException when a route names a limit without a rule, or when the tokens ask another store than
     *     that of {@link #revocations}
     */
    public HardeningFilter build() {
        Services base = services == null ? Services.standard() : services;
        HardeningPipeline pipeline = HardeningPipeline.of(this, base.withRoutes(settings.routes()));
        return new HardeningFilter(pipeline, pipeline.services());
    }

    HardeningSettings settings() {
        return settings;
    }

    Health health(SharedStores shared, Services services) {
        Health chosen = health;
        if (chosen != null) {
            return chosen;
        }
        Health.Builder builder = Health.builder()
                .ticker(services.ticker())
                .clock(services.clock())
                .events(services.events());
        return (shared.isOn() ? builder.nonCritical("redis", shared::check) : builder).build();
    }

    Metrics metrics(Services shared) {
        Metrics chosen = metrics;
        return chosen != null ? chosen : Metrics.of(settings.metrics(), shared.ticker());
    }

    SharedStores stores(Services services) {
        SharedStores chosen = stores;
        return chosen != null
                ? chosen
                : SharedStores.open(settings.distributed(), services.ticker(), services.clock(), services.events());
    }

    /** Tells whether the stores are not the application's own. */
    boolean hasOpened(SharedStores shared) {
        return shared != stores;
    }

    RateLimiter limiter(SharedStores shared, Services services) {
        RateLimitStore local =
                RateLimitStore.inMemory(services.ticker(), settings.rateLimit().trackedKeys());
        return RateLimiter.of(settings.rateLimit(), services.ticker(), shared.rateLimits(local));
    }

    RevocationStore revocations(SharedStores shared, Services services) {
        RevocationStore chosen = revocations;
        return chosen != null
                ? chosen
                : shared.revocations(RevocationStore.inMemory(services.clock(), RevocationStore.DEFAULT_MOST_ENTRIES));
    }

    ReplayStore replays(SharedStores shared, Services services) {
        ReplayStore chosen = replays;
        return chosen != null
                ? chosen
                : shared.replays(ReplayStore.inMemory(
                        services.clock(),
                        services.ticker(),
                        settings.signatures().replayMaxEntries()));
    }

    Tokens tokens(RevocationStore store, Services shared) {
        Tokens chosen = tokens;
        if (chosen != null && revocations != null && !chosen.asks(revocations)) {
            throw new IllegalArgumentException(
                    "the tokens do not ask the given revocations, so a log-out would end none; build them with both");
        }
        return chosen != null
                ? chosen
                : Tokens.builder(settings.tokens())
                        .time(shared.ticker(), shared.clock())
                        .events(shared.events())
                        .redactor(shared.redactor())
                        .revocation(store)
                        .build();
    }

    Flags flags(Services shared) {
        Flags chosen = flags;
        return chosen != null ? chosen : new Flags(settings.flags(), shared.clock(), shared.events());
    }

    /** Returns the trail, or null when there is none. */
    @Nullable
    AuditTrail audit(Services shared) {
        if (audit != null || !settings.audit().isOn()) {
            return audit;
        }
        try {
            return AuditTrail.open(settings.audit(), shared.ticker(), shared.clock(), shared.redactor());
        } catch (IOException e) {
            Problem problem = Problem.refuse(
                    ProblemCode.FILE_UNUSABLE,
                    AuditSettings.FILE.name(),
                    "names a file that cannot be used as an audit trail",
                    "name one that this process may write, and no other one writes");
            throw new UncheckedIOException(problem.toString(), e);
        }
    }

    /** Returns the services that tell the trail which {@link #audit(Services)} has opened of what happens. */
    Services telling(@Nullable AuditTrail trail, Services shared) {
        return trail == null || !hasOpened(trail) ? shared : shared.alsoTelling(trail);
    }

    /** Tells whether the trail is not the application's own. */
    boolean hasOpened(AuditTrail trail) {
        return trail != audit;
    }

    List<Filter> beforeAuthentication() {
        return beforeAuthentication;
    }

    List<Filter> afterAuthentication() {
        return afterAuthentication;
    }
}
