package dev.hardening.springboot;

import dev.hardening.core.HardeningSettingsBuilder;
import dev.hardening.core.settings.SettingReader;

/**
 * Sets up rooms by code, before the others are read. Every bean of this type is called once while the application starts, in
 * the order of {@link org.springframework.core.annotation.Order}; the last word about a room counts.
 */
@FunctionalInterface
public interface HardeningSettingsCustomizer {

    /**
     * Gives the settings of rooms to the builder.
     *
     * @param builder what is not given to it is read
     * @param reader reads what the properties and the environment say, for rooms that only have other defaults; what is wrong
     *     with that is reported with everything else
     */
    void customize(HardeningSettingsBuilder builder, SettingReader reader);
}
