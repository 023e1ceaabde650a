package dev.hardening.springboot;

import dev.hardening.core.HardeningSettings;
import dev.hardening.servlet.HardeningFilterBuilder;

/**
 * Gives the filter what settings cannot say: filters of the application before and after authentication, tokens, flags, an audit
 * trail. Every bean of this type is called once while the application starts, in the order of {@link
 * org.springframework.core.annotation.Order}.
 */
@FunctionalInterface
public interface HardeningFilterCustomizer {

    /**
     * Adds to the filter.
     *
     * @param builder has the application's services, stores, health and metrics already
     * @param settings what was read
     */
    void customize(HardeningFilterBuilder builder, HardeningSettings settings);
}
