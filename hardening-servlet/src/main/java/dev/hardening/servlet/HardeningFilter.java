package dev.hardening.servlet;

import dev.hardening.core.HardeningSettings;
import dev.hardening.core.SharedStores;
import dev.hardening.core.health.Health;
import dev.hardening.core.settings.SettingReader;
import dev.hardening.servlet.health.HealthFilter;
import dev.hardening.servlet.support.Exchange;
import dev.hardening.servlet.support.Next;
import dev.hardening.servlet.support.RoomFilter;
import dev.hardening.servlet.support.Services;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * All rooms in one filter. Made by code with a {@link HardeningFilterBuilder}, or named in a {@code web.xml}: then every room reads its
 * settings from the init-params and the environment, the routes come from the {@link Services} in the context, and a
 * {@link Health} may stand there under {@link HealthFilter#ATTRIBUTE}. Safe for use by many threads.
 */
public final class HardeningFilter extends RoomFilter<HardeningPipeline> {

    private @Nullable Health given;

    /** Makes a filter that reads its settings when the container starts it. */
    public HardeningFilter() {}

    HardeningFilter(HardeningPipeline pipeline, Services services) {
        super(pipeline, services);
    }

    /** Starts a filter with the given settings, whose routes it follows. */
    public static HardeningFilterBuilder builder(HardeningSettings settings) {
        return new HardeningFilterBuilder(settings);
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
        HardeningFilterBuilder builder = new HardeningFilterBuilder(settings);
        Health health = given;
        if (health != null) {
            builder.health(health);
        }
        if (!reader.finish().refusals().isEmpty()) {
            builder.stores(SharedStores.none()); // nothing is connected for a service that does not start
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
}
