package dev.hardening.servlet;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.health.Health;
import dev.hardening.core.identity.RevocationStore;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.core.token.Tokens;
import dev.hardening.servlet.health.HealthFilter;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rooms in one filter. Made by code with a {@link Builder}, or named in a {@code web.xml}: then every room reads its
 * settings from the init-params and the environment, the routes come from the {@link Services} in the context, and a
 * {@link Health} may stand there under {@link HealthFilter#ATTRIBUTE}. Safe for use by many threads.
 */
public final class HardeningFilter extends RoomFilter<HardeningPipeline> {

    private static final int REVOCATIONS = 1_000_000;

    private @Nullable Health given;

    /** Makes a filter that reads its settings when the container starts it. */
    public HardeningFilter() {}

    private HardeningFilter(HardeningPipeline pipeline, Services services) {
        super(pipeline, services);
    }

    /** Starts a filter with the given settings, whose routes it follows. */
    public static Builder builder(HardeningSettings settings) {
        return new Builder(settings);
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        given = config.getServletContext().getAttribute(HealthFilter.ATTRIBUTE) instanceof Health health
                ? health
                : null;
        super.init(config);
        ready().init(config);
    }

    @Override
    protected HardeningPipeline read(SettingReader reader, Services shared) {
        HardeningSettings settings =
                HardeningSettings.builder().routes(shared.routes()).read(reader);
        Builder builder = new Builder(settings);
        Health health = given;
        if (health != null) {
            builder.health(health);
        }
        return HardeningPipeline.of(builder, shared.withRoutes(settings.routes()));
    }

    @Override
    protected Services services(HardeningPipeline pipeline, Services shared) {
        return pipeline.services();
    }

    @Override
    protected void apply(HardeningPipeline pipeline, Exchange exchange, Next next)
            throws IOException, ServletException {
        pipeline.run(exchange, next);
    }

    @Override
    protected void again(HardeningPipeline pipeline, Exchange exchange, Next next)
            throws IOException, ServletException {
        pipeline.again(exchange, next);
    }

    /** Collects what goes into one filter. Not safe for use by several threads. */
    public static final class Builder {
        private final HardeningSettings settings;
        private final List<Filter> beforeAuthentication = new ArrayList<>();
        private final List<Filter> afterAuthentication = new ArrayList<>();
        private @Nullable Services services;
        private @Nullable Health health;
        private @Nullable Tokens tokens;
        private @Nullable RevocationStore revocations;

        private Builder(HardeningSettings settings) {
            this.settings = settings;
        }

        /** Replaces the clocks and the listener for security events; the routes are those of the settings. */
        public Builder services(Services value) {
            this.services = value;
            return this;
        }

        /** Gives the checks behind the probes; the filter closes them. */
        public Builder health(Health value) {
            this.health = value;
            return this;
        }

        /**
         * Gives the room {@code token}, where the application issues tokens with its keys; the filter closes it. Without
         * one the filter makes its own from the settings.
         */
        public Builder tokens(Tokens value) {
            this.tokens = value;
            return this;
        }

        /**
         * Gives what remembers ended sessions, of cookies and of tokens, where the application ends some; whoever gives it
         * closes it. Without one the filter remembers them in memory.
         */
        public Builder revocations(RevocationStore value) {
            this.revocations = value;
            return this;
        }

        /** Adds a filter of the application that meets every request which no room has refused so far. */
        public Builder beforeAuthentication(Filter filter) {
            beforeAuthentication.add(filter);
            return this;
        }

        /** Adds a filter of the application that meets the requests of proved callers and those to open routes. */
        public Builder afterAuthentication(Filter filter) {
            afterAuthentication.add(filter);
            return this;
        }

        /**
         * Returns the filter, which is ready.
         *
         * @throws IllegalArgumentException when a route names a limit without a rule
         */
        public HardeningFilter build() {
            Services base = services == null ? Services.standard() : services;
            Services shared = base.withRoutes(settings.routes());
            return new HardeningFilter(HardeningPipeline.of(this, shared), shared);
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
            return chosen != null ? chosen : RevocationStore.inMemory(shared.clock(), REVOCATIONS);
        }

        Tokens tokens(RevocationStore store, Services shared) {
            Tokens chosen = tokens;
            return chosen != null
                    ? chosen
                    : Tokens.builder(settings.tokens())
                            .time(shared.ticker(), shared.clock())
                            .events(shared.events())
                            .redactor(shared.redactor())
                            .revocation(store)
                            .build();
        }

        List<Filter> beforeAuthentication() {
            return beforeAuthentication;
        }

        List<Filter> afterAuthentication() {
            return afterAuthentication;
        }
    }
}
