package dev.hardening.servlet;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.flags.Flags;
import dev.hardening.core.health.Health;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.signature.ReplayStore;
import dev.hardening.core.token.Tokens;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.Filter;
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
    private @Nullable Tokens tokens;
    private @Nullable RevocationStore revocations;
    private @Nullable ReplayStore replays;
    private @Nullable Flags flags;

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
     * Gives the room {@code token}, where the application issues tokens with its keys; the filter closes it. Without
     * one the filter makes its own from the settings.
     */
    public HardeningFilterBuilder tokens(Tokens value) {
        this.tokens = value;
        return this;
    }

    /**
     * Gives what remembers ended sessions, of cookies and of tokens, where the application ends some; whoever gives it
     * closes it. Without one the filter remembers them in memory.
     */
    public HardeningFilterBuilder revocations(RevocationStore value) {
        this.revocations = value;
        return this;
    }

    /**
     * Gives what remembers which signed requests have come, where several servers take them; whoever gives it closes it.
     * Without one the filter remembers them in memory.
     */
    public HardeningFilterBuilder replays(ReplayStore value) {
        this.replays = value;
        return this;
    }

    /** Gives the flags, where the application asks or changes them too; without them the filter makes its own. */
    public HardeningFilterBuilder flags(Flags value) {
        this.flags = value;
        return this;
    }

    /** Adds a filter of the application that meets every request which no room has refused so far. */
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
     * @throws IllegalArgumentException when a route names a limit without a rule, or when the tokens ask another store than
     *     that of {@link #revocations}
     */
    public HardeningFilter build() {
        Services base = services == null ? Services.standard() : services;
        Services shared = base.withRoutes(settings.routes());
        HardeningPipeline pipeline = HardeningPipeline.of(this, shared);
        return new HardeningFilter(pipeline, pipeline.services());
    }

    HardeningSettings settings() {
        return settings;
    }

    Health health(Services shared) {
        Health chosen = health;
        return chosen != null
                ? chosen
                : Health.builder()
                        .ticker(shared.ticker())
                        .clock(shared.clock())
                        .events(shared.events())
                        .build();
    }

    RevocationStore revocations(Services shared) {
        RevocationStore chosen = revocations;
        return chosen != null ? chosen : RevocationStore.inMemory(shared.clock(), RevocationStore.DEFAULT_MOST_ENTRIES);
    }

    ReplayStore replays(Services shared) {
        ReplayStore chosen = replays;
        return chosen != null
                ? chosen
                : ReplayStore.inMemory(shared.clock(), settings.signatures().replayMaxEntries());
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
        return chosen != null ? chosen : new Flags(settings.flags(), shared.clock());
    }

    List<Filter> beforeAuthentication() {
        return beforeAuthentication;
    }

    List<Filter> afterAuthentication() {
        return afterAuthentication;
    }
}
